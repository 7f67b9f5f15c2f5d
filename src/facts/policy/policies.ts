import type { NetworkPolicy } from '../../model/policy-types.ts';
import type { NodeModel, Pod } from '../../model/types.ts';
import type { FactContext } from '../types.ts';
import type { World } from './decide.ts';
import { blocksMatchPods, engineOf } from './engine.ts';
import type { LabelOf } from './selector.ts';

export type Policies =
  | { readonly state: 'known'; readonly world: World }
  | { readonly state: 'unknown'; readonly missing: string; readonly reason: string }
  | { readonly state: 'absent'; readonly reason: string };

/** The policies of the cluster as the engine of this node carries them out. */
export function policiesOn(context: FactContext, node: NodeModel): Policies {
  return context.memo(`policies on ${node.name}`, (): Policies => {
    const engine = engineOf(context, node);
    if (engine.state === 'unknown') return engine;
    if (engine.state === 'none') return { state: 'absent', reason: engine.reason };
    const { networkPolicies } = context.cluster;
    if (networkPolicies.state !== 'known')
      return networkPolicies.state === 'unknown'
        ? networkPolicies
        : { state: 'absent', reason: networkPolicies.reason };
    if (networkPolicies.partial !== undefined)
      return { state: 'unknown', missing: 'cluster/networkpolicies', reason: networkPolicies.partial };
    if (networkPolicies.value.length === 0) return { state: 'absent', reason: 'the cluster has no NetworkPolicy' };
    const labels = namespaceLabels(context);
    const all = networkPolicies.value;
    const byNamespace = context.memo('policies by namespace', () => Map.groupBy(all, ({ namespace }) => namespace));
    return {
      state: 'known',
      world: {
        policiesOf: (namespace) => byNamespace.get(namespace) ?? [],
        namespaceLabels: labels,
        blocksMatchPods: blocksMatchPods(engine.engine),
      },
    };
  });
}

/** Where namespaces were not collected, the one label that the API itself writes is known all the same. */
function namespaceLabels({ cluster: { namespaceLabels: reading } }: FactContext): (namespace: string) => LabelOf {
  return (namespace) => {
    const labels = reading.state === 'known' ? reading.value.get(namespace) : undefined;
    if (labels === undefined) return (key) => (key === 'kubernetes.io/metadata.name' ? namespace : undefined);
    return (key) => (Object.hasOwn(labels, key) ? (labels[key] ?? null) : null);
  };
}

/** Why nothing can be said about a pod's policies: something that they rest on moved while the nodes were read. */
export function policiesMoved({ cluster: { motion } }: FactContext, pods: readonly Pod[]): string | null {
  if (motion === null) return null;
  for (const { namespace, name } of pods) {
    const moved = motion.moved('pods', namespace, name) ?? motion.moved('namespaces', null, namespace);
    if (moved !== null) return moved;
  }
  const [first] = pods;
  const policy = motion.objects.find(
    ({ resource, namespace }) => resource === 'networkpolicies' && namespace === first?.namespace,
  );
  return policy === undefined ? null : motion.moved('networkpolicies', policy.namespace, policy.name);
}

export const namesOf = (policies: readonly NetworkPolicy[]): string => policies.map(({ name }) => name).join(', ');
