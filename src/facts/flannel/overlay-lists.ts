import type { Reading, Unknown } from '../../model/reading.ts';
import type { ClusterModel, NodeModel } from '../../model/types.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { settling } from '../node/settling.ts';
import type { FactContext, FactValue, Item, Unseen } from '../types.ts';
import { flannelBackend } from './backend.ts';
import { type Member, ownMember, podNetworkText } from './member.ts';
import { type Pair, underlayDevice } from './pair.ts';
import { followsPeers, programming } from './programming.ts';
import { pairsOf } from './vtep-blame.ts';

export const families = [4, 6] as const;

/** Items of a list, or whom nobody could ask for them. */
export interface Part {
  readonly items: readonly Item[];
  readonly unseen: readonly Unseen[];
}

export const nothing: Part = { items: [], unseen: [] };
export const oneItem = (item: Item): Part => ({ items: [item], unseen: [] });

/** A list of faults over all peers: what differs on a node or for a peer that has not settled is no fault yet. */
export function overPeers(
  node: NodeModel,
  context: FactContext,
  needs: (self: Member) => readonly Reading<unknown>[],
  judge: (pair: Pair) => Part,
): FactValue {
  const { cluster } = context;
  return overAllPeers(node, context, needs, (pair) => {
    const part = judge(pair);
    if (part.items.length === 0) return part;
    const reason = programming(node, cluster) ?? changing(node, pair.peer.node, cluster);
    return reason === null ? part : untold(pair.peer, reason);
  });
}

/** Why a peer may just be telling something else: where nobody is there to follow it, that is no excuse. */
const changing = (node: NodeModel, peer: NodeModel, cluster: ClusterModel): Unknown | null =>
  followsPeers(node) ? programming(peer, cluster) : settling(peer, cluster);

/**
 * A list over all peers of a node in both families. `judge` says what one pair adds. What is not known of the node itself
 * makes the fact unknown; what is not known of a peer is that peer's gap only.
 */
export function overAllPeers(
  node: NodeModel,
  context: FactContext,
  needs: (self: Member) => readonly Reading<unknown>[],
  judge: (pair: Pair) => Part,
): FactValue {
  // Said once: with every other machine that nobody saw, thousands of them would make millions of pairs.
  const backend = flannelBackend(node, context.cluster);
  if (backend.state === 'unknown') return unknownBecause(backend);
  const parts: Part[] = [{ items: [], unseen: unseenNodes(node, context) }];
  for (const family of families) {
    const self = ownMember(node, context, family);
    if (!self) continue;
    for (const reading of needs(self)) if (reading.state === 'unknown') return unknownBecause(reading);
    for (const pair of pairsOf(self, context))
      parts.push(pair.peer.podCidr === null ? { items: [], unseen: [noPodCidr(pair.peer)] } : judge(pair));
  }
  return listOf(
    parts.flatMap(({ items }) => items),
    parts.flatMap(({ unseen }) => unseen),
  );
}

/** What is not known about one peer. */
export const untold = (peer: Member, { missing, reason }: Unknown): Part => ({
  items: [],
  unseen: [{ who: `node/${peer.name}`, missing, reason }],
});

const noPodCidr = ({ name }: Member): Unseen => ({
  who: `node/${name}`,
  missing: 'cluster/nodes',
  reason: `the pod network of ${name} is not known`,
});

/** Machines of which nobody knows whether they are flannel's: the node may owe them something. */
export function unseenNodes(node: NodeModel, context: FactContext): readonly Unseen[] {
  const unseen = context.memo('flannel unseen nodes', () =>
    context.cluster.nodes.flatMap((other): { readonly node: NodeModel; readonly unseen: Unseen }[] => {
      const backend = flannelBackend(other, context.cluster);
      if (backend.state !== 'unknown') return [];
      return [{ node: other, unseen: { who: `node/${other.name}`, missing: backend.missing, reason: backend.reason } }];
    }),
  );
  return unseen.filter((entry) => entry.node !== node).map((entry) => entry.unseen);
}

/** Where a peer's tunnel packets go: what it announced, else what its device says of itself. */
export function endpointOf(peer: Member): string | null {
  const device = peer.device.state === 'known' ? peer.device.value : null;
  const internal = peer.node.kubernetes.state === 'known' ? peer.node.kubernetes.value.internalIps : [];
  const ofFamily = internal.find((address) => address.includes(':') === (peer.family === 6));
  return peer.endpoint ?? device?.vxlan?.local ?? ofFamily ?? null;
}

/** The entries that flannel writes on a node for one peer; null where flannel writes none, or a value is not known. */
export function expectedEntries({ self, peer, direct }: Pair): Item {
  const endpoint = endpointOf(peer);
  const throughDevice = !direct && (self.backend === 'vxlan' || self.backend === 'ipip');
  return {
    peer: peer.name,
    family: peer.family,
    cidr: podNetworkText(peer),
    via: throughDevice && self.backend === 'vxlan' ? peer.vtepAddress : endpoint,
    device: throughDevice ? self.deviceName : underlayDevice(self, endpoint),
    ip: throughDevice && self.backend === 'vxlan' ? peer.vtepAddress : null,
    mac: throughDevice && self.backend === 'vxlan' ? peer.mac : null,
    destination: throughDevice && self.backend === 'vxlan' ? endpoint : null,
  };
}
