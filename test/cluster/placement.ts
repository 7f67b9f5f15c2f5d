import type { JsonObject } from '../lab/api-objects.ts';
import type { Api } from './api.ts';
import { ownerOf, type PodObject } from './pod-object.ts';

/** The DaemonSet controller names the node in an affinity and leaves the binding to the scheduler. */
export function wantedNode(pod: PodObject): string | undefined {
  const text = JSON.stringify(pod.spec.affinity?.nodeAffinity ?? {});
  return /"metadata\.name","operator":"In","values":\["([^"]+)"\]/.exec(text)?.[1];
}

/** The node with the fewest of the same owner: a pod that is replaced comes back to where it was. */
export function emptiestNode(pod: PodObject, bound: readonly PodObject[], names: readonly string[]): string {
  const count = (name: string): number =>
    bound.filter((one) => one.spec.nodeName === name && ownerOf(one) === ownerOf(pod)).length;
  const [first] = [...names].sort((a, b) => count(a) - count(b) || a.localeCompare(b));
  if (first === undefined) throw new Error('no node for a pod');
  return first;
}

/** What the controllers have not made or not taken away yet. */
export async function missingPods(api: Api, live: readonly PodObject[], nodes: number): Promise<readonly string[]> {
  const [deployments, daemonSets] = await Promise.all([
    api.list('/apis/apps/v1/deployments'),
    api.list('/apis/apps/v1/daemonsets'),
  ]);
  const replicas = ({ spec }: JsonObject): number => (spec as { readonly replicas?: number }).replicas ?? 1;
  const scheduled = ({ metadata, status }: JsonObject): number => {
    const { observedGeneration, desiredNumberScheduled } = status as Readonly<Record<string, number>>;
    return observedGeneration === metadata.generation ? (desiredNumberScheduled ?? nodes) : nodes;
  };
  const wanted = [...deployments.map(replicas), ...daemonSets.map(scheduled)].reduce((sum, one) => sum + one, 0);
  const owned = live.filter(
    ({ metadata }) => metadata.ownerReferences?.some(({ kind }) => kind !== 'Job') ?? false,
  ).length;
  return wanted === owned ? [] : [`${owned} pods of ${wanted} were made by their controllers`];
}
