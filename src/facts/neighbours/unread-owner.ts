import { canonicalAddress } from '../../model/ip.ts';
import type { NetworkNamespace } from '../../model/types.ts';
import type { Neighbour } from '../../parse/records.ts';
import type { FactContext, Unseen } from '../types.ts';
import { isJudged } from './mismatch.ts';

type Why = Pick<Unseen, 'missing' | 'reason'>;

/**
 * Why nobody can say whether an entry has its owner's MAC, though the owner is in the snapshot: its devices were not read, or
 * those between it and the entry, or it is a pod of a machine on which some namespace's addresses were not read. Undefined where
 * that is not so.
 */
export function unreadOwner(netns: NetworkNamespace, entry: Neighbour, context: FactContext): Why | undefined {
  if (!isJudged(entry)) return undefined;
  const { address } = entry;
  const owners = context.cluster.ownersOf(address);
  for (const owner of owners) if (owner.netns.links.state === 'unknown') return whyOf(owner.netns.links);
  // The way to an owner with another MAC may lead through a namespace here (a tunnel that stands in for a pod).
  if (owners.some(({ link }) => link.mac?.toLowerCase() !== entry.mac?.toLowerCase()))
    return netns.node.namespaces
      .map(({ links }) => (links.state === 'unknown' ? whyOf(links) : undefined))
      .find(Boolean);
  if (owners.length > 0) return undefined;
  return unreadPods(context).get(canonicalAddress(address) ?? address);
}

/** By address: pods that nobody was seen to have the address of, while a namespace that may be theirs was not read. */
const unreadPods = (context: FactContext): ReadonlyMap<string, Why> =>
  context.memo('pods in unread namespaces', () => {
    const { nodes, pods } = context.cluster;
    const found = new Map<string, Why>();
    if (pods.state !== 'known') return found;
    for (const node of nodes) {
      const why = node.namespaces.map(unreadAddresses).find((each) => each !== undefined);
      if (why === undefined) continue;
      // On a machine that is no Kubernetes node, every pod may live (a pod VM).
      const { kubernetes } = node;
      const name =
        kubernetes.state === 'absent' ? null : kubernetes.state === 'known' ? kubernetes.value.name : node.name;
      for (const pod of pods.value) {
        if (pod.hostNetwork || (name !== null && pod.node !== name)) continue;
        for (const ip of pod.ips) found.set(canonicalAddress(ip) ?? ip, why);
      }
    }
    return found;
  });

const unreadAddresses = ({ addresses }: NetworkNamespace): Why | undefined =>
  addresses.state === 'unknown' ? whyOf(addresses) : undefined;

const whyOf = ({ missing, reason }: Why): Why => ({ missing, reason });
