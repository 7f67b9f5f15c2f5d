import { distance } from 'fastest-levenshtein';
import type { Pod, Replicated, Service } from '../../model/types.ts';
import { getOrMake } from '../get-or-make.ts';
import type { FactContext } from '../types.ts';

type Labels = Readonly<Record<string, string>>;

/** Pods that a Service's selector picks and that are to serve: such as have ended, or are on their way out, are not among them. */
export function selectedPods(context: FactContext, { namespace, selector }: Service): readonly Pod[] {
  return matching(context, namespace, selector).filter(({ terminating }) => !terminating);
}

/** The same with those that are on their way out. */
export function matching(context: FactContext, namespace: string, selector: Labels | null): readonly Pod[] {
  const wanted = Object.entries(selector ?? {});
  if (wanted.length === 0) return [];
  // The rarest of the labels leaves the fewest pods to look at.
  const lists = wanted.map(([key, value]) => podsByLabel(context).get(labelKey(namespace, key, value)) ?? []);
  const [fewest = []] = lists.toSorted((a, b) => a.length - b.length);
  return fewest.filter(({ labels }) => wanted.every(([key, value]) => labels[key] === value));
}

const labelKey = (namespace: string, key: string, value: string): string => `${namespace}\0${key}\0${value}`;

function podsByLabel({ cluster: { pods }, memo }: FactContext): ReadonlyMap<string, readonly Pod[]> {
  return memo('pods by label', () => {
    const found = new Map<string, Pod[]>();
    for (const pod of pods.state === 'known' ? pods.value : []) {
      if (pod.phase === 'Succeeded' || pod.phase === 'Failed') continue;
      for (const [key, value] of Object.entries(pod.labels))
        getOrMake(found, labelKey(pod.namespace, key, value), (): Pod[] => []).push(pod);
    }
    return found;
  });
}

export function podsIn({ cluster: { pods }, memo }: FactContext, namespace: string): readonly Pod[] {
  const byNamespace = memo('pods by namespace', () => {
    const found = new Map<string, Pod[]>();
    for (const pod of pods.state === 'known' ? pods.value : [])
      if (pod.phase !== 'Succeeded' && pod.phase !== 'Failed')
        getOrMake(found, pod.namespace, (): Pod[] => []).push(pod);
    return found;
  });
  return byNamespace.get(namespace) ?? [];
}

/** What makes pods that the selector would pick. */
export function workloadsFor(
  { cluster: { replicated }, memo }: FactContext,
  { namespace, selector }: Service,
): readonly Replicated[] {
  const byNamespace = memo('workloads by namespace', () => {
    const found = new Map<string, Replicated[]>();
    for (const one of replicated.state === 'known' ? replicated.value : [])
      getOrMake(found, one.namespace, (): Replicated[] => []).push(one);
    return found;
  });
  const wanted = Object.entries(selector ?? {});
  return (byNamespace.get(namespace) ?? []).filter(({ podLabels }) =>
    wanted.every(([key, value]) => podLabels[key] === value),
  );
}

export const selectorText = (selector: Labels): string =>
  Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');

/** How many owners of pods are named. */
const NAMED = 3;

/**
 * Owners of pods that the selector would pick but for one label: a value spelt otherwise, or the value under another key. The label that
 * they have instead is what was probably meant.
 */
export function nearlyMatching(context: FactContext, { namespace, selector }: Service): readonly string[] {
  const wanted = Object.entries(selector ?? {});
  const found = new Map<string, string>();
  for (const { labels, owner } of podsIn(context, namespace)) {
    const missed = wanted.filter(([key, value]) => labels[key] !== value);
    const [only] = missed;
    if (missed.length !== 1 || only === undefined || found.has(owner)) continue;
    const instead = insteadOf(only, labels, wanted.length > 1);
    if (instead !== null) found.set(owner, `the pods of ${owner} have ${instead}`);
  }
  return [...found.values()].sort().slice(0, NAMED);
}

function insteadOf([key, value]: readonly [string, string], labels: Labels, othersMatch: boolean): string | null {
  const own = labels[key];
  if (own !== undefined && (othersMatch || isLike(own, value))) return `${key}=${own}`;
  const other = Object.entries(labels).find(([, held]) => held === value);
  return other === undefined ? null : `${other[0]}=${value}`;
}

/** Differ by capitals, one or two letters, or one is the beginning of the other. */
function isLike(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left === right || left.startsWith(right) || right.startsWith(left) || distance(left, right) <= 2;
}
