import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { isModelled } from '../targets.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { type Discrepancy, discrepanciesOf } from './discrepancies.ts';
import { isProxied } from './expected.ts';
import { replacementOf } from './replacements.ts';

const sources = [
  'iptables-nft-save4',
  'iptables-legacy-save4',
  'nft-ruleset',
  'ipvs',
  'cluster/services',
  'cluster/endpointslices',
];
const fields = {
  node: 'string',
  address: 'ip',
  stale: 'string',
  lost: 'string',
  staleCount: 'integer',
  lostCount: 'integer',
  total: 'integer',
  refused: 'boolean',
} as const;
const guards =
  'Nodes without any kube-proxy rules, headless Services and Services younger than a minute do not count; topology hints and internalTrafficPolicy Local may leave endpoints out.';

export const serviceFacts = [
  defineFact({
    name: 'service.missingOn',
    target: 'service',
    type: 'list',
    fields,
    doc: `Nodes whose kernel has no rule for the ClusterIP and port although the API has ready endpoints. A node on which no Service has rules is in node.services.allMissing instead. ${guards}`,
    sources,
    compute: (target, context) => overNodes(target, context, 'missing'),
  }),
  defineFact({
    name: 'service.driftOn',
    target: 'service',
    type: 'list',
    fields,
    doc: `Nodes whose kernel sends connections elsewhere than to the ready endpoints: \`stale\` are targets that are no endpoints, \`lost\` endpoints that get no connection, \`total\` all targets there. ${guards}`,
    sources,
    compute: (target, context) => overNodes(target, context, 'drift'),
  }),
] as const;

function overNodes({ service, port }: TargetOf<'service'>, context: FactContext, kind: Discrepancy['kind']): FactValue {
  if (!isProxied(service)) return absentBecause('kube-proxy writes no rules for it');
  const { endpoints, services } = context.cluster;
  if (endpoints.state === 'unknown') return unknownBecause(endpoints);
  if (services.state === 'unknown') return unknownBecause(services);
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const node of context.cluster.nodes.filter(isModelled)) {
    const found = discrepanciesOf(context, node);
    if (found === undefined) {
      const netfilter = node.host.netfilter[4];
      const { missing, reason } =
        netfilter.state === 'unknown'
          ? netfilter
          : { missing: `node/${node.name}`, reason: `${node.name} was not seen` };
      unseen.push({ who: `node/${node.name}`, missing, reason });
      continue;
    }
    if (found === null || found.compared === 0 || found.missing === found.compared) continue;
    if (replacementOf(node, context.cluster) !== null) continue;
    for (const one of found.byService.get(`${service.namespace}/${service.name}`) ?? []) {
      if (one.kind === kind && one.expected.port === port) items.push(itemOf(node.name, one));
    }
  }
  return listOf(items, unseen);
}

function itemOf(node: string, { expected, stale, lost, refused, total }: Discrepancy): Item {
  return {
    node,
    address: expected.address,
    stale: few(stale),
    lost: few(lost),
    staleCount: stale.length,
    lostCount: lost.length,
    total,
    refused,
  };
}

const few = (texts: readonly string[]): string => {
  const sorted = [...texts].sort();
  return sorted.length > 5 ? `${sorted.slice(0, 5).join(', ')} and ${sorted.length - 5} more` : sorted.join(', ');
};
