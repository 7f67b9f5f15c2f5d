import { describe, expect, test } from 'vitest';
import { nodeIpFacts } from '../../../src/facts/addresses/node-ip-facts.ts';
import { getOrMake } from '../../../src/facts/get-or-make.ts';
import type { FactContext } from '../../../src/facts/types.ts';
import { buildClusterModel } from '../../../src/model/cluster.ts';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';
import { folded, judge, roots, unknowns } from '../verdicts.ts';

/** Three nodes of a flannel network in memory; what a test changes is all that differs from healthy. */
interface Made {
  readonly podCidrs: Record<string, string>;
  readonly internalIps: Record<string, string>;
  readonly createdAt: Record<string, string>;
  /** By node: addresses of eth0 and of other devices. */
  readonly addresses: Record<string, [device: string, address: string, prefixLength: number][]>;
  readonly nameserver: Record<string, string>;
  readonly pods: ApiObject[];
  readonly services: ApiObject[];
  readonly serviceCidrs: string[];
  readonly configMaps: ApiObject[];
  readonly outputs: Record<string, MadeOutputs>;
  seen: string[];
  network: string;
  flannel: boolean;
}

const names = ['n1', 'n2', 'n3'];
const indexOf = (name: string): number => names.indexOf(name) + 1;
const byName = <T>(make: (index: number) => T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, make(indexOf(name))]));

const made = (): Made => ({
  podCidrs: byName((i) => `10.244.${i}.0/24`),
  internalIps: byName((i) => `192.168.10.16${i}`),
  createdAt: byName((i) => `2025-12-0${i}T00:00:00Z`),
  addresses: byName((i) => [
    ['eth0', `192.168.10.16${i}`, 24],
    ['cni0', `10.244.${i}.1`, 24],
  ]),
  nameserver: byName(() => '192.168.10.1'),
  pods: names.map((name) => pod(`web-${name}`, name, `10.244.${indexOf(name)}.5`)),
  services: [service('web', '10.96.0.20')],
  serviceCidrs: ['10.96.0.0/12'],
  configMaps: [],
  outputs: {},
  seen: [...names],
  network: '10.244.0.0/16',
  flannel: true,
});

function pod(
  name: string,
  node: string,
  ip: string,
  more: { hostNetwork?: boolean; phase?: string; at?: string } = {},
): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', creationTimestamp: more.at ?? '2025-12-24T00:00:00Z' },
    spec: { nodeName: node, ...(more.hostNetwork ? { hostNetwork: true } : {}) },
    status: { phase: more.phase ?? 'Running', podIP: ip, podIPs: [{ ip }] },
  } as unknown as ApiObject;
}

const service = (name: string, clusterIP: string): ApiObject =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { type: 'ClusterIP', clusterIP, clusterIPs: [clusterIP], ports: [{ port: 80 }] },
  }) as unknown as ApiObject;

const configMap = (namespace: string, name: string, data: Record<string, string>): ApiObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data }) as unknown as ApiObject;

function nodeObject(name: string, { podCidrs, internalIps, createdAt, flannel }: Made): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      creationTimestamp: createdAt[name],
      annotations: flannel
        ? { 'flannel.alpha.coreos.com/kube-subnet-manager': 'true', 'flannel.alpha.coreos.com/backend-type': 'vxlan' }
        : {},
    },
    spec: { podCIDR: podCidrs[name], podCIDRs: [podCidrs[name]] },
    status: {
      addresses: [{ type: 'InternalIP', address: internalIps[name] }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  } as unknown as ApiObject;
}

