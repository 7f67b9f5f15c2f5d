import type { RealCluster } from './real-cluster.ts';

/** Deletes the pods of a DaemonSet on some nodes, one after another, and waits until its controller's new ones run. */
export async function restartPod(
  cluster: RealCluster,
  set: 'kube-proxy' | 'kube-flannel',
  nodes: readonly string[],
): Promise<void> {
  const [namespace, label] =
    set === 'kube-proxy' ? ['kube-system', 'k8s-app=kube-proxy'] : ['kube-flannel', 'app=flannel'];
  for (const node of nodes) {
    const where = ['-n', namespace, '-l', label, `--field-selector=spec.nodeName=${node}`];
    await cluster.kubectl('delete', 'pod', '--wait=false', ...where);
    const left = await cluster.pods.settle();
    if (left.length > 0) throw new Error(`${set} on ${node} does not come back: ${left.join('; ')}`);
  }
}
