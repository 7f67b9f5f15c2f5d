import type { Unknown } from '../../model/reading.ts';
import type { NodeModel } from '../../model/types.ts';
import { type KubernetesVersion, versionOfImage } from '../../parse/kubernetes-version.ts';
import { podsOfKubeProxy } from '../services/kube-proxy-pods.ts';
import type { FactContext } from '../types.ts';

/** By the image of the pod. nodeInfo.kubeProxyVersion is the kubelet's guess, which it has given up since (KEP-4004). */
export function kubeProxyVersion(
  node: NodeModel,
  { cluster }: FactContext,
): KubernetesVersion | Pick<Unknown, 'missing' | 'reason'> | { readonly none: string } {
  if (cluster.pods.state === 'unknown') return cluster.pods;
  const own = podsOfKubeProxy(cluster, node).filter(({ terminating }) => !terminating);
  const [pod] = own;
  if (pod === undefined) {
    return cluster.pods.state === 'known' && cluster.pods.partial !== undefined
      ? { missing: 'cluster/pods', reason: cluster.pods.partial }
      : { none: `kube-proxy runs in no pod on ${node.name}` };
  }
  const moved = cluster.motion?.moved('pods', pod.namespace, pod.name) ?? null;
  if (moved !== null) return { missing: 'cluster/pods', reason: moved };
  const version = pod.images.map(versionOfImage).find((each) => each !== null);
  return (
    version ?? {
      missing: 'cluster/pods',
      reason:
        pod.images.length === 0
          ? `the image of pod ${pod.namespace}/${pod.name} was not collected`
          : `the tag of ${pod.images.join(', ')} is no version`,
    }
  );
}
