import { cidrContains, parseAddress, parseCidr } from '../../model/ip.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { podSettling, settling } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { podsByNode, usesPodCidrs } from './pod-networks.ts';
import { nameOf, sharedAddresses } from './shared-addresses.ts';

/** Addresses that somebody on the node shares with an older holder. */
function sharedOn({ node }: TargetOf<'node'>, context: FactContext): FactValue {
  const { pods } = context.cluster;
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const [address, holders] of [...sharedAddresses(context)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [oldest, ...younger] = holders;
    for (const holder of younger) {
      if (holder.node !== node || oldest === undefined) continue;
      const reason = holders.map(({ pod }) => podSettling(pod, context.cluster)).find((each) => each !== null);
      if (reason) unseen.push({ who: `pod/${holder.name}`, ...reason });
      else
        items.push({
          address,
          pod: holder.name,
          other: oldest.name,
          otherNode: oldest.node.name,
          peer: oldest.node === node ? null : oldest.node.name,
        });
    }
  }
  if (items.length === 0 && pods.state === 'unknown' && node.namespaces.length === 0) return unknownBecause(pods);
  return listOf(items, unseen);
}

/** Pods of the node with an address outside of its podCIDRs. */
function strayPods({ node }: TargetOf<'node'>, context: FactContext): FactValue {
  const { kubernetes } = node;
  const { pods } = context.cluster;
  if (kubernetes.state === 'unknown') return unknownBecause(kubernetes);
  if (kubernetes.state === 'absent') return listOf([]);
  if (pods.state !== 'known') return pods.state === 'unknown' ? unknownBecause(pods) : listOf([]);
  if (!usesPodCidrs(kubernetes.value, context)) return listOf([]);
  const own = kubernetes.value.podCidrs.flatMap((text) => parseCidr(text) ?? []);
  const young = settling(node, context.cluster);
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const pod of podsByNode(context).get(kubernetes.value.name) ?? []) {
    for (const ip of pod.ips) {
      const address = parseAddress(ip);
      const podCidrs = own.filter(({ family }) => family === address?.family);
      if (address === undefined || podCidrs.length === 0 || podCidrs.some((cidr) => cidrContains(cidr, address)))
        continue;
      const reason = young ?? podSettling(pod, context.cluster);
      if (reason) unseen.push({ who: `pod/${nameOf(pod)}`, missing: reason.missing, reason: reason.reason });
      else items.push({ pod: nameOf(pod), address: ip, network: kubernetes.value.podCidrs.join(', ') });
    }
  }
  return listOf(items, unseen);
}

export const podIpFacts = [
  defineFact({
    name: 'node.addresses.sharedPodIps',
    target: 'node',
    type: 'list',
    fields: { address: 'ip', pod: 'string', other: 'string', otherNode: 'string', peer: 'string' },
    doc: 'Addresses of pods on the node that an older pod (`other`, on `otherNode`) has as well; `peer` is that node where it is another one. Pods with hostNetwork share addresses by design and are not in it.',
    sources: ['cluster/pods', 'cluster/nodes', 'ip-addr'],
    compute: sharedOn,
  }),
  defineFact({
    name: 'node.addresses.strayPods',
    target: 'node',
    type: 'list',
    fields: { pod: 'string', address: 'ip', network: 'string' },
    doc: "Pods of the node whose address lies outside of the node's podCIDRs, where pods are seen to take their addresses from them.",
    sources: ['cluster/pods', 'cluster/nodes'],
    compute: strayPods,
  }),
] as const;
