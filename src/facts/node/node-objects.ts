import { type Unknown, unknown } from '../../model/reading.ts';
import type { ClusterModel, KubernetesNode, NodeModel } from '../../model/types.ts';
import type { Unseen } from '../types.ts';

export interface NodeObjects {
  readonly objects: readonly { readonly node: NodeModel; readonly kubernetes: KubernetesNode }[];
  /** Machines of which nobody could ask the API. */
  readonly unseen: readonly Unseen[];
}

/** The Node objects of the snapshot, for questions about the cluster as a whole; unknown where there is none at all. */
export function nodeObjects({ nodes }: ClusterModel): NodeObjects | Unknown {
  const objects = nodes.flatMap((node) =>
    node.kubernetes.state === 'known' ? [{ node, kubernetes: node.kubernetes.value }] : [],
  );
  const unseen = nodes.flatMap(({ name, kubernetes }): Unseen[] =>
    kubernetes.state === 'unknown'
      ? [{ who: `node/${name}`, missing: kubernetes.missing, reason: kubernetes.reason }]
      : [],
  );
  const [first] = unseen;
  if (objects.length > 0) return { objects, unseen };
  return first
    ? unknown(first.missing, first.reason)
    : unknown('cluster/nodes', 'no machine of the snapshot is known to be a Kubernetes node');
}
