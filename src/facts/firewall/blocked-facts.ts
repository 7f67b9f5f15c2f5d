import type { NodeModel } from '../../model/types.ts';
import { listOf } from '../fact-value.ts';
import { onceProgrammed } from '../flannel/programming.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { type Blocked, blockedFlows } from './blocked-flows.ts';
import { podNetworks } from './pod-networks.ts';
import { ruleFields, ruleFieldsDoc } from './rule-line.ts';

const sources = [
  'iptables-nft-save4',
  'iptables-legacy-save4',
  'nft-ruleset',
  'ipset',
  'ip-route4',
  'ip-rule4',
  'ip-addr',
  'cluster/nodes',
];
const flowFields = {
  direction: 'string',
  hook: 'string',
  verdict: 'string',
  source: 'ip',
  destination: 'ip',
  in: 'string',
  out: 'string',
} as const;
const how =
  'Decided by taking packets of pods through the rules of both iptables back ends and native nftables: to and from pods of another node, to the outside and back.';

export const blockedFacts = [
  defineFact({
    name: 'node.firewall.droppedByPolicy',
    target: 'node',
    type: 'list',
    fields: { ...flowFields, ...ruleFields },
    doc: `Packets of pods that an iptables chain's policy drops, since no rule accepts them. ${how} ${ruleFieldsDoc}`,
    sources,
    compute: ({ node }, context) => onceProgrammed(node, context.cluster, listOfKind(context, node, 'policy')),
  }),
  defineFact({
    name: 'node.firewall.droppedByRule',
    target: 'node',
    type: 'list',
    fields: { ...flowFields, ...ruleFields },
    doc: `Packets of pods that an iptables rule drops or rejects, other than one that carries out a network policy. ${how} ${ruleFieldsDoc}`,
    sources,
    compute: ({ node }, context) => listOfKind(context, node, 'iptables'),
  }),
  defineFact({
    name: 'node.firewall.droppedByNft',
    target: 'node',
    type: 'list',
    fields: { ...flowFields, ...ruleFields },
    doc: `Packets of pods that a native nftables chain drops or rejects (firewalld, a host firewall): final, whatever iptables accepts. ${how} ${ruleFieldsDoc}`,
    sources,
    compute: ({ node }, context) => listOfKind(context, node, 'native'),
  }),
  defineFact({
    name: 'node.firewall.neededAccepts',
    target: 'node',
    type: 'list',
    fields: { cidr: 'cidr', nftMatch: 'string', ...ruleFields },
    doc: `What to accept so that pods' packets pass: one item for each pod network of the cluster and each place that stops them. ${ruleFieldsDoc}`,
    sources,
    compute: ({ node }, context) => neededAccepts(context, node),
  }),
] as const;

function listOfKind(context: FactContext, node: NodeModel, kind: Blocked['kind']): FactValue {
  const { blocked, unseen } = blockedFlows(context, node);
  const items = blocked.filter((one) => one.kind === kind).map(({ item }) => item);
  return listOf(items, unseen);
}

function neededAccepts(context: FactContext, node: NodeModel): FactValue {
  const { blocked, unseen } = blockedFlows(context, node);
  const items = new Map<string, Item>();
  for (const { line, flow } of blocked) {
    for (const cidr of podNetworks(context, node, flow.family)) {
      const key = `${cidr} ${line.backend} ${line.table} ${line.chain} ${line.rule}`;
      items.set(key, { cidr, nftMatch: flow.family === 4 ? 'ip' : 'ip6', ...line });
    }
  }
  return listOf([...items.values()], unseen);
}
