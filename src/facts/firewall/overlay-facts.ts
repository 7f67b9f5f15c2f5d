import type { NodeModel } from '../../model/types.ts';
import { newPacket } from '../../walk/packet.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { passThrough } from './hooks.ts';
import { variantsFor } from './packet-variants.ts';
import { deviceTowards } from './pod-flows.ts';
import { isNetworkPolicy, ruleFields, ruleFieldsDoc, ruleLine } from './rule-line.ts';
import { peersOf, telling } from './telling-peers.ts';

export const overlayFacts = [
  defineFact({
    name: 'node.firewall.overlayDropped',
    target: 'node',
    type: 'list',
    fields: {
      device: 'string',
      port: 'integer',
      from: 'ip',
      to: 'ip',
      hook: 'string',
      verdict: 'string',
      ...ruleFields,
    },
    doc: `VXLAN devices of the node whose packets from or to other nodes its own rules drop or reject. ${ruleFieldsDoc}`,
    sources: ['ip-link', 'iptables-nft-save4', 'iptables-legacy-save4', 'nft-ruleset', 'ip-route4', 'cluster/nodes'],
    compute: ({ node }, context) => overlayDropped(node, context),
  }),
] as const;

function overlayDropped(node: NodeModel, context: FactContext): FactValue {
  return fromReading(node.host.links, ({ all }) => {
    const items = new Map<string, Item>();
    const unseen: Unseen[] = [];
    for (const link of all) {
      const { name, vxlan } = link;
      const local = vxlan?.local ?? null;
      if (vxlan === null || local === null) continue;
      const family = local.includes(':') ? 6 : 4;
      const netfilter = node.host.netfilter[family];
      if (netfilter.state === 'absent') continue;
      if (netfilter.state === 'unknown') {
        unseen.push({ who: `node/${node.name}`, missing: netfilter.missing, reason: netfilter.reason });
        continue;
      }
      for (const { address: from } of telling(node, local, netfilter.value, peersOf(context, family))) {
        const device = deviceTowards(node, from, family) ?? vxlan.device;
        const ways = [
          { from, to: local, hooks: ['ingress', 'prerouting', 'input'], devices: { in: device, out: null } },
          { from: local, to: from, hooks: ['output', 'postrouting'], devices: { in: null, out: device } },
        ] as const;
        for (const { from: source, to: destination, hooks, devices } of ways) {
          const first = newPacket({
            source,
            destination,
            protocol: 'udp',
            sourcePort: 45_000,
            destinationPort: vxlan.port,
          });
          // A tunnel carries packets of every length; its own header is fifty bytes of them.
          const sizes = variantsFor(netfilter.value, link.mtu + 50).map(({ length }) => ({ ...first, length }));
          for (const { hook, outcome } of [first, ...sizes].flatMap((packet) =>
            passThrough(node.host, netfilter.value, hooks, packet, devices),
          )) {
            const { verdict, decidedBy, missing } = outcome;
            if (missing !== null)
              unseen.push({ who: `node/${node.name}`, missing: missing.input, reason: missing.reason });
            if ((verdict !== 'drop' && verdict !== 'reject') || decidedBy === null || isNetworkPolicy(decidedBy))
              continue;
            const line = ruleLine(netfilter.value, decidedBy, family);
            const key = JSON.stringify([name, hook, line]);
            // One example a rule: of a drop for everybody every peer would tell the same.
            if (!items.has(key))
              items.set(key, { device: name, port: vxlan.port, from: source, to: destination, hook, verdict, ...line });
          }
        }
      }
    }
    return listOf([...items.values()], dedupe(unseen));
  });
}

const dedupe = (unseen: readonly Unseen[]): readonly Unseen[] => [
  ...new Map(unseen.map((each) => [JSON.stringify(each), each])).values(),
];