function snapshot(all: Made) {
  return snapshotOf({
    nodes: all.seen.map((name) =>
      rawNode(name, {
        'ip-addr': JSON.stringify(
          (all.addresses[name] ?? []).map(([ifname, local, prefixlen]) => ({
            ifname,
            addr_info: [{ family: 'inet', local, prefixlen, scope: 'global' }],
          })),
        ),
        'ip-link': JSON.stringify(
          [...new Set((all.addresses[name] ?? []).map(([device]) => device))].map((ifname, at) => ({
            ifindex: at + 2,
            ifname,
            flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
            mtu: 1500,
            operstate: 'UP',
            link_type: 'ether',
            address: `02:00:00:00:0${indexOf(name)}:0${at}`,
            ...(ifname.startsWith('eth') ? {} : { linkinfo: { info_kind: 'bridge' } }),
          })),
        ),
        'ip-route4': JSON.stringify([{ dst: 'default', gateway: '192.168.10.1', dev: 'eth0', flags: [] }]),
        'ip-route6': '[]',
        'resolv-conf': `nameserver ${all.nameserver[name]}\n`,
        'cni-config':
          '==> /etc/cni/net.d/10-flannel.conflist <==\n{"name":"cbr0","cniVersion":"0.3.1","plugins":[{"type":"flannel","delegate":{"isDefaultGateway":true}}]}\n',
        processes: 'pid=1 comm=flanneld netns=net:[1]\n',
        ...all.outputs[name],
      }),
    ),
    objects: {
      nodes: names.map((name) => nodeObject(name, all)),
      pods: all.pods,
      services: all.services,
      servicecidrs: all.serviceCidrs.map(
        (cidr, at) =>
          ({
            apiVersion: 'networking.k8s.io/v1',
            kind: 'ServiceCIDR',
            metadata: { name: `c${at}` },
            spec: { cidrs: [cidr] },
          }) as unknown as ApiObject,
      ),
      configmaps: [
        ...all.configMaps,
        ...(all.flannel
          ? [
              configMap('kube-flannel', 'kube-flannel-cfg', {
                'net-conf.json': JSON.stringify({ Network: all.network, Backend: { Type: 'vxlan' } }),
              }),
            ]
          : []),
      ],
    },
  });
}

