import type { NodeModel } from '../../model/types.ts';
import { listOf } from '../fact-value.ts';
import { ruleFields, ruleFieldsDoc } from '../firewall/rule-line.ts';
import { defineFact, type FactContext, type FactValue } from '../types.ts';
import { type Obstacle, obstructions } from './service-passages.ts';

const fields = {
  from: 'string',
  hook: 'string',
  service: 'string',
  address: 'ip',
  port: 'integer',
  ...ruleFields,
} as const;
const sources = [
  'iptables-nft-save4',
  'iptables-legacy-save4',
  'nft-ruleset',
  'ipset',
  'ip-route4',
  'cluster/services',
  'cluster/endpointslices',
];
const how = `Decided by taking first packets to a few ClusterIPs that have rules through the node's chains, from a pod and from the node itself (\`from\`). ${ruleFieldsDoc}`;

export const obstructionFacts = [
  defineFact({
    name: 'node.services.untracked',
    target: 'node',
    type: 'list',
    fields,
    doc: `Rules that keep connections to ClusterIPs out of conntrack (NOTRACK): what is not tracked is never translated. ${how}`,
    sources,
    compute: ({ node }, context) => ofKind(context, node, 'untracked'),
  }),
  defineFact({
    name: 'node.services.acceptedBefore',
    target: 'node',
    type: 'list',
    fields,
    doc: `Rules of a nat chain that accept packets to ClusterIPs before kube-proxy's chains see them: no NAT is done then. ${how}`,
    sources,
    compute: ({ node }, context) => ofKind(context, node, 'accepted'),
  }),
  defineFact({
    name: 'node.services.dropped',
    target: 'node',
    type: 'list',
    fields,
    doc: `Rules that drop or reject packets to ClusterIPs before they are translated, other than kube-proxy's own and network policies. ${how}`,
    sources,
    compute: ({ node }, context) => ofKind(context, node, 'dropped'),
  }),
] as const;

function ofKind(context: FactContext, node: NodeModel, kind: Obstacle): FactValue {
  const { found, unseen } = obstructions(context, node);
  return listOf(
    found.filter((one) => one.kind === kind).map(({ item }) => item),
    unseen,
  );
}
