import type { ClusterModel } from '../../model/types.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { type ServiceRules, serviceRulesOf } from './service-rules.ts';
import type { Difference } from './service-rules-compare.ts';

const sources = [
  'kube-proxy-mode',
  'kube-proxy-config',
  'iptables-nft-save4',
  'iptables-legacy-save4',
  'nft-ruleset',
  'ipvs',
  'cluster/services',
  'cluster/endpointslices',
];
const fields = { service: 'string', where: 'string', address: 'ip', port: 'integer', protocol: 'string' } as const;
const guards =
  '`where` is the ClusterIP or NodePort. Headless Services, those of other proxies and what was made or changed within a minute of the snapshot do not count; hints and Local policies may leave endpoints out. Absent where kube-proxy does not do the Services of the node.';

export const serviceRulesFacts = [
  defineFact({
    name: 'node.services.missing',
    target: 'node',
    type: 'list',
    fields: { ...fields, ready: 'integer' },
    doc: `ClusterIPs and NodePorts with \`ready\` endpoints that the node's kernel has no rule for. ${guards}`,
    sources,
    compute: overDifferences(['missing'], ({ expected }) => ({ ready: expected.ready.length })),
  }),
  defineFact({
    name: 'node.services.drifted',
    target: 'node',
    type: 'list',
    fields: { ...fields, kind: 'string', endpoint: 'string', percent: 'integer', problem: 'string' },
    doc: `ClusterIPs and NodePorts whose rules lose \`percent\` of new connections: they lead to an \`endpoint\` that is none (\`kind\` stale), to none at all (unanswered), or are refused although endpoints are ready (refused). ${guards}`,
    sources,
    compute: overDifferences(['stale', 'unanswered', 'refused'], (difference) => {
      const percent = Math.max(1, Math.round((difference.share ?? 0) * 100));
      return { kind: difference.kind, endpoint: difference.endpoint, percent, problem: problemOf(difference, percent) };
    }),
  }),
  defineFact({
    name: 'node.services.lostEndpoints',
    target: 'node',
    type: 'list',
    fields: { ...fields, endpoint: 'string' },
    doc: `Ready endpoints of ClusterIPs that get no connection from the node, since its rules know only others. ${guards}`,
    sources,
    compute: overDifferences(['lost'], ({ endpoint }) => ({ endpoint })),
  }),
  defineFact({
    name: 'node.services.unowned',
    target: 'node',
    type: 'list',
    fields,
    doc: 'ClusterIPs and ports that the node has rules for and that no Service of the API has; iptables and nftables mode. `service` is the name that kube-proxy wrote to the rule.',
    sources,
    compute: ({ node }, context) =>
      fromRules(serviceRulesOf(context, node), (rules) => unowned(rules, context.cluster)),
  }),
] as const;

type Known = Extract<ServiceRules, { readonly state: 'known' }>;

function fromRules(rules: ServiceRules, answer: (rules: Known) => FactValue): FactValue {
  if (rules.state === 'none') return absentBecause(rules.reason);
  return rules.state === 'unknown' ? unknownBecause(rules) : answer(rules);
}

function overDifferences(kinds: readonly Difference['kind'][], more: (difference: Difference) => Item) {
  return ({ node }: TargetOf<'node'>, context: FactContext): FactValue =>
    fromRules(serviceRulesOf(context, node), ({ differences, unseen }) => {
      const items = differences
        .filter(({ kind }) => kinds.includes(kind))
        .map((difference): Item => ({ ...itemOf(difference), ...more(difference) }));
      return listOf(items, [...unseen, ...partOf(context.cluster, 'endpoints')]);
    });
}

function itemOf({ expected, address, port }: Difference): Item {
  const { protocol } = expected.port;
  return { service: expected.label, where: whereText(address, port, protocol), address, port, protocol };
}

function whereText(address: string | null, port: number, protocol: string): string {
  if (address === null) return `NodePort ${port}/${protocol}`;
  return `${address.includes(':') ? `[${address}]` : address}:${port}/${protocol}`;
}

function problemOf({ kind, endpoint, expected }: Difference, percent: number): string {
  if (kind === 'refused') return `is refused, although ${expected.ready.length} endpoints are ready`;
  if (kind === 'unanswered') return `leads ${percent}% of connections nowhere`;
  return `leads ${percent}% of connections to ${endpoint}, which is no ready endpoint`;
}

/** Of a part of the API's objects nobody can say that something is not there. */
function partOf(cluster: ClusterModel, name: 'services' | 'endpoints'): readonly Unseen[] {
  const reading = cluster[name];
  const missing = name === 'services' ? 'cluster/services' : 'cluster/endpointslices';
  return reading.state === 'known' && reading.partial !== undefined
    ? [{ who: 'cluster', missing, reason: reading.partial }]
    : [];
}

function unowned({ unowned: entries, unseen }: Known, cluster: ClusterModel): FactValue {
  const partial = partOf(cluster, 'services');
  if (partial.length > 0) return listOf([], partial);
  const items = [...entries].map(([key, { label }]): Item => {
    const [address = '', protocol = '', port = ''] = key.split(' ');
    return { service: label, where: whereText(address, Number(port), protocol), address, port: Number(port), protocol };
  });
  return listOf(items, unseen);
}
