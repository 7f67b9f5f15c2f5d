import type { FactContext, FactValue, TargetOf, Unseen } from '../types.ts';
import type { Member } from './member.ts';
import { nothing, overPeers, type Part, untold } from './overlay-lists.ts';
import { tablesOf } from './overlay-tables.ts';
import type { Pair } from './pair.ts';

export const tableSources = [
  'ip-neigh',
  'bridge-fdb',
  'ip-link',
  'ip-route4',
  'ip-route6',
  'cluster/nodes',
  'cluster/configmaps',
] as const;

export const unknownVtep = ({ name }: Member): Part => ({
  items: [],
  unseen: [
    {
      who: `node/${name}`,
      missing: 'cluster/nodes',
      reason: `nobody could look at the VTEP of ${name}, and its annotation was not collected`,
    } satisfies Unseen,
  ],
});

/** Lists over peers that are reached through a vxlan device, from neighbour table and FDB. */
export function overVteps(judge: (pair: Pair, context: FactContext) => Part) {
  return ({ node }: TargetOf<'node'>, context: FactContext): FactValue =>
    overPeers(
      node,
      context,
      (self) => (self.backend === 'vxlan' ? [tablesOf(self).macs, tablesOf(self).fdb] : []),
      (pair) => {
        if (pair.self.backend !== 'vxlan' || pair.direct) return nothing;
        return pair.mac.state === 'unknown' ? untold(pair.peer, pair.mac) : judge(pair, context);
      },
    );
}

export const lacksNeighbour = ({ mac }: Pair): boolean => mac.state === 'known' && mac.value === null;

/** The MAC that the FDB ought to know; null where the node sends to another one anyway. */
function fdbMac({ mac, peer }: Pair): string | null {
  return mac.state === 'known' && (mac.value === null || mac.value === peer.mac) ? peer.mac : null;
}

export function lacksFdb(pair: Pair): boolean {
  const mac = fdbMac(pair);
  if (mac === null) return false;
  const destination = pair.destination(mac);
  return destination.state === 'known' && destination.value === null;
}
