import type { ApiObject } from '../../../src/snapshot/types.ts';
import { type MadeOutput, type MadeSnapshot, rawNode, snapshotOf } from '../../support/raw-node.ts';

const OLD = '2025-12-31T00:00:00Z';
const SERVER = 'net:[7]';
const CLIENT = 'net:[8]';

const object = (kind: string, namespace: string, name: string, more: Record<string, unknown>): ApiObject =>
  ({
    apiVersion: 'v1',
    kind,
    ...more,
    metadata: { name, namespace, creationTimestamp: OLD, ...(more.metadata as object | undefined) },
  }) as unknown as ApiObject;

/** What a test changes of a healthy node with one CoreDNS and one client. */
export interface MadeDns {
  /** Outputs of CoreDNS's namespace; undefined leaves one out. */
  server: Record<string, string | MadeOutput | undefined>;
  client: Record<string, string | MadeOutput | undefined>;
  host: Record<string, string | MadeOutput | undefined>;
  selector: Record<string, string>;
  clusterIP: string;
  replicas: number;
  /** Undefined: there is no pod of it. */
  pod:
    | {
        ready: boolean;
        restarts: number;
        waiting: string | null;
        createdAt: string;
        dnsPolicy: string;
        phase: string;
        ip: string;
      }
    | undefined;
  endpointReady: boolean | undefined;
  clientDns: { dnsPolicy?: string; dnsConfig?: object };
  corefile: string | undefined;
  more: Partial<MadeSnapshot>;
  without: readonly string[];
}

export const healthyDns = (): MadeDns => ({
  server: {
    'resolv-conf': 'nameserver 192.0.2.53\n',
    sockets: 'udp UNCONN 0 0 *:53 *:*\ntcp LISTEN 0 128 *:53 *:*\n',
    'coredns-health': { text: 'OK', stderr: 'HTTP 200' },
    'coredns-ready': { text: 'OK', stderr: 'HTTP 200' },
  },
  client: { 'resolv-conf': 'search default.svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n' },
  host: {
    processes: 'pid=10 comm=kubelet netns=host\npid=11 comm=coredns netns=net:[7]\n',
    'kubelet-config': 'clusterDNS:\n- 10.96.0.10\nclusterDomain: cluster.local\n',
    'kubelet-resolv-conf': 'nameserver 192.0.2.53\n',
  },
  selector: { 'k8s-app': 'kube-dns' },
  clusterIP: '10.96.0.10',
  replicas: 1,
  pod: {
    ready: true,
    restarts: 0,
    waiting: null,
    createdAt: OLD,
    dnsPolicy: 'Default',
    phase: 'Running',
    ip: '10.244.1.2',
  },
  endpointReady: true,
  clientDns: {},
  corefile: '.:53 {\n  kubernetes cluster.local\n  forward . /etc/resolv.conf\n  loop\n}\n',
  more: {},
  without: [],
});