const cases: readonly {
  name: string;
  change: (all: Made) => void;
  roots: readonly string[];
  folded?: readonly string[];
}[] = [
  { name: 'a healthy cluster', change: () => {}, roots: [] },
  {
    name: 'one podCIDR twice: the younger node is at fault',
    change: (all) => {
      all.podCidrs.n2 = '10.244.1.0/24';
      all.pods.length = 0;
    },
    roots: ['addresses/pod-network-overlap node/n2'],
  },
  {
    name: 'a podCIDR inside of another one',
    change: (all) => {
      all.podCidrs.n1 = '10.244.0.0/22';
      all.pods.length = 0;
    },
    roots: ['addresses/pod-network-overlap node/n2', 'addresses/pod-network-overlap node/n3'],
  },
  {
    name: 'another plugin gives every node the same podCIDR and uses none of them',
    change: (all) => {
      all.flannel = false;
      for (const name of names) all.podCidrs[name] = '10.0.0.0/24';
      all.pods.splice(0, 3, ...names.map((name) => pod(`web-${name}`, name, `172.20.${indexOf(name)}.5`)));
    },
    roots: [],
  },
  {
    name: 'a name server in the pod network of a node',
    change: (all) => {
      all.nameserver.n1 = '10.244.2.53';
    },
    roots: ['addresses/host-in-pod-network cluster'],
  },
  {
    name: 'a name server in a part of the pod network that no node has',
    change: (all) => {
      all.nameserver.n1 = '10.244.77.53';
    },
    roots: ['addresses/host-in-cluster-network cluster'],
  },
  {
    name: 'a pod network of four parts, of which three are given',
    change: (all) => {
      all.network = '10.244.0.0/22';
    },
    roots: [],
  },
  {
    name: 'a Node for each part of the pod network',
    change: (all) => {
      all.network = '10.244.2.0/23';
      all.podCidrs.n1 = '10.244.9.0/24';
      all.pods.length = 0;
      all.addresses.n1?.splice(1, 1);
    },
    roots: ['addresses/pod-network-nearly-full cluster'],
  },
  {
    name: 'a bridge of Docker over the pods of another node',
    change: (all) => void all.addresses.n1?.push(['docker0', '10.244.3.1', 24]),
    roots: ['addresses/bridge-in-pod-network node/n1'],
  },
  {
    name: 'Services in the pod network',
    change: (all) => void all.serviceCidrs.splice(0, 1, '10.244.0.0/20'),
    roots: ['addresses/service-network-overlap cluster'],
  },
  {
    name: 'Services in the network of the machines, as kubeadm was told',
    change: (all) => {
      all.serviceCidrs.length = 0;
      all.configMaps.push(
        configMap('kube-system', 'kubeadm-config', {
          ClusterConfiguration:
            'kind: ClusterConfiguration\nnetworking:\n  podSubnet: 10.244.0.0/16\n  serviceSubnet: 192.168.0.0/16\n',
        }),
      );
    },
    roots: ['addresses/service-network-overlap cluster'],
  },
  {
    name: 'a ClusterIP that a pod has',
    change: (all) => void all.services.push(service('taken', '10.244.2.5')),
    roots: ['addresses/cluster-ip-taken cluster'],
  },
  {
    name: 'pods with addresses of the Internet',
    change: (all) => {
      all.network = '192.100.0.0/16';
      for (const name of names) all.podCidrs[name] = `192.100.${indexOf(name)}.0/24`;
      all.pods.length = 0;
    },
    roots: ['addresses/public-network cluster'],
  },
  {
    name: 'an InternalIP that the machine does not have',
    change: (all) => {
      all.internalIps.n2 = '192.168.10.99';
    },
    roots: ['addresses/internal-ip-foreign node/n2'],
  },
  {
    name: 'the InternalIP of another node',
    change: (all) => {
      all.internalIps.n2 = '192.168.10.163';
    },
    roots: ['addresses/internal-ip-foreign node/n2'],
    folded: ['addresses/internal-ip-shared node/n2'],
  },
  {
    name: 'the NAT address of a virtual machine on two nodes',
    change: (all) => {
      for (const name of ['n1', 'n2']) {
        all.internalIps[name] = '10.0.2.15';
        all.addresses[name]?.push(['eth1', '10.0.2.15', 24]);
      }
    },
    roots: ['addresses/internal-ip-shared node/n2'],
  },
  {
    name: 'one node registered the address of its other NIC',
    change: (all) => {
      all.internalIps.n2 = '10.0.2.15';
      all.addresses.n2?.push(['eth1', '10.0.2.15', 24]);
    },
    roots: ['addresses/internal-ip-other-nic node/n2'],
  },
  {
    name: 'two running pods with one address',
    change: (all) => void all.pods.push(pod('twin', 'n2', '10.244.2.5', { at: '2025-12-25T00:00:00Z' })),
    roots: ['addresses/pod-ip-shared node/n2'],
  },
  {
    name: 'pods that have ended, and pods with hostNetwork, share addresses by design',
    change: (all) => {
      all.pods.push(pod('job', 'n2', '10.244.2.5', { phase: 'Succeeded' }));
      for (const name of ['a', 'b']) all.pods.push(pod(name, 'n2', '192.168.10.162', { hostNetwork: true }));
    },
    roots: [],
  },
  {
    name: 'two network namespaces with one address, of which only one can be the pod',
    change: (all) => {
      const own = JSON.stringify([
        { ifname: 'eth0', addr_info: [{ family: 'inet', local: '10.244.2.5', prefixlen: 24, scope: 'global' }] },
      ]);
      all.outputs.n2 = { 'ip-addr@net:[11]': own, 'ip-addr@net:[12]': own };
    },
    roots: ['addresses/pod-ip-shared node/n2'],
  },
  {
    name: "a pod's address on a device of another node",
    change: (all) => void all.addresses.n3?.push(['eth9', '10.244.1.5', 32]),
    roots: ['addresses/pod-ip-on-host node/n3'],
  },
  {
    name: "a pod's address on its own node",
    change: (all) => void all.addresses.n1?.push(['eth0', '10.244.1.5', 32]),
    roots: ['addresses/pod-ip-on-host node/n1'],
  },
  {
    name: "the gateway's address was given to a pod",
    change: (all) => void all.pods.push(pod('twin', 'n2', '10.244.2.1')),
    roots: ['addresses/pod-ip-on-host node/n2'],
  },
  {
    name: 'the address of a pod that has ended',
    change: (all) => {
      all.pods.push(pod('job', 'n2', '10.244.2.9', { phase: 'Failed' }));
      all.addresses.n3?.push(['eth9', '10.244.2.9', 32]);
    },
    roots: [],
  },
  {
    name: 'a pod outside of its podCIDR',
    change: (all) => void all.pods.push(pod('stray', 'n2', '10.200.0.5')),
    roots: ['addresses/pod-ip-outside-pod-cidr node/n2'],
  },
];

