import type { ClusterModel, NodeModel, Pod } from '../../model/types.ts';
import { getOrMake } from '../get-or-make.ts';

const byCluster = new WeakMap<ClusterModel, ReadonlyMap<string, readonly Pod[]>>();

/** Pods by name of their Node, indexed once: a large cluster asks for each of thousands of nodes. */
export function podsByNodeName(cluster: ClusterModel): ReadonlyMap<string, readonly Pod[]> {
  const known = byCluster.get(cluster);
  if (known !== undefined) return known;
  const byNode = new Map<string, Pod[]>();
  for (const pod of cluster.pods.state === 'known' ? cluster.pods.value : [])
    if (pod.node !== null) getOrMake(byNode, pod.node, (): Pod[] => []).push(pod);
  byCluster.set(cluster, byNode);
  return byNode;
}

/** All pods that the API has on a node, ended ones too. */
export function podsOfNode(node: NodeModel, cluster: ClusterModel): readonly Pod[] {
  const name = node.kubernetes.state === 'known' ? node.kubernetes.value.name : node.name;
  return podsByNodeName(cluster).get(name) ?? [];
}
