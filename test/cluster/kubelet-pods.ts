import type { JsonObject } from '../lab/api-objects.ts';
import type { Machine } from '../lab/machine.ts';
import type { RunningPod } from '../lab/pods.ts';
import type { Api } from './api.ts';
import type { PodObject } from './pod-object.ts';
import type { PodRunner } from './pod-runner.ts';

const roles: Readonly<Record<string, RunningPod['role']>> = { web: 'web', client: 'client', coredns: 'dns' };

/** Full form: the kubelets do the work, and this waits for them and looks where the pods are. */
export function watchPods(api: Api, machines: ReadonlyMap<string, Machine>): PodRunner {
  const running: RunningPod[] = [];
  return {
    running,
    settle: async (seconds = 40) => {
      const until = Date.now() + seconds * 1000;
      for (;;) {
        const left = await unready(api);
        if (left.length === 0 || Date.now() > until) {
          const found = await findPods(api, machines);
          running.splice(0, running.length, ...found);
          return left;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}

async function unready(api: Api): Promise<readonly string[]> {
  const [deployments, daemonSets, pods] = await Promise.all([
    api.list('/apis/apps/v1/deployments'),
    api.list('/apis/apps/v1/daemonsets'),
    api.list('/api/v1/pods') as Promise<readonly PodObject[]>,
  ]);
  const lagging = ({ kind, metadata, spec, status }: JsonObject): boolean => {
    const counts = status as Readonly<Record<string, number>> | undefined;
    const wanted =
      kind === 'Deployment' ? ((spec as { replicas?: number }).replicas ?? 1) : counts?.desiredNumberScheduled;
    const ready = (kind === 'Deployment' ? counts?.readyReplicas : counts?.numberReady) ?? 0;
    const updated = (kind === 'Deployment' ? counts?.updatedReplicas : counts?.updatedNumberScheduled) ?? 0;
    return counts?.observedGeneration !== metadata.generation || wanted !== ready || wanted !== updated;
  };
  return [
    ...[...deployments, ...daemonSets]
      .filter(lagging)
      .map(({ kind, metadata }) => `${kind} ${metadata.name} is not ready`),
    ...pods
      .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
      .map(({ metadata }) => `pod ${metadata.name} still ends`),
  ];
}

/** The runtime names a pod's namespace as it likes: it is found by the pod's address. */
async function findPods(api: Api, machines: ReadonlyMap<string, Machine>): Promise<readonly RunningPod[]> {
  const pods = (await api.list('/api/v1/pods')) as readonly PodObject[];
  const netns = new Map<string, string>();
  await Promise.all(
    [...machines.values()].map(async (machine) => {
      if (!machine.running()) return;
      const printed = await machine.sh(
        `for n in $(ls /run/netns); do echo $n $(ip -n $n -4 -o addr show dev eth0 2>/dev/null | awk '{ print $4 }'); done`,
      );
      for (const line of printed.split('\n')) {
        const [name = '', cidr = ''] = line.split(' ');
        if (cidr !== '') netns.set(`${machine.name} ${cidr.replace(/\/.*/, '')}`, name);
      }
    }),
  );
  return pods
    .filter(({ spec, metadata }) => spec.hostNetwork !== true && metadata.deletionTimestamp === undefined)
    .flatMap((pod) => {
      const node = pod.spec.nodeName ?? '';
      const owner = pod.spec.containers[0]?.name ?? '';
      const found = netns.get(`${node} ${pod.status?.podIP}`);
      // One that serves and does not run yet: nobody answers for it.
      if (found === undefined && owner !== 'web') return [];
      return {
        namespace: pod.metadata.namespace,
        name: pod.metadata.name,
        uid: pod.metadata.uid,
        labels: pod.metadata.labels ?? {},
        owner,
        node,
        role: roles[owner] ?? 'client',
        addresses: found === undefined ? [] : (pod.status?.podIPs ?? []).map(({ ip }) => ip),
        containerId: '',
        netns: found ?? '',
      };
    });
}
