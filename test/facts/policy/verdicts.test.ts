import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { ask } from '../ask.ts';
import { dnsSnapshot, healthyDns, type MadeDns } from '../dns/made-dns.ts';
import { judge, roots, unknowns } from '../verdicts.ts';

const policy = (name: string, spec: object, namespace = 'default'): ApiObject =>
  ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, creationTimestamp: '2025-12-31T00:00:00Z' },
    spec,
  }) as unknown as ApiObject;

const denyEgress = policy('deny', { podSelector: {}, policyTypes: ['Egress'] });
const toDb = policy('to-db', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [{ podSelector: { matchLabels: { app: 'db' } } }] }],
});
const toAddress = policy('to-address', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
});
const dns = (protocols: readonly string[], namespace: object = { 'kubernetes.io/metadata.name': 'kube-system' }) =>
  policy('allow-dns', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          { namespaceSelector: { matchLabels: namespace }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } },
        ],
        ports: protocols.map((protocol) => ({ protocol, port: 53 })),
      },
    ],
  });

const ENGINE = 'pid=10 comm=kubelet netns=host\npid=12 comm=calico-node netns=host\n';
const FLANNEL =
  '==> /etc/cni/net.d/10-flannel.conflist <==\n{"name":"cbr0","plugins":[{"type":"flannel"},{"type":"portmap"}]}\n';

interface More {
  readonly objects?: Readonly<Record<string, readonly ApiObject[]>>;
  readonly change?: (made: MadeDns) => void;
}

function snapshot(policies: readonly ApiObject[], { objects = {}, change }: More = {}) {
  const made = healthyDns();
  made.host.processes = ENGINE;
  made.host['cni-config'] = FLANNEL;
  change?.(made);
  const { objects: own, ...rest } = dnsSnapshot(made);
  const added: Readonly<Record<string, readonly ApiObject[]>> = { networkpolicies: policies, ...objects };
  return { ...rest, objects: (name: string) => added[name] ?? own(name) };
}

const judged = (policies: readonly ApiObject[], more: More = {}) => judge(snapshot(policies, more), ['policy']);
const found = async (...policies: readonly ApiObject[]) => roots(await judged(policies));

describe('egress and names', () => {
  test('something is allowed, and names are not', async () => {
    const { findings } = await judged([denyEgress, toDb]);
    expect(findings.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`)).toEqual([
      "high policy/dns-denied: Pod default/web-1 may connect to others and may not ask the cluster's DNS: no rule of deny, to-db allows udp port 53 to kube-system/coredns-1; no rule of deny, to-db allows tcp port 53 to kube-system/coredns-1 (calico carries them out)",
    ]);
  });

  test('nothing, or addresses only: meant so', async () => {
    expect(await found(denyEgress)).toEqual(['policy/egress-closed pod/default/web-1']);
    expect(await found(toAddress)).toEqual(['policy/egress-closed pod/default/web-1']);
  });

  test('allowed by another policy', async () => {
    expect(await found(denyEgress, toDb, dns(['UDP', 'TCP']))).toEqual([]);
    expect(await found(denyEgress, toDb, dns(['UDP']))).toEqual(['policy/dns-tcp-denied pod/default/web-1']);
  });

  test('policies of another namespace, and for ingress', async () => {
    expect(await found(policy('deny', { podSelector: {}, policyTypes: ['Egress'] }, 'shop'))).toEqual([]);
    expect(await found(policy('deny', { podSelector: {} }))).toEqual([]);
  });

  test('a label of the namespace that nobody collected', async () => {
    const policies = [denyEgress, toDb, dns(['UDP', 'TCP'], { name: 'kube-system' })];
    const blind = await judged(policies);
    expect(roots(blind)).toEqual([]);
    expect(unknowns(blind)).toContain('policy/dns-denied pod/default/web-1');
    const namespaces = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', labels: {} } } as ApiObject,
    ];
    expect(roots(await judged(policies, { objects: { namespaces } }))).toEqual(['policy/dns-denied pod/default/web-1']);
  });

  test('policies that moved, and a part of them', async () => {
    const moved = await judged([denyEgress, toDb], {
      change: (made) => {
        made.more = {
          motion: { moved: [{ resource: 'networkpolicies', namespace: 'default', name: 'to-db', change: 'added' }] },
        };
      },
    });
    expect(roots(moved)).toEqual([]);
    expect(unknowns(moved)).toContain('policy/dns-denied pod/default/web-1');
  });

  test('pods that do not ask the cluster', async () => {
    const other = (change: (made: MadeDns) => void) => judged([denyEgress, toDb], { change });
    expect(roots(await other((made) => (made.clientDns = { dnsPolicy: 'Default' })))).toEqual([]);
    expect(roots(await other((made) => (made.client['resolv-conf'] = 'nameserver 169.254.20.10\n')))).toEqual([]);
  });

  test('chains of kube-proxy alone settle nothing', async () => {
    const result = await judged([denyEgress, toDb], {
      change: (made) => {
        made.host['iptables-nft-save4'] = '*filter\n:FORWARD ACCEPT [0:0]\n:KUBE-PROXY-FIREWALL - [0:0]\nCOMMIT\n';
      },
    });
    expect(roots(result)).toEqual(['policy/dns-denied pod/default/web-1']);
  });
});

describe('who carries policies out', () => {
  const engine = (change: (made: MadeDns) => void, objects: More['objects'] = {}) => {
    const answer = ask(snapshot([denyEgress, toDb], { change, objects })).node('node.policy.engine', 'n1');
    return answer.state === 'value' ? answer.value : answer.state;
  };
  const processes = (text: string) => (made: MadeDns) => {
    made.host.processes = text;
  };
  const daemonSet = (image: string): ApiObject =>
    ({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'x', namespace: 'kube-system' },
      spec: { template: { spec: { containers: [{ name: 'x', image }] } } },
      status: {},
    }) as unknown as ApiObject;

  test.each([
    ['pid=1 comm=calico-node netns=host\n', 'calico'],
    ['pid=1 comm=cilium-agent netns=host\n', 'cilium'],
    ['pid=1 comm=kube-router netns=host\n', 'kube-router'],
    ['pid=1 comm=kube-router netns=host flag:--run-firewall=false\n', 'absent'],
    ['pid=1 comm=k3s-server netns=host\n', 'k3s'],
    ['pid=1 comm=k3s-server netns=host flag:--disable-network-policy\n', 'absent'],
    ['pid=1 comm=kube-network-po netns=host\n', 'kube-network-policies'],
    ['pid=1 comm=flanneld netns=host\n', 'absent'],
  ])('%s', (text, expected) => {
    expect(engine(processes(text))).toBe(expected);
  });

  test.each([
    'quay.io/calico/node:v3.29.0',
    'rancher/mirrored-calico-node:v3.29.0',
    'quay.io/cilium/cilium:v1.16.0',
    'registry.k8s.io/networking/kube-network-policies:v0.9.0',
    '602401143452.dkr.ecr.example/amazon/aws-network-policy-agent:v1.1.0',
  ])('a DaemonSet whose process was not seen: %s', (image) => {
    expect(engine(processes('pid=1 comm=flanneld netns=host\n'), { daemonsets: [daemonSet(image)] })).toBe('unknown');
  });

  test('another CNI plugin, no configuration, processes that were not read', () => {
    const flannel = processes('pid=1 comm=flanneld netns=host\n');
    const conf = (text: string | undefined) => (made: MadeDns) => {
      flannel(made);
      made.host['cni-config'] = text;
    };
    expect(engine(conf(FLANNEL.replace('"flannel"', '"aws-cni"')))).toBe('unknown');
    expect(engine(conf(undefined))).toBe('unknown');
    expect(engine((made) => (made.host.processes = undefined))).toBe('unknown');
  });

  test('nobody: said once, and no pod is judged', async () => {
    const { findings } = await judged([denyEgress, toDb], { change: processes('pid=1 comm=flanneld netns=host\n') });
    expect(findings.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`)).toEqual([
      'info policy/not-enforced: 2 NetworkPolicies (namespaces default) have no effect: no policy engine runs on any node, and the CNI plugin has none',
    ]);
    const none = await judged([], { change: processes('pid=1 comm=flanneld netns=host\n') });
    expect(none.findings).toEqual([]);
  });
});

