import type { RunningPod } from '../lab/pods.ts';
import { age } from './age.ts';
import { named } from './nodes.ts';
import type { RealCluster } from './real-cluster.ts';

/** Rules are careful with what has just changed: the change is made to look as if it had been some hours ago. */
export async function settled(cluster: RealCluster): Promise<void> {
  // Controllers follow, and so does kube-proxy.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await age(named(cluster.machines, 'node1'), 120);
}

/** What kubelets would report of a readiness probe. */
export async function setReady(
  cluster: RealCluster,
  which: (pod: RunningPod) => boolean,
  ready: boolean,
): Promise<void> {
  for (const pod of cluster.pods.running.filter(which)) {
    const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`;
    const { status } = (await cluster.api.get(path)) as unknown as {
      status: { conditions: { type: string; status: string }[]; containerStatuses: { ready: boolean }[] };
    };
    for (const condition of status.conditions)
      if (condition.type === 'Ready' || condition.type === 'ContainersReady')
        condition.status = ready ? 'True' : 'False';
    for (const container of status.containerStatuses) container.ready = ready;
    await cluster.api.patch(`${path}/status`, { status });
  }
  await settled(cluster);
}