/** The snapshot: node n1, CoreDNS in net:[7], a client in net:[8]. */
export function dnsSnapshot(made: MadeDns) {
  const { pod } = made;
  const objects: Record<string, readonly ApiObject[]> = {
    nodes: [object('Node', '', 'n1', { spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } })],
    services: [
      object('Service', 'kube-system', 'kube-dns', {
        spec: {
          clusterIP: made.clusterIP,
          selector: made.selector,
          ports: [
            { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
            { name: 'dns-tcp', port: 53, targetPort: 53, protocol: 'TCP' },
          ],
        },
      }),
      object('Service', 'default', 'web', { spec: { clusterIP: '10.96.5.5', ports: [{ port: 80 }] } }),
    ],
    endpointslices:
      made.endpointReady === undefined
        ? []
        : [
            object('EndpointSlice', 'kube-system', 'kube-dns-x', {
              metadata: { labels: { 'kubernetes.io/service-name': 'kube-dns' } },
              addressType: 'IPv4',
              ports: [
                { name: 'dns', port: 53, protocol: 'UDP' },
                { name: 'dns-tcp', port: 53, protocol: 'TCP' },
              ],
              endpoints: [
                {
                  addresses: ['10.244.1.2'],
                  nodeName: 'n1',
                  conditions: { ready: made.endpointReady },
                  targetRef: { kind: 'Pod', name: 'coredns-1' },
                },
              ],
            }),
          ],
    pods: [
      ...(pod === undefined
        ? []
        : [
            object('Pod', 'kube-system', 'coredns-1', {
              metadata: { uid: 'u7', labels: { 'k8s-app': 'kube-dns' }, creationTimestamp: pod.createdAt },
              spec: { nodeName: 'n1', dnsPolicy: pod.dnsPolicy, containers: [{ name: 'coredns' }] },
              status: {
                phase: pod.phase,
                podIPs: pod.ip === '' ? [] : [{ ip: pod.ip }],
                conditions: [{ type: 'Ready', status: pod.ready ? 'True' : 'False' }],
                containerStatuses: [
                  {
                    name: 'coredns',
                    ready: pod.ready,
                    restartCount: pod.restarts,
                    state: pod.waiting === null ? {} : { waiting: { reason: pod.waiting } },
                  },
                ],
              },
            }),
          ]),
      object('Pod', 'default', 'web-1', {
        metadata: { uid: 'u8', labels: { app: 'web' } },
        spec: { nodeName: 'n1', ...made.clientDns, containers: [{ name: 'web' }] },
        status: { phase: 'Running', podIPs: [{ ip: '10.244.1.3' }], conditions: [{ type: 'Ready', status: 'True' }] },
      }),
    ],
    deployments: [
      object('Deployment', 'kube-system', 'coredns', {
        metadata: { labels: { 'k8s-app': 'kube-dns' } },
        spec: { replicas: made.replicas, template: { spec: { containers: [{ image: 'coredns/coredns:1.12.1' }] } } },
        status: { readyReplicas: made.replicas },
      }),
    ],
    daemonsets: [],
    servicecidrs: [object('ServiceCIDR', '', 'kubernetes', { spec: { cidrs: ['10.96.0.0/12'] } })],
    configmaps:
      made.corefile === undefined
        ? []
        : [object('ConfigMap', 'kube-system', 'coredns', { data: { Corefile: made.corefile } })],
  };
  for (const name of made.without) delete objects[name];
  const outputs = {
    ...at('host', { 'ip-addr': addresses('eth0', '192.168.10.161'), ...made.host }),
    ...(pod === undefined ? {} : at(SERVER, { ...podOutputs('10.244.1.2'), ...made.server })),
    ...at(CLIENT, { ...podOutputs('10.244.1.3'), ...made.client }),
  };
  const netns = [...(pod === undefined ? [] : [{ id: SERVER, podUid: 'u7' }]), { id: CLIENT, podUid: 'u8' }];
  return snapshotOf({ nodes: [rawNode('n1', outputs, { netns })], objects, ...made.more });
}

const addresses = (device: string, address: string): string =>
  JSON.stringify([
    { ifindex: 2, ifname: device, addr_info: [{ family: 'inet', local: address, prefixlen: 24, scope: 'global' }] },
  ]);

const podOutputs = (address: string): Record<string, string> => ({
  'ip-link': JSON.stringify([{ ifindex: 2, ifname: 'eth0', flags: ['UP'], mtu: 1450, link_type: 'ether' }]),
  'ip-addr': addresses('eth0', address),
  'iptables-nft-save4': '',
  'iptables-legacy-tables4': '',
  'nft-tables': '',
  'nft-ruleset': '',
});

function at(netns: string, outputs: MadeDns['host']): Record<string, string | MadeOutput> {
  return Object.fromEntries(
    Object.entries(outputs).flatMap(([id, output]) => (output === undefined ? [] : [[`${id}@${netns}`, output]])),
  );
}
