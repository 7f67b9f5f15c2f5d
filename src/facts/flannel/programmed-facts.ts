import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type TargetOf } from '../types.ts';
import { membersOf, ownMember, peersOf } from './member.ts';
import { lacksFdb, lacksNeighbour, tableSources as sources } from './over-vteps.ts';
import { expectedEntries, families, nothing, oneItem, overAllPeers, overPeers } from './overlay-lists.ts';
import { tablesOf } from './overlay-tables.ts';
import { type Pair, pairOf } from './pair.ts';
import { peerFields, routeFields } from './peer-fields.ts';
import { onceProgrammed, programming } from './programming.ts';

/** The cheap questions first: for most pairs the neighbour entry settles it. */
const isUnprogrammed = (pair: Pair): boolean =>
  pair.self.backend === 'vxlan' &&
  lacksNeighbour(pair) &&
  lacksFdb(pair) &&
  pair.route.state === 'known' &&
  pair.route.value.kind === 'missing' &&
  !pair.direct;

export const programmedFacts = [
  defineFact({
    name: 'node.overlay.peers',
    target: 'node',
    type: 'list',
    fields: { ...routeFields, ip: 'ip', mac: 'mac', destination: 'ip' },
    doc: 'What flannel writes on the node for each other node: route (cidr, via, device), neighbour (ip, mac) and FDB entry (mac, destination). Fields that the backend does not use are empty.',
    sources,
    compute: ({ node }, context) =>
      overAllPeers(
        node,
        context,
        () => [],
        (pair) => oneItem(expectedEntries(pair)),
      ),
  }),
  defineFact({
    name: 'node.overlay.unprogrammedPeers',
    target: 'node',
    type: 'list',
    fields: { ...routeFields, ip: 'ip', mac: 'mac', destination: 'ip' },
    doc: 'Peers for which the node has neither route nor neighbour nor FDB entry, as if it had never heard of them.',
    sources,
    compute: ({ node }, context) =>
      overPeers(
        node,
        context,
        (self) => (self.backend === 'vxlan' ? [tablesOf(self).routes, tablesOf(self).macs, tablesOf(self).fdb] : []),
        (pair) => (isUnprogrammed(pair) ? oneItem(expectedEntries(pair)) : nothing),
      ),
  }),
  defineFact({
    name: 'node.overlay.viewersWithout',
    target: 'node',
    type: 'list',
    fields: peerFields,
    doc: 'Other nodes that know their other peers and not this one, when there are at least two of them and no node knows it: then the fault is here.',
    sources,
    compute: ({ node }, context) => onceProgrammed(node, context.cluster, viewersWithout(node, context)),
  }),
] as const;

function viewersWithout(node: TargetOf<'node'>['node'], context: FactContext): FactValue {
  return listOf(
    families.flatMap((family) => {
      const self = ownMember(node, context, family);
      if (self?.backend !== 'vxlan') return [];
      const { witnesses, without } = unprogrammed(family, context);
      const viewers = without.get(node) ?? [];
      const others = witnesses.has(node) ? witnesses.size - 1 : witnesses.size;
      return viewers.length >= 2 && viewers.length === others ? viewers.map((peer) => ({ peer, family })) : [];
    }),
  );
}

interface Unprogrammed {
  /** Nodes that know some peer. One that lost all of them has a fault of its own, and says nothing about any other node. */
  readonly witnesses: ReadonlySet<NodeModel>;
  /** Names of the witnesses that know nothing of a node. */
  readonly without: ReadonlyMap<NodeModel, readonly string[]>;
}

function unprogrammed(family: Family, context: FactContext): Unprogrammed {
  return context.memo(`flannel unprogrammed ${family}`, () => {
    const witnesses = new Set<NodeModel>();
    const without = new Map<NodeModel, string[]>();
    for (const viewer of membersOf(context, family)) {
      if (viewer.backend !== 'vxlan' || !viewer.node.seen || programming(viewer.node, context.cluster)) continue;
      const peers = peersOf(viewer, context);
      const lost = peers.filter((peer) => isUnprogrammed(pairOf(viewer, peer, context)));
      if (lost.length === peers.length) continue;
      witnesses.add(viewer.node);
      for (const peer of lost) without.set(peer.node, [...(without.get(peer.node) ?? []), viewer.name]);
    }
    return { witnesses, without };
  });
}
