import { type Cidr, cidrContains, parseAddress, parseCidr } from '../../model/ip.ts';
import type { KubernetesNode, NodeModel, Pod } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { podsByNodeName } from '../node/pods-of-node.ts';
import type { FactContext } from '../types.ts';

/** A network that the pods of a node get their addresses from. */
export interface PodNetwork {
  readonly node: NodeModel;
  readonly cidr: Cidr;
}

/** True for a pod that has an address of its own now. */
export const hasOwnAddress = (pod: Pod): boolean => pod.phase === 'Running' && !pod.hostNetwork && !pod.terminating;

/**
 * The pod networks of all nodes. podCIDRs count only where they are seen to be used: plugins with an address management of their own
 * leave them alone, and some clusters give every node the same.
 */
export function podNetworks(context: FactContext): readonly PodNetwork[] {
  return context.memo('pod networks', () =>
    context.cluster.nodes.flatMap((node) => networksOf(node, context).map((cidr) => ({ node, cidr }))),
  );
}

function networksOf(node: NodeModel, context: FactContext): readonly Cidr[] {
  const kubernetes = node.kubernetes.state === 'known' ? node.kubernetes.value : null;
  if (kubernetes !== null && usesPodCidrs(kubernetes, context)) return cidrs(kubernetes.podCidrs);
  // flannel with etcd knows nothing of podCIDRs, and takes the node's network from a lease there.
  const env = node.flannelSubnetEnv;
  return kubernetes?.flannel?.subnetManager !== true && env.state === 'known'
    ? cidrs([env.value.subnet, env.value.ipv6Subnet])
    : [];
}

const cidrs = (texts: readonly (string | null)[]): readonly Cidr[] =>
  texts.flatMap((text) => parseCidr(text ?? '') ?? []);

/** flannel says that it takes them; else most of the node's pods have to be in them, and another node has to have others. */
export function usesPodCidrs(kubernetes: KubernetesNode, context: FactContext): boolean {
  if (kubernetes.podCidrs.length === 0) return false;
  if (kubernetes.flannel?.subnetManager === true) return true;
  const own = cidrs(kubernetes.podCidrs);
  const addresses = podsByNode(context)
    .get(kubernetes.name)
    ?.flatMap(({ ips }) => ips.flatMap((ip) => parseAddress(ip) ?? []));
  if (addresses === undefined || addresses.length === 0) return false;
  const inside = addresses.filter((address) => own.some((cidr) => cidrContains(cidr, address)));
  return inside.length * 2 > addresses.length && !oneForAll(context);
}

const oneForAll = (context: FactContext): boolean =>
  context.memo('one podCIDR for all nodes', () => {
    const all = context.cluster.nodes.flatMap(({ kubernetes }) =>
      kubernetes.state === 'known' ? [kubernetes.value.podCidrs[0]] : [],
    );
    return all.length > 2 && new Set(all).size === 1;
  });

/** Pods with an address of their own, by name of their node. */
export function podsByNode(context: FactContext): ReadonlyMap<string, readonly Pod[]> {
  return context.memo('pods with addresses by node', () => {
    const all = podsByNodeName(context.cluster);
    return new Map([...all].map(([name, pods]) => [name, pods.filter(hasOwnAddress)]));
  });
}

/** Those of one node. */
export function podNetworksOf(node: NodeModel, context: FactContext): readonly PodNetwork[] {
  const byNode = context.memo('pod networks by node', () =>
    Map.groupBy(podNetworks(context), (network) => network.node),
  );
  return byNode.get(node) ?? [];
}

/** Pod networks in the order of their addresses, to find those that overlap another one without looking at all of them. */
export function networkIndex(context: FactContext, family: Family): (cidr: Cidr) => readonly PodNetwork[] {
  const sorted = context.memo(`pod networks in order ${family}`, () =>
    podNetworks(context)
      .filter(({ cidr }) => cidr.family === family)
      .sort((a, b) => (a.cidr.first < b.cidr.first ? -1 : a.cidr.first > b.cidr.first ? 1 : 0)),
  );
  // Of several that start before it, the longest may still reach into it: how far back that can be is known beforehand.
  const longest = context.memo(`longest pod network ${family}`, () =>
    sorted.reduce((most, { cidr: { first, last } }) => (first + most < last ? last - first : most), 0n),
  );
  return (cidr) => {
    const found: PodNetwork[] = [];
    for (let at = firstFrom(sorted, cidr.first - longest); at < sorted.length; at++) {
      const network = sorted[at];
      if (network === undefined || network.cidr.first > cidr.last) break;
      if (network.cidr.last >= cidr.first) found.push(network);
    }
    return found;
  };
}

/** Place of the first network that starts at an address or behind it. */
function firstFrom(sorted: readonly PodNetwork[], address: bigint): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.cidr.first ?? 0n) < address) low = middle + 1;
    else high = middle;
  }
  return low;
}
