import type { NodeModel } from '../../model/types.ts';
import { listOf } from '../fact-value.ts';
import { noWalkBecause } from '../routes/undecided.ts';
import { defineFact, type FactContext, type Item, type Unseen } from '../types.ts';
import { largePaths } from './large-packets.ts';
import { droppingDevice, neededMtu, podBehind } from './lost.ts';

const sources = [
  'ip-link',
  'ip-addr',
  'ip-route4',
  'ip-rule4',
  'ip-neigh',
  'bridge-fdb',
  'sysctl',
  'iptables-nft-save4',
];

export const facts = [
  defineFact({
    name: 'node.mtu.tooSmall',
    target: 'node',
    type: 'list',
    fields: {
      device: 'string',
      mtu: 'integer',
      needed: 'integer',
      size: 'integer',
      fits: 'integer',
      peer: 'string',
      silent: 'boolean',
    },
    unit: 'bytes',
    doc: "Devices of the node that lose the largest packets of pods on other nodes for good, found by following such packets: `size` is the pod's packet, `needed` what the device would have to take (with tunnel headers), `fits` the pod's largest packet that arrives, `peer` a node that sends them. Not among them: packets whose sender is told and sends smaller ones, packets that a tunnel may fragment, and a pod's own veth.",
    sources,
    compute: ({ node }, context) => {
      const items = new Map<string, Item>();
      for (const path of largePaths(context)) {
        if (path.result.arrive !== false) continue;
        const dropping = droppingDevice(context.cluster.nodes, path.result);
        if (dropping === null || dropping.netns.node !== node || podBehind(dropping.netns, dropping.link) !== null)
          continue;
        const { link } = dropping;
        const { size, fits, outcome } = path.result;
        const peer = path.from === node ? path.to.name : path.from.name;
        const item = {
          device: link.name,
          mtu: link.mtu,
          needed: neededMtu(path.result),
          size,
          fits,
          peer,
          silent: outcome.pathMtu == null,
        };
        const known = items.get(link.name);
        if (known === undefined || Number(known.needed) < item.needed) items.set(link.name, item);
      }
      return listOf([...items.values()], unseenOf(context, node));
    },
  }),
] as const;

/** What kept every walk to this node from an answer, when no walk has one. */
function unseenOf(context: FactContext, node: NodeModel): readonly Unseen[] {
  if (!node.seen) return [{ who: `node/${node.name}`, missing: `node/${node.name}`, reason: 'the node was not seen' }];
  const own = largePaths(context).filter((path) => path.to === node || path.from === node);
  if (own.some((path) => path.result.arrive !== null)) return [];
  if (own.length === 0) {
    const gap = noWalkBecause(context, node);
    return gap === null ? [] : [gap];
  }
  for (const { result } of own) {
    const missing = result.arrive === null ? result.outcome.missing : null;
    if (missing !== null) return [{ who: `node/${node.name}`, missing: missing.input, reason: missing.reason }];
  }
  return [];
}
