import type { NodeModel } from '../../model/types.ts';
import type { FactContext, Unseen } from '../types.ts';
import { decidedOn, podPaths } from './pod-paths.ts';

interface Scope {
  /** Ways to Services too, which pass NAT. */
  readonly withServices?: boolean;
  /** Also what is missing after the route was found: for facts that are about more than routes. */
  readonly beyondRouting?: boolean;
}

/**
 * Why a node's part of the ways could not be judged: inputs of the node itself that are missing. What is missing of other nodes is not
 * this node's gap: its own decision had been made by then.
 */
export function undecidedOn(
  context: FactContext,
  node: NodeModel,
  { withServices = false, beyondRouting = false }: Scope = {},
): readonly Unseen[] {
  if (!node.seen) return [{ who: `node/${node.name}`, missing: `node/${node.name}`, reason: 'the node was not seen' }];
  const gaps = new Map<string, Unseen>();
  for (const { path, outcome } of decidedOn(context, node)) {
    if (path.service !== null && !withServices) continue;
    if (outcome.disposition !== 'insufficient-information' || outcome.missing === null) continue;
    const { input, reason } = outcome.missing;
    if (input.startsWith('node/') || (!beyondRouting && behindRouting(outcome.decidedBy?.layer))) continue;
    if (!gaps.has(input)) gaps.set(input, { who: `node/${node.name}`, missing: input, reason });
  }
  if (gaps.size === 0 && !walksFrom(context, node, withServices)) {
    const missing = noWalkBecause(context, node);
    if (missing !== null) return [missing];
  }
  return [...gaps.values()];
}

/** Layers that come after routing: a walk that gets that far has been routed. */
const behindRouting = (layer: string | undefined) =>
  layer === 'neighbour' ||
  layer === 'fdb' ||
  layer === 'link' ||
  layer === 'socket' ||
  layer === 'ovs' ||
  layer === 'bridge';

const walksFrom = (context: FactContext, node: NodeModel, withServices: boolean) =>
  podPaths(context).some((path) => path.from === node && (withServices || path.service === null));

/** No walk at all is fine on a node without pods, and a gap where the reason is that nobody looked. */
export function noWalkBecause(context: FactContext, node: NodeModel): Unseen | null {
  const who = `node/${node.name}`;
  const { host } = node;
  for (const reading of [host.links, host.addresses, host.routes[4], host.policyRules[4], host.sysctls]) {
    if (reading.state === 'unknown') return { who, missing: reading.missing, reason: reading.reason };
    if (reading.state === 'known' && reading.partial !== undefined)
      return { who, missing: 'netns', reason: `only ${reading.partial} was given` };
  }
  const blind = node.namespaces.map((netns) => netns.addresses).find((addresses) => addresses.state === 'unknown');
  if (blind?.state === 'unknown') return { who, missing: blind.missing, reason: blind.reason };
  const { pods } = context.cluster;
  const own =
    pods.state === 'known'
      ? pods.value.filter((pod) => pod.node === node.name && !pod.hostNetwork && pod.phase === 'Running')
      : [];
  if (own.length === 0 || node.namespaces.length > 0) return null;
  return { who, missing: 'netns', reason: `none of the namespaces of its ${own.length} pods was read` };
}
