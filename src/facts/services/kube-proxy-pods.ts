import type { ClusterModel, NodeModel, Pod } from '../../model/types.ts';

/** Pods of kube-proxy that the API has for a node; such as are on their way out too. */
export function podsOfKubeProxy({ pods }: ClusterModel, node: NodeModel): readonly Pod[] {
  const name = node.kubernetes.state === 'known' ? node.kubernetes.value.name : node.name;
  return pods.state === 'known' ? pods.value.filter((pod) => pod.node === name && isKubeProxy(pod)) : [];
}

const isKubeProxy = ({ labels, owner, phase }: Pod): boolean =>
  (labels['k8s-app'] === 'kube-proxy' || labels.component === 'kube-proxy' || owner === 'kube-proxy') &&
  phase !== 'Succeeded';
