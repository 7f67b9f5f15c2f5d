import { listOf } from '../fact-value.ts';
import { settling } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { families } from './overlay-lists.ts';
import { sharedMacs } from './shared-mac.ts';

export const sharedMacFacts = [
  defineFact({
    name: 'cluster.flannel.sharedVtepMacs',
    target: 'cluster',
    type: 'list',
    fields: { mac: 'mac', family: 'integer', device: 'string', nodes: 'string', count: 'integer' },
    doc: 'MACs that the VTEPs of several nodes have, and that each of them announced: a frame for one of them goes to only one.',
    sources: ['ip-link', 'cluster/nodes'],
    compute: (_, context) => sharers(context),
  }),
] as const;

function sharers(context: FactContext): FactValue {
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const family of families) {
    for (const [mac, members] of [...sharedMacs(family, context)].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const young = members.map(({ node }) => settling(node, context.cluster)).find((reason) => reason !== null);
      const names = members.map(({ name }) => name);
      if (young) unseen.push({ who: `node/${names[0]}`, missing: young.missing, reason: young.reason });
      else
        items.push({
          mac,
          family,
          device: members[0]?.deviceName ?? null,
          nodes: names.slice(0, 10).join(', '),
          count: names.length,
        });
    }
  }
  return listOf(items, unseen);
}
