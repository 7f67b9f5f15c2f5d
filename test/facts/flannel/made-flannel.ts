import type { ApiObject, RawNode, Snapshot } from '../../../src/snapshot/types.ts';
import { rawNode, snapshotOf } from '../../support/raw-node.ts';

/**
 * A flannel vxlan network in memory, in the words of `ip -j` and `bridge -j` (iproute2 6.1, on the nodes of a lab made of network
 * namespaces): node i has 192.168.10.16i, the pod network 10.244.i.0/24 and a VTEP with the MAC 02:00:00:00:01:0i.
 */
export interface MadeMember {
  readonly name: string;
  readonly index: number;
  /** What `ip link` shows of flannel.1; null for a node without the device. */
  deviceMac: string | null;
  deviceFlags: readonly string[];
  vni: number;
  port: number;
  /** Address of flannel.1; null for none. */
  deviceAddress: string | null;
  /** What the annotation says; null for a Node object without it. */
  annotatedMac: string | null;
  publicIp: string;
  /** The annotation public-ip-overwrite; null for none. */
  publicIpOverwrite: string | null;
  backendType: string;
  podCidr: string;
  ready: boolean;
  createdAt: string;
  /** Tables by the other node's name; null for no entry. */
  readonly neighbours: Map<string, string | null>;
  readonly destinations: Map<string, readonly string[]>;
  readonly routes: Map<string, MadeRoute | null>;
  readonly moreRoutes: MadeRoute[];
  readonly moreOutputs: Record<string, string>;
  seen: boolean;
}

export interface MadeRoute {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev: string;
  readonly type?: string;
  readonly metric?: number;
}

export interface MadeNetwork {
  readonly members: readonly MadeMember[];
  member(name: string): MadeMember;
  /** False where the API was not asked: no Node objects, no ConfigMap. */
  api: boolean;
  backend: Record<string, unknown>;
  /** Network of net-conf.json. */
  network: string;
}

export const macOf = (index: number): string => `02:00:00:00:01:0${index}`;
export const endpointOf = (index: number): string => `192.168.10.16${index}`;
const vtepOf = (index: number): string => `10.244.${index}.0`;

export function madeNetwork(count = 3): MadeNetwork {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const members = numbers.map((index): MadeMember => {
    const peers = numbers.filter((other) => other !== index);
    const byPeer = <T>(make: (peer: number) => T) => new Map(peers.map((peer) => [`n${peer}`, make(peer)]));
    return {
      name: `n${index}`,
      index,
      deviceMac: macOf(index),
      deviceFlags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
      vni: 1,
      port: 8472,
      deviceAddress: vtepOf(index),
      annotatedMac: macOf(index),
      publicIp: endpointOf(index),
      publicIpOverwrite: null,
      backendType: 'vxlan',
      podCidr: `${vtepOf(index)}/24`,
      ready: true,
      createdAt: '2025-12-01T00:00:00Z',
      neighbours: byPeer(macOf),
      destinations: byPeer((peer) => [endpointOf(peer)]),
      routes: byPeer((peer) => ({ dst: `${vtepOf(peer)}/24`, gateway: vtepOf(peer), dev: 'flannel.1' })),
      moreRoutes: [],
      moreOutputs: {},
      seen: true,
    };
  });
  const member = (name: string): MadeMember => {
    const found = members.find((each) => each.name === name);
    if (!found) throw new Error(`no member ${name}`);
    return found;
  };
  return { members, member, api: true, backend: { Type: 'vxlan' }, network: '10.244.0.0/16' };
}

export function snapshotOfNetwork(network: MadeNetwork): Snapshot {
  const { members, api } = network;
  const nodes = members.filter(({ seen }) => seen).map((member) => rawMember(member));
  return snapshotOf({
    nodes: [...nodes, ...(api ? [] : members.filter(({ seen }) => !seen).map(({ name }) => rawNode(name, {})))],
    ...(api ? { objects: { nodes: members.map(nodeObject), configmaps: [netConf(network)] } } : {}),
  });
}

