import { type Unknown, unknown } from '../../model/reading.ts';
import type { ClusterModel, NodeModel } from '../../model/types.ts';

import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { endpointText } from './kernel-services-entry.ts';
import { presenceOf } from './kube-proxy-rules.ts';
import { type ServiceRules, serviceRulesOf } from './service-rules.ts';
import type { Difference } from './service-rules-compare.ts';
import type { ExpectedService } from './service-rules-expected.ts';
import { onceProxySettled } from './settling.ts';

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
  '`where` is the ClusterIP or NodePort. Headless Services, those of other proxies and what has just been made or changed do not count; hints and Local policies may leave endpoints out. Absent where kube-proxy does not do the Services of the node.';

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
    compute: overDifferences(['stale', 'unanswered', 'refused'], drift),
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
      fromRules(serviceRulesOf(context, node), (rules) =>
        onceProxySettled(context, node, unowned(rules, context.cluster)),
      ),
  }),
] as const;

type Known = Extract<ServiceRules, { readonly state: 'known' }>;

function fromRules(rules: ServiceRules, answer: (rules: Known) => FactValue): FactValue {
  if (rules.state === 'none') return absentBecause(rules.reason);
  return rules.state === 'unknown' ? unknownBecause(rules) : answer(rules);
}

function overDifferences(
  kinds: readonly Difference['kind'][],
  more: (difference: Difference, context: FactContext) => Item,
) {
  return ({ node }: TargetOf<'node'>, context: FactContext): FactValue =>
    fromRules(serviceRulesOf(context, node), ({ differences, unseen }) => {
      const items: Item[] = [];
      const settling = new Map<string, Unseen>();
      for (const difference of differences.filter(({ kind }) => kinds.includes(kind))) {
        const { expected } = difference;
        const who = `service/${expected.service.namespace}/${expected.service.name}`;
        const doubt = doubtOf(expected, node, context);
        if (doubt === null) items.push({ ...itemOf(difference), ...more(difference, context) });
        else settling.set(who, { who, missing: doubt.missing, reason: doubt.reason });
      }
      const gaps = [...unseen, ...settling.values(), ...partOf(context.cluster, 'endpoints')];
      return onceProxySettled(context, node, listOf(items, gaps));
    });
}

/** Why a difference may be no fault. Where kube-proxy does not run nobody is about to follow, so only what moved meanwhile is open. */
function doubtOf({ service, settling }: ExpectedService, node: NodeModel, context: FactContext): Unknown | null {
  const { motion } = context.cluster;
  if (settling === null || motion === null || presenceOf(context, node).state !== 'down') return settling;
  const moved = motion.serviceMoved(service.namespace, service.name);
  return moved === null ? null : unknown('cluster/endpointslices', moved);
}

function itemOf({ expected, address, port }: Difference): Item {
  const { protocol } = expected.port;
  return { service: expected.label, where: whereText(address, port, protocol), address, port, protocol };
}

function whereText(address: string | null, port: number, protocol: string): string {
  if (address === null) return `NodePort ${port}/${protocol}`;
  return `${address.includes(':') ? `[${address}]` : address}:${port}/${protocol}`;
}

function drift(difference: Difference, { cluster }: FactContext): Item {
  const { kind, endpoint } = difference;
  const percent = Math.max(1, Math.round((difference.share ?? 0) * 100));
  return { kind, endpoint, percent, problem: problemOf(difference, percent, cluster) };
}

function problemOf({ kind, endpoint, expected }: Difference, percent: number, cluster: ClusterModel): string {
  if (kind === 'refused') return `is refused, although ${expected.ready.length} endpoints are ready`;
  if (kind === 'unanswered') return `leads ${percent}% of connections nowhere`;
  const why = whyNone(expected, endpoint, cluster);
  return `leads ${percent}% of connections to ${endpoint}, which is no ready endpoint${why === null ? '' : ` (${why})`}`;
}

/** What the API says of an address that the rules still lead to. */
function whyNone({ service }: ExpectedService, endpoint: string | null, { endpoints }: ClusterModel): string | null {
  const own = endpoints.state === 'known' ? endpoints.value.get(`${service.namespace}/${service.name}`) : undefined;
  const known = own?.find(({ address, port }) => endpointText(address, port) === endpoint);
  if (known === undefined) return null;
  return `${known.pod === null ? 'it' : `pod ${known.pod}`} is ${known.terminating ? 'ending' : 'not ready'}`;
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
  const items: Item[] = [];
  const moving: Unseen[] = [];
  for (const [key, { label }] of entries) {
    const [address = '', protocol = '', port = ''] = key.split(' ');
    const where = whereText(address, Number(port), protocol);
    const moved = movedService(cluster, label);
    if (moved === null) items.push({ service: label, where, address, port: Number(port), protocol });
    else moving.push({ who: `service/${label}`, missing: 'cluster/services', reason: moved });
  }
  return listOf(items, [...unseen, ...moving]);
}

/** By the name that kube-proxy wrote to the rule: `default/web:http`. */
function movedService({ motion }: ClusterModel, label: string | null): string | null {
  const [, namespace, name] = /^([^/:]{1,63})\/([^/:]{1,63})(?::|$)/.exec(label ?? '') ?? [];
  return motion === null || namespace === undefined || name === undefined ? null : motion.serviceMoved(namespace, name);
}
