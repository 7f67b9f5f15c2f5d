import { clusterObjects, type JsonObject } from './api-objects.ts';
import type { Cluster } from './cluster.ts';
import { syncKubeProxy } from './kube-proxy.ts';
import { machine } from './lab.ts';
import { addPods, podIdentity, removePod } from './pods.ts';

/**
 * The most ordinary event of a cluster: a pod is deleted and its Deployment makes another on the same node, with another name and another
 * address. The API learns it, and every kube-proxy that runs. Returns why the new pod did not start, or null.
 */
export async function replacePod(
  cluster: Cluster,
  node: string,
  role: 'web' | 'client' | 'dns',
  kubeProxies: readonly string[],
): Promise<string | null> {
  const index = cluster.pods.findIndex((pod) => pod.node === node && pod.role === role);
  const old = cluster.pods[index];
  if (old === undefined) throw new Error(`${node} has no ${role} pod`);
  const planned = {
    namespace: old.namespace,
    name: `${old.name.slice(0, old.name.lastIndexOf('-'))}-v8c5j`,
    owner: old.owner,
    node,
    labels: old.labels,
    role,
  };
  await removePod(machine(cluster, node), old);
  let problem: string | null = null;
  try {
    const [added] = await addPods(machine(cluster, node), [planned], cluster.plan.services);
    if (added !== undefined) cluster.pods[index] = added;
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
    cluster.pods[index] = { ...planned, ...podIdentity(planned), addresses: [] };
  }
  const changed = (object: JsonObject): boolean =>
    object.kind === 'EndpointSlice' ||
    (object.kind === 'Pod' && [old.name, planned.name].includes(object.metadata.name));
  const kept = cluster.objects.filter((object) => !changed(object));
  cluster.objects.splice(
    0,
    cluster.objects.length,
    ...kept,
    ...clusterObjects(cluster.plan, cluster.pods).filter(changed),
  );
  await Promise.all(kubeProxies.map((name) => syncKubeProxy(cluster, name)));
  return problem;
}
