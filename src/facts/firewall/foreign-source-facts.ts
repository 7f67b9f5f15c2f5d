import type { NodeModel } from '../../model/types.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { passThrough } from './hooks.ts';
import { podFlows } from './pod-flows.ts';
import { ruleFields, ruleFieldsDoc, ruleLine } from './rule-line.ts';

export const foreignSourceFacts = [
  defineFact({
    name: 'node.firewall.foreignSource',
    target: 'node',
    type: 'list',
    fields: { source: 'ip', destination: 'ip', as: 'ip', ...ruleFields },
    doc: `Rules that give packets from pods to other pods a source address (\`as\`) that no machine of the cluster has: the answers go there. Only where all nodes were seen. ${ruleFieldsDoc}`,
    sources: ['iptables-nft-save4', 'iptables-legacy-save4', 'nft-ruleset', 'ip-addr', 'ip-route4', 'cluster/nodes'],
    compute: ({ node }, context) => fromReading(node.host.netfilter[4], () => foreignSources(context, node)),
  }),
] as const;

function foreignSources(context: FactContext, node: NodeModel): FactValue {
  const items = new Map<string, Item>();
  const unseen = new Map<string, Unseen>();
  for (const family of [4, 6] as const) {
    const netfilter = node.host.netfilter[family];
    if (netfilter.state !== 'known') continue;
    for (const { direction, packet, inDevice, outDevice } of podFlows(context, node, family)) {
      if (direction !== 'out to pods' || packet.state !== 'NEW') continue;
      const devices = { in: inDevice, out: outDevice };
      for (const { hook, outcome } of passThrough(
        node.host,
        netfilter.value,
        ['prerouting', 'forward', 'postrouting'],
        packet,
        devices,
      )) {
        const { verdict, missing, changedBy } = outcome;
        if (verdict === 'insufficient-information' && missing !== null)
          unseen.set(missing.input, { who: `node/${node.name}`, missing: missing.input, reason: missing.reason });
        // What leads elsewhere first is another matter; MASQUERADE takes an address of the node.
        const { source, destination } = outcome.packet;
        if (verdict !== 'accept' || hook !== 'postrouting' || outcome.masquerade) continue;
        if (source === packet.source || destination !== packet.destination || isSomebody(context, source)) continue;
        const ref = changedBy.at(-1);
        if (ref === undefined) continue;
        const stranger = context.cluster.nodes.find(({ seen }) => !seen);
        if (stranger !== undefined) {
          const reason = `nobody who was seen has ${source}, and ${stranger.name} was not`;
          unseen.set(stranger.name, { who: `node/${stranger.name}`, missing: `node/${stranger.name}`, reason });
          continue;
        }
        const line = ruleLine(netfilter.value, ref, family);
        const key = Object.values(line).join(' ');
        if (!items.has(key)) items.set(key, { source: packet.source, destination, as: source, ...line });
      }
    }
  }
  return listOf([...items.values()], [...unseen.values()]);
}

const isSomebody = ({ cluster }: FactContext, address: string): boolean =>
  cluster.ownersOf(address).length > 0 ||
  cluster.nodes.some(
    ({ kubernetes }) => kubernetes.state === 'known' && kubernetes.value.internalIps.includes(address),
  );
