import type { MovedObject } from '../snapshot/motion.ts';
import type { ApiObject } from '../snapshot/types.ts';

/** Every node has to follow these: kube-proxy programs Services everywhere, flanneld its peers' annotations, a policy engine policies. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'nodes',
  'services',
  'endpointslices',
  'endpoints',
  'networkpolicies',
]);

/**
 * Whose readings say something about an object that moved: all nodes (`null`), or the names of some. `podOf` gives a Pod as it is now;
 * one that is gone is looked for by `before`.
 */
export function nodesConcerned(
  moved: readonly MovedObject[],
  podsOf: (namespace: string | null, name: string) => readonly (ApiObject | undefined)[],
): ReadonlySet<string> | null {
  if (moved.some(({ resource }) => EVERYWHERE.has(resource))) return null;
  const names = new Set<string>();
  for (const { resource, namespace, name } of moved) {
    if (resource !== 'pods') continue;
    for (const pod of podsOf(namespace, name)) {
      const spec = pod?.spec as { readonly nodeName?: unknown } | undefined;
      if (typeof spec?.nodeName === 'string') names.add(spec.nodeName);
    }
  }
  return names;
}