describe('what is found, and whom it blames', () => {
  test.each(cases)('$name', async ({ change, roots: expected, folded: under = [] }) => {
    const all = made();
    change(all);
    const result = await judge(snapshot(all), ['addresses']);
    expect(roots(result)).toEqual(expected);
    expect(folded(result)).toEqual(under);
  });
});

describe('what nobody could look at is unknown', () => {
  test('a machine that was not seen may need an address of a pod network', async () => {
    const all = made();
    all.seen = ['n1', 'n2'];
    const result = await judge(snapshot(all), ['addresses']);
    expect(roots(result)).toEqual([]);
    expect(unknowns(result)).toEqual(
      expect.arrayContaining(['addresses/host-in-pod-network cluster', 'addresses/internal-ip-foreign node/n3']),
    );
  });

  test('a pod that was made just now', async () => {
    const all = made();
    all.pods.push(pod('twin', 'n2', '10.244.2.5', { at: '2026-01-01T00:00:00Z' }));
    const result = await judge(snapshot(all), ['addresses']);
    expect(roots(result)).toEqual([]);
    expect(unknowns(result)).toEqual(['addresses/pod-ip-shared node/n2']);
  });

  test('a pod that was made just now has an address of a node', async () => {
    const all = made();
    all.pods.push(pod('new', 'n2', '10.244.2.9', { at: '2026-01-01T00:00:00Z' }));
    all.addresses.n3?.push(['eth9', '10.244.2.9', 32]);
    const result = await judge(snapshot(all), ['addresses']);
    expect(roots(result)).toEqual([]);
    expect(unknowns(result)).toEqual(['addresses/pod-ip-on-host node/n3']);
  });

  test('a Node that was made just now', async () => {
    const all = made();
    all.createdAt.n2 = '2025-12-31T23:59:40Z';
    all.internalIps.n2 = '192.168.10.99';
    const result = await judge(snapshot(all), ['addresses']);
    expect(roots(result)).toEqual([]);
    expect(unknowns(result)).toEqual(['addresses/internal-ip-foreign node/n2']);
  });
});

test('thousands of machines with one InternalIP name a few others each, in little time', () => {
  const count = 1500;
  const all = Array.from({ length: count }, (_, at) => `m${String(at).padStart(4, '0')}`);
  const addresses = (local: string) =>
    JSON.stringify([{ ifname: 'eth0', addr_info: [{ family: 'inet', local, prefixlen: 24, scope: 'global' }] }]);
  // The last one does not have it.
  const cluster = buildClusterModel(
    snapshotOf({
      nodes: all.map((name, at) =>
        rawNode(name, { 'ip-addr': addresses(at === count - 1 ? '10.0.2.99' : '10.0.2.15'), uptime: '9000.00 1.00\n' }),
      ),
      objects: {
        nodes: all.map(
          (name) =>
            ({
              apiVersion: 'v1',
              kind: 'Node',
              metadata: { name, creationTimestamp: '2025-12-01T00:00:00Z' },
              status: { addresses: [{ type: 'InternalIP', address: '10.0.2.15' }] },
            }) as unknown as ApiObject,
        ),
      },
    }),
  );
  const memory = new Map<string, unknown>();
  const context = {
    cluster,
    memo: <T>(key: string, make: () => T): T => getOrMake(memory, key, make) as T,
  } as unknown as FactContext;
  const fact = nodeIpFacts[1];
  const peersOf = (name: string): readonly unknown[] => {
    const node = cluster.node(name);
    const value = node && fact.compute({ kind: 'node', key: `node/${name}`, node }, context);
    return value?.state === 'list' ? value.items.map(({ peer }) => peer) : [value];
  };
  for (const name of all) cluster.node(name)?.host.addresses;
  const began = performance.now();
  const peers = new Map(all.map((name) => [name, peersOf(name)]));
  expect(performance.now() - began).toBeLessThan(5000);
  expect(peers.get('m0000')).toEqual([]);
  expect(peers.get('m0002')).toEqual(['m0000', 'm0001']);
  expect(peers.get('m1400')).toEqual(all.slice(0, 10));
  expect(peers.get('m1499')).toEqual(all.slice(0, 10));
});