describe('ingress and Services', () => {
  const webPod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-1',
      namespace: 'default',
      uid: 'u8',
      labels: { app: 'web' },
      creationTimestamp: '2025-12-31T00:00:00Z',
    },
    spec: { nodeName: 'n1', containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080 }] }] },
    status: { phase: 'Running', podIPs: [{ ip: '10.244.1.3' }], conditions: [{ type: 'Ready', status: 'True' }] },
  } as unknown as ApiObject;
  const objects: More['objects'] = {
    pods: [webPod],
    services: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'default', creationTimestamp: '2025-12-31T00:00:00Z' },
        spec: {
          clusterIP: '10.96.5.5',
          ports: [
            { name: 'http', port: 80, targetPort: 'http' },
            { name: 'metrics', port: 9090, targetPort: 9090 },
          ],
        },
      } as unknown as ApiObject,
    ],
    endpointslices: [
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          name: 'web-x',
          namespace: 'default',
          labels: { 'kubernetes.io/service-name': 'web' },
          creationTimestamp: '2025-12-31T00:00:00Z',
        },
        addressType: 'IPv4',
        ports: [
          { name: 'http', port: 8080, protocol: 'TCP' },
          { name: 'metrics', port: 9090, protocol: 'TCP' },
        ],
        endpoints: [
          {
            addresses: ['10.244.1.3'],
            nodeName: 'n1',
            conditions: { ready: true },
            targetRef: { kind: 'Pod', name: 'web-1' },
          },
        ],
      } as unknown as ApiObject,
    ],
  };
  const opens = (...ports: readonly object[]) =>
    policy('allow-web', { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ ports }] });
  const about = async (...policies: readonly ApiObject[]) => roots(await judged(policies, { objects }));

  test('the port that the pod listens on is open', async () => {
    expect(await about(opens({ port: 8080 }))).toEqual([]);
    expect(await about(opens({ port: 'http' }))).toEqual([]);
    expect(await about(opens({ port: 8000, endPort: 9999 }))).toEqual([]);
  });

  test("the Service's port instead", async () => {
    expect(await about(opens({ port: 80 }))).toContain('policy/wrong-port service/default/web:http');
  });

  test('a name that no container has', async () => {
    expect(await about(opens({ port: 'metrics' }))).toContain('policy/wrong-port service/default/web:metrics');
  });

  test('closed altogether, and one port closed on purpose', async () => {
    expect(await about(policy('deny', { podSelector: {} }))).toEqual([
      'policy/backend-closed service/default/web:http',
      'policy/backend-closed service/default/web:metrics',
    ]);
    expect(await about(opens({ port: 8080 }))).toEqual([]);
  });
});
