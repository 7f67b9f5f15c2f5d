import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { podToPod } from '../../walk/flows.ts';
import type { WalkOutcome } from '../../walk/types.ts';
import type { FactContext } from '../types.ts';
import type { PodPath } from './pod-path.ts';
import { podAddressOf, representativeOf } from './representatives.ts';
import { routeClass } from './route-class.ts';
import { pathsToServices } from './service-paths.ts';

const FAMILIES = [4, 6] as const;

/**
 * Walks from pod to pod (one way: the other direction is a walk of its own), and a few to Services, there and back. Every fact about routes looks
 * at these same walks. Their number follows the nodes, not the pairs: a node's peers that are routed alike are spoken for by one of them, unless that
 * one is lost on the node itself; then each of them is walked to.
 */
export function podPaths(context: FactContext): readonly PodPath[] {
  return context.memo('pod paths', () => [
    ...FAMILIES.flatMap((family) => betweenNodes(context, family)),
    ...context.cluster.nodes.flatMap((node) => pathsToServices(context, node)),
  ]);
}

function betweenNodes(context: FactContext, family: Family): readonly PodPath[] {
  const paths = new Map<string, PodPath>();
  const walk = (from: NodeModel, peer: NodeModel): PodPath | undefined => {
    const key = `${from.name} ${peer.name}`;
    const known = paths.get(key);
    if (known !== undefined) return known;
    const path = toPeer(context, from, peer, family);
    if (path !== undefined) paths.set(key, path);
    return path;
  };
  for (const node of context.cluster.nodes) {
    for (const [first, ...others] of peersRoutedAlike(context, node, family)) {
      if (first === undefined) continue;
      // Packets that the node sends, and packets of the same peers that it gets: source validation looks at the way back.
      if (isLostOn(node, walk(node, first))) for (const other of others) walk(node, other);
      if (isLostOn(node, walk(first, node))) for (const other of others) walk(other, node);
    }
  }
  return [...paths.values()].sort((a, b) => compare(a.from.name, b.from.name) || compare(a.destination, b.destination));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function peersRoutedAlike(context: FactContext, node: NodeModel, family: Family): readonly (readonly NodeModel[])[] {
  const pod = node.seen ? representativeOf(context, node, family) : undefined;
  if (pod === undefined) return [];
  const classes = Map.groupBy(
    context.cluster.nodes.filter((peer) => peer !== node && podAddressOf(context, peer, family) !== undefined),
    (peer) => routeClass(context, node, pod, family, podAddressOf(context, peer, family) ?? ''),
  );
  // A peer that was seen comes first: it can be walked to the end, and back.
  return [...classes.values()].map((peers) => peers.toSorted((a, b) => Number(b.seen) - Number(a.seen)));
}

const isLostOn = (node: NodeModel, path: PodPath | undefined): boolean =>
  path?.outcomes.some((one) => one.disposition !== 'delivered' && one.decidedBy?.node === node.name) === true;

function toPeer(context: FactContext, from: NodeModel, peer: NodeModel, family: Family): PodPath | undefined {
  const start = from.seen ? representativeOf(context, from, family) : undefined;
  const destination = podAddressOf(context, peer, family);
  if (start === undefined || destination === undefined) return undefined;
  // A connection to no port in particular: rules that are about one do not decide.
  const { outcomes } = podToPod(context.cluster, start.netns, destination, { protocol: 'tcp', bothWays: false });
  return { from, origin: 'pod', peer, service: null, family, destination, outcomes };
}

/** Outcomes that something on this node decided, on whosever way. */
export function decidedOn(
  context: FactContext,
  node: NodeModel,
): readonly { readonly path: PodPath; readonly outcome: WalkOutcome }[] {
  const byNode = context.memo('pod paths by deciding node', () => {
    const found = new Map<string, { path: PodPath; outcome: WalkOutcome }[]>();
    for (const path of podPaths(context)) {
      for (const outcome of path.outcomes) {
        const name = outcome.decidedBy?.node;
        if (name === undefined) continue;
        const list = found.get(name);
        if (list === undefined) found.set(name, [{ path, outcome }]);
        else list.push({ path, outcome });
      }
    }
    return found;
  });
  return byNode.get(node.name) ?? [];
}
