import { deviceKey } from '../../walk/sysctl.ts';
import { listOf } from '../fact-value.ts';
import { defineFact, type Item } from '../types.ts';
import { decidedOn } from './pod-paths.ts';
import { undecidedOn } from './undecided.ts';

export const facts = [
  defineFact({
    name: 'node.rpFilter.drops',
    target: 'node',
    type: 'list',
    fields: { peer: 'string', source: 'ip', device: 'string', key: 'string', own: 'string', why: 'string' },
    doc: "Packets of pods that the node drops on arrival because strict source validation expects the way back to leave through another device. `key` is the sysctl that is strict, `own` the device's, where 2 (loose) suffices.",
    sources: ['sysctl', 'ip-route4', 'ip-rule4', 'ip-link', 'ip-addr'],
    compute: ({ node }, context) => {
      const items = new Map<string, Item>();
      for (const { path, outcome } of decidedOn(context, node)) {
        const by = outcome.decidedBy;
        if (
          by?.layer !== 'rp-filter' ||
          by.sysctl === undefined ||
          by.device === undefined ||
          by.netns !== node.host.label
        )
          continue;
        const peer = path.from === node ? (path.peer?.name ?? null) : path.from.name;
        const item = {
          peer,
          source: outcome.packet.source,
          device: by.device,
          key: by.sysctl,
          own: deviceKey(4, by.device, 'rp_filter'),
          why: by.text,
        };
        if (!items.has(`${peer} ${by.device}`)) items.set(`${peer} ${by.device}`, item);
      }
      return listOf([...items.values()], undecidedOn(context, node));
    },
  }),
] as const;