function rawMember(member: MadeMember): RawNode {
  const { index, deviceMac } = member;
  const link = {
    ifindex: 2,
    ifname: 'eth0',
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    mtu: 1500,
    operstate: 'UP',
    link_type: 'ether',
    address: `52:54:00:c0:a8:0${index}`,
  };
  const flannel = {
    ifindex: 3,
    ifname: 'flannel.1',
    flags: member.deviceFlags,
    mtu: 1450,
    operstate: 'UNKNOWN',
    link_type: 'ether',
    address: deviceMac,
    linkinfo: {
      info_kind: 'vxlan',
      info_data: { id: member.vni, local: endpointOf(index), link: 'eth0', port: member.port, learning: false },
    },
  };
  const inet = (device: string, local: string, prefixlen: number) => ({
    ifname: device,
    addr_info: [{ family: 'inet', local, prefixlen, scope: 'global' }],
  });
  const routes = [
    { dst: 'default', gateway: '192.168.10.1', dev: 'eth0', flags: [] },
    { dst: '192.168.10.0/24', dev: 'eth0', protocol: 'kernel', scope: 'link', prefsrc: endpointOf(index), flags: [] },
    ...[...member.routes.values()].filter((route) => route !== null).map((route) => ({ ...route, flags: ['onlink'] })),
    ...member.moreRoutes.map((route) => ({ ...route, flags: [] })),
  ];
  const neighbours = [...member.neighbours].flatMap(([peer, mac]) =>
    mac === null ? [] : [{ dst: `10.244.${peer.slice(1)}.0`, dev: 'flannel.1', lladdr: mac, state: ['PERMANENT'] }],
  );
  const fdb = [...member.destinations].flatMap(([peer, destinations]) =>
    destinations.map((dst) => ({
      mac: member.neighbours.get(peer) ?? macOf(Number(peer.slice(1))),
      ifname: 'flannel.1',
      dst,
      flags: ['self'],
      state: 'permanent',
    })),
  );
  return rawNode(member.name, {
    uname: 'Linux 6.1.0 x86_64\n',
    'ip-link': JSON.stringify([link, ...(deviceMac === null ? [] : [flannel])]),
    'ip-addr': JSON.stringify([
      inet('eth0', endpointOf(index), 24),
      ...(deviceMac === null || member.deviceAddress === null ? [] : [inet('flannel.1', member.deviceAddress, 32)]),
    ]),
    'ip-route4': JSON.stringify(routes),
    'ip-route6': '[]',
    'ip-neigh': JSON.stringify(neighbours),
    'bridge-fdb': JSON.stringify(fdb),
    'flannel-subnet-env': `FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.${index}.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n`,
    'cni-config':
      '==> /etc/cni/net.d/10-flannel.conflist <==\n{"name":"cbr0","cniVersion":"0.3.1","plugins":[{"type":"flannel","delegate":{"isDefaultGateway":true}}]}\n',
    processes: `pid=1 comm=flanneld netns=net:[1]\n`,
    'flanneld-healthz': 'flanneld is running',
    ...member.moreOutputs,
  });
}

function nodeObject(member: MadeMember): ApiObject {
  const annotations = {
    'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
    'flannel.alpha.coreos.com/backend-type': member.backendType,
    'flannel.alpha.coreos.com/public-ip': member.publicIp,
    ...(member.publicIpOverwrite === null
      ? {}
      : { 'flannel.alpha.coreos.com/public-ip-overwrite': member.publicIpOverwrite }),
    'flannel.alpha.coreos.com/backend-data': JSON.stringify({ VNI: 1, VtepMAC: member.annotatedMac }),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: member.name,
      creationTimestamp: member.createdAt,
      ...(member.annotatedMac === null ? {} : { annotations }),
    },
    spec: { podCIDR: member.podCidr, podCIDRs: [member.podCidr] },
    status: {
      addresses: [{ type: 'InternalIP', address: endpointOf(member.index) }],
      conditions: [{ type: 'Ready', status: member.ready ? 'True' : 'False' }],
      nodeInfo: { operatingSystem: 'linux' },
    },
  };
}

const netConf = ({ backend, network }: MadeNetwork): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kube-flannel-cfg', namespace: 'kube-flannel' },
  data: { 'net-conf.json': JSON.stringify({ Network: network, Backend: backend }) },
});
