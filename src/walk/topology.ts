import { parseCidr } from '../model/ip.ts';
import type { AddressOwner, ClusterModel, NetworkNamespace, NodeModel } from '../model/types.ts';
import type { Link } from '../parse/records.ts';
import { vethPeer } from './veth.ts';

export interface Device {
  readonly netns: NetworkNamespace;
  readonly link: Link;
}

/** Who is joined to whom, as far as the snapshot shows it. Made once a cluster, each part when it is first asked for. */
export interface Topology {
  readonly cluster: ClusterModel;
  /** Devices that have this MAC address, on every machine. */
  devicesWithMac(mac: string): readonly Device[];
  /** The Kubernetes Node whose address this is, when its own part of the snapshot is missing. */
  unseenNodeOf(address: string): NodeModel | undefined;
  owners(address: string): readonly AddressOwner[];
}

const topologies = new WeakMap<ClusterModel, Topology>();

export function topologyOf(cluster: ClusterModel): Topology {
  const cached = topologies.get(cluster);
  if (cached !== undefined) return cached;
  let byMac: ReadonlyMap<string, readonly Device[]> | undefined;
  let unseen: ReadonlyMap<string, NodeModel> | undefined;
  const topology: Topology = {
    cluster,
    devicesWithMac: (mac) => {
      byMac ??= devicesByMac(cluster);
      return byMac.get(mac.toLowerCase()) ?? [];
    },
    unseenNodeOf: (address) => {
      unseen ??= unseenByAddress(cluster);
      return unseen.get(address) ?? unseenByPodCidr(cluster, address);
    },
    owners: (address) => cluster.ownersOf(address),
  };
  topologies.set(cluster, topology);
  return topology;
}

export const namespacesOf = (node: NodeModel): readonly NetworkNamespace[] => [node.host, ...node.namespaces];

export const linksOf = (netns: NetworkNamespace): readonly Link[] =>
  netns.links.state === 'known' ? netns.links.value.all : [];

export function linkNamed(netns: NetworkNamespace, name: string): Link | undefined {
  return netns.links.state === 'known' ? netns.links.value.byName.get(name) : undefined;
}

/** The input that tells about a device which is known by its address alone; null where it was read. */
export function unreadDevice({ netns, link }: Device): { readonly input: string; readonly reason: string } | null {
  const { links } = netns;
  if (links.state === 'unknown') return { input: links.missing, reason: links.reason };
  if (links.state === 'known' && links.value.byName.has(link.name)) return null;
  return { input: 'ip-link', reason: `${link.name} has an address and is not among the devices` };
}

export const isUp = (link: Link): boolean => link.flags.includes('UP');

/** Carrier is lost, or an end further down is not up. Tools that print no LOWER_UP flag (ifconfig prints RUNNING) prove nothing. */
export const hasNoCarrier = (link: Link): boolean =>
  link.flags.includes('NO-CARRIER') || link.operstate === 'LOWERLAYERDOWN';

function devicesByMac(cluster: ClusterModel): ReadonlyMap<string, readonly Device[]> {
  const found = new Map<string, Device[]>();
  for (const node of cluster.nodes) {
    for (const netns of namespacesOf(node)) {
      for (const link of linksOf(netns)) {
        if (link.mac === null) continue;
        const same = found.get(link.mac);
        if (same === undefined) found.set(link.mac, [{ netns, link }]);
        else same.push({ netns, link });
      }
    }
  }
  return found;
}

function unseenByAddress(cluster: ClusterModel): ReadonlyMap<string, NodeModel> {
  const found = new Map<string, NodeModel>();
  for (const node of cluster.nodes) {
    if (node.seen || node.kubernetes.state !== 'known') continue;
    const { internalIps, flannel } = node.kubernetes.value;
    for (const address of [...internalIps, flannel?.publicIp ?? null, flannel?.v6?.publicIp ?? null])
      if (address !== null) found.set(address, node);
  }
  return found;
}

/** Pods of a node that nobody looked at: its podCIDR is all that is known of them. */
function unseenByPodCidr(cluster: ClusterModel, address: string): NodeModel | undefined {
  const wanted = parseCidr(address);
  if (wanted === undefined) return undefined;
  return cluster.nodes.find((node) => {
    if (node.seen || node.kubernetes.state !== 'known') return false;
    return node.kubernetes.value.podCidrs.some((text) => {
      const cidr = parseCidr(text);
      return (
        cidr !== undefined && cidr.family === wanted.family && cidr.first <= wanted.first && wanted.last <= cidr.last
      );
    });
  });
}

const ports = new WeakMap<object, ReadonlyMap<string, readonly Link[]>>();

/** Ports of a bridge, in the order of the link table. */
export function bridgePorts(netns: NetworkNamespace, bridge: string): readonly Link[] {
  if (netns.links.state !== 'known') return [];
  let byMaster = ports.get(netns.links.value);
  if (byMaster === undefined) {
    byMaster = Map.groupBy(
      netns.links.value.all.filter((link) => link.master !== null),
      (link) => link.master ?? '',
    );
    ports.set(netns.links.value, byMaster);
  }
  return byMaster.get(bridge) ?? [];
}

/** A device whose other side is outside of the snapshot: a NIC, or a veth whose peer no machine of the snapshot shows. */
export function leadsOutside({ netns, link }: Device): boolean {
  if (link.linkType === 'loopback' || link.flags.includes('LOOPBACK')) return false;
  switch (link.kind) {
    case 'bridge':
    case 'vxlan':
    case 'dummy':
    case 'openvswitch':
    case 'tun':
      return false;
    case 'veth':
      return vethPeer(netns, link).found === 'none' && netns.id === 'host';
    default:
      return true;
  }
}
