import type { NodeModel } from '../../model/types.ts';
import { isDefaultRule } from '../../walk/policy-rules.ts';
import { lookupRoute } from '../../walk/route-lookup.ts';
import type { Hop, WalkOutcome } from '../../walk/types.ts';
import { listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type Item } from '../types.ts';
import type { PodPath } from './pod-path.ts';
import { decidedOn, podPaths } from './pod-paths.ts';
import { undecidedOn } from './undecided.ts';

const sources = ['ip-route4', 'ip-route6', 'ip-rule4', 'ip-rule6', 'ip-addr', 'cluster/nodes'];

export const facts = [
  defineFact({
    name: 'node.routes.refused',
    target: 'node',
    type: 'list',
    fields: { peer: 'string', destination: 'ip', family: 'integer', route: 'string' },
    doc: 'Pods of other nodes that this node refuses to route to: a blackhole, unreachable or prohibit route covers them and no more specific one leads there. Those that a policy rule leads to are in node.routes.captured.',
    sources,
    compute: ({ node }, context) =>
      itemsOf(context, node, (path, outcome) => {
        const text = refusal(outcome);
        if (text === null || capturingHop(node, outcome) !== null) return null;
        return {
          peer: path.peer?.name ?? null,
          destination: outcome.packet.destination,
          family: path.family,
          route: text,
        };
      }),
  }),
  defineFact({
    name: 'node.routes.captured',
    target: 'node',
    type: 'list',
    fields: {
      kind: 'string',
      name: 'string',
      peer: 'string',
      destination: 'ip',
      rule: 'string',
      selector: 'string',
      family: 'integer',
      end: 'string',
      decided: 'string',
      effect: 'string',
    },
    doc: 'Pods (`kind` pod, `name` their node) and Services (`kind` service) whose packets a policy rule (`ip rule`) takes out of the usual tables and does not bring there. `selector` is the rule as `ip rule del` wants it, `end` what becomes of the packets, `effect` says in words what the rule takes, and where it is one by source address which route has chosen that address.',
    sources,
    compute: ({ node }, context) =>
      itemsOf(context, node, (path, outcome) => {
        const hop = capturingHop(node, outcome);
        if (hop?.policyRule === undefined || !isLost(context, path, outcome)) return null;
        const selector = hop.policyRule.replace(/^(\d+):/, 'pref $1');
        const what =
          path.service === null
            ? { kind: 'pod', name: path.peer?.name ?? '', peer: path.peer?.name ?? null }
            : { kind: 'service', name: path.service.name, peer: null };
        return {
          ...what,
          destination: path.destination,
          rule: hop.policyRule,
          selector,
          family: path.family,
          end: outcome.disposition,
          decided: outcome.decidedBy?.text ?? '',
          effect: `takes those for ${what.kind} ${what.name} (${path.destination})${chosenSource(node, path, hop.policyRule)}`,
        };
      }),
  }),
  defineFact({
    name: 'node.routes.lostPeers',
    target: 'node',
    type: 'list',
    fields: { peer: 'string', destination: 'ip', family: 'integer', why: 'string' },
    doc: 'Nodes whose pods this node has no route to, or sends to a router that is no node although other nodes have routes of their own to them. Refused and captured ones are in their own facts.',
    sources,
    compute: ({ node }, context) =>
      itemsOf(context, node, (path, outcome) => {
        if (
          path.peer === null ||
          path.from !== node ||
          refusal(outcome) !== null ||
          capturingHop(node, outcome) !== null
        )
          return null;
        const lost =
          outcome.disposition === 'no-route' || (outcome.disposition === 'left' && othersHaveRoutes(context, path));
        if (!lost) return null;
        return {
          peer: path.peer.name,
          destination: path.destination,
          family: path.family,
          why: outcome.decidedBy?.text ?? '',
        };
      }),
  }),
] as const;

function itemsOf(context: FactContext, node: NodeModel, itemFor: (path: PodPath, outcome: WalkOutcome) => Item | null) {
  const items = new Map<string, Item>();
  for (const { path, outcome } of decidedOn(context, node)) {
    if (outcome.decidedBy?.netns !== node.host.label) continue;
    const item = itemFor(path, outcome);
    if (item !== null) items.set(JSON.stringify(item), item);
  }
  return listOf([...items.values()], undecidedOn(context, node));
}

/** The route that refuses, where one does. IPv6 has a last "unreachable default" of its own: that is having no route. */
function refusal(outcome: WalkOutcome): string | null {
  const by = outcome.decidedBy;
  if (by?.layer !== 'route' || !/^(blackhole|unreachable|prohibit) /.test(by.text)) return null;
  return /^unreachable default .*metric 4294967295/.test(by.text) ? null : by.text;
}

/** The policy rule that made the last routing decision of this node, where it was none of the usual ones. */
function capturingHop(node: NodeModel, outcome: WalkOutcome): Hop | null {
  const last = outcome.hops.findLast(
    (hop) => hop.node === node.name && hop.netns === node.host.label && hop.layer === 'route',
  );
  return last?.policyRule === undefined ? null : last;
}

/**
 * A node's own packets get their source address from the first route that is found, before any translation, and keep it: a rule by source address may
 * meet them only because a route as wide as that of a VPN covers the Service.
 */
function chosenSource(node: NodeModel, path: PodPath, rule: string): string {
  if (path.origin !== 'node' || !/ from (?!all\b)/.test(rule)) return '';
  const { family, destination } = path;
  const [first] = lookupRoute(node.host, {
    family,
    source: null,
    destination,
    iif: null,
    oif: null,
    mark: 0,
    protocol: path.service?.protocol ?? 'tcp',
    sourcePort: null,
    destinationPort: path.service?.port ?? null,
  });
  if (first?.found !== 'route' || !isDefaultRule(first.choice.rule)) return '';
  return `, whose source address the route ${first.choice.text} has chosen, since it covers them`;
}

const LOST: ReadonlySet<WalkOutcome['disposition']> = new Set([
  'dropped',
  'rejected',
  'no-route',
  'no-neighbour',
  'wrong-neighbour',
  'misdelivered',
  'loop',
]);

/** Lost by routing or what follows from it; a filter that drops is another matter. */
function isLost(context: FactContext, path: PodPath, outcome: WalkOutcome): boolean {
  const layer = outcome.decidedBy?.layer;
  if (layer === 'netfilter' || layer === 'mtu') return false;
  return LOST.has(outcome.disposition) || (outcome.disposition === 'left' && othersHaveRoutes(context, path));
}

/** Clouds route pod networks in their own routers: then every node sends them there, and that is right. */
function othersHaveRoutes(context: FactContext, lost: PodPath): boolean {
  return podPaths(context).some(
    (path) =>
      path.peer !== null &&
      path.family === lost.family &&
      path.outcomes.every(
        (one) =>
          one.disposition !== 'left' &&
          one.disposition !== 'insufficient-information' &&
          one.disposition !== 'no-route',
      ),
  );
}
