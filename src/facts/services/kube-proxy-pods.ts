import type { ClusterModel, NodeModel, Pod } from '../../model/types.ts';
import { getOrMake } from '../get-or-make.ts';

/** By the list of pods that they are among: every node asks, and there may be thousands of nodes. */
const byNode = new WeakMap<readonly Pod[], ReadonlyMap<string, readonly Pod[]>>();

/** Pods of kube-proxy that the API has for a node; such as are on their way out too. */
export function podsOfKubeProxy({ pods }: ClusterModel, node: NodeModel): readonly Pod[] {
  if (pods.state !== 'known') return [];
  const known = byNode.get(pods.value) ?? indexOf(pods.value);
  byNode.set(pods.value, known);
  return known.get(node.kubernetes.state === 'known' ? node.kubernetes.value.name : node.name) ?? [];
}

function indexOf(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const found = new Map<string, Pod[]>();
  for (const pod of pods)
    if (pod.node !== null && isKubeProxy(pod)) getOrMake(found, pod.node, (): Pod[] => []).push(pod);
  return found;
}

const isKubeProxy = ({ labels, owner, phase }: Pod): boolean =>
  (labels['k8s-app'] === 'kube-proxy' || labels.component === 'kube-proxy' || owner === 'kube-proxy') &&
  phase !== 'Succeeded';
