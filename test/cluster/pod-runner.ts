import type { Machine } from '../lab/machine.ts';
import { addPods, podIdentity, type RunningPod, removePod } from '../lab/pods.ts';
import type { Api } from './api.ts';
import type { Daemon } from './daemon.ts';
import type { NodeDaemon } from './node-daemons.ts';
import { emptiestNode, missingPods, wantedNode } from './placement.ts';
import { ownerOf, type PodObject, podPath, runningStatus } from './pod-object.ts';
import { startContainer } from './pod-start.ts';

/**
 * Stands in for the scheduler and the kubelets of the quick form: pods that controllers make are bound, get their network from the real CNI
 * plugins, run, and are reported; pods that are deleted end. It acts when it is told to, so that a test says when something happens.
 */
export interface PodRunner {
  /** Pods with a network of their own, as they run. */
  readonly running: readonly RunningPod[];
  /** Works until every workload has its pods, at most `seconds`. Returns what could not be done, in the plugins' words. */
  readonly settle: (seconds?: number) => Promise<readonly string[]>;
}

export interface RunnerNode {
  readonly address: string;
  readonly machine: () => Machine;
  readonly daemons: Readonly<Record<NodeDaemon, Daemon>>;
}

const daemonOf: Readonly<Record<string, NodeDaemon>> = { 'kube-proxy': 'kube-proxy', 'kube-flannel': 'flanneld' };
const roles: Readonly<Record<string, RunningPod['role']>> = { web: 'web', client: 'client', coredns: 'dns' };

export function runPods(
  api: Api,
  nodes: ReadonlyMap<string, RunnerNode>,
  services: readonly { readonly namespace: string; readonly name: string; readonly clusterIps: readonly string[] }[],
  programs: string,
): PodRunner {
  const running: RunningPod[] = [];
  /** Those that serve and could not be started: nobody answers for them. */
  const stuck = new Map<string, RunningPod>();
  /** Host pods by `node daemon`: uid of the pod that the process belongs to. */
  const hostPods = new Map<string, string>();

  const bind = async (pod: PodObject, bound: PodObject[]): Promise<void> => {
    const name = wantedNode(pod) ?? emptiestNode(pod, bound, [...nodes.keys()]);
    bound.push({ ...pod, spec: { ...pod.spec, nodeName: name } });
    await api.create(podPath(pod, '/binding'), {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: pod.metadata.name },
      target: { apiVersion: 'v1', kind: 'Node', name },
    });
  };

  const startOn = async (pod: PodObject, node: RunnerNode): Promise<void> => {
    const name = ownerOf(pod);
    const hostDaemon = daemonOf[name];
    if (pod.spec.hostNetwork === true && hostDaemon !== undefined) {
      await node.daemons[hostDaemon].restart();
      await api.patch(podPath(pod, '/status'), {
        status: runningStatus(pod, node.address, [node.address], pod.metadata.uid),
      });
      hostPods.set(`${pod.spec.nodeName} ${hostDaemon}`, pod.metadata.uid);
      return;
    }
    const planned = {
      namespace: pod.metadata.namespace,
      name: pod.metadata.name,
      owner: name,
      node: pod.spec.nodeName ?? '',
      labels: pod.metadata.labels ?? {},
      role: roles[name] ?? 'client',
      uid: pod.metadata.uid,
    } as const;
    const corefile = planned.role === 'dns' ? await readCorefile(api) : '';
    const [added] = await addPods(node.machine(), [planned], services, (one, netns) =>
      startContainer(one, netns, { programs, corefile }),
    ).catch(async (error: unknown) => {
      const failed = { ...planned, ...podIdentity(planned), addresses: [] };
      await removePod(node.machine(), failed).catch(() => {});
      if (planned.role === 'web') stuck.set(failed.uid, failed);
      throw error;
    });
    if (added === undefined) throw new Error('no pod was added');
    stuck.delete(added.uid);
    running.push(added);
    await api.patch(podPath(pod, '/status'), {
      status: runningStatus(pod, node.address, added.addresses, added.containerId),
    });
  };

  const end = async (uid: string): Promise<void> => {
    const index = running.findIndex((pod) => pod.uid === uid);
    const pod = running[index];
    if (pod === undefined) return;
    running.splice(index, 1);
    const machine = nodes.get(pod.node)?.machine();
    if (machine?.running() === true) await removePod(machine, pod);
  };

  const started = (pod: PodObject): boolean =>
    running.some(({ uid }) => uid === pod.metadata.uid) || [...hostPods.values()].includes(pod.metadata.uid);

  /** One look at the API, and everything that it asks for. Returns what is not done yet. */
  const step = async (): Promise<readonly string[]> => {
    const pods = (await api.list('/api/v1/pods')) as readonly PodObject[];
    const left: string[] = [];
    const live = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const known = new Set(live.map(({ metadata }) => metadata.uid));
    await Promise.all(running.filter(({ uid }) => !known.has(uid)).map(({ uid }) => end(uid)));
    for (const uid of [...stuck.keys()].filter((one) => !known.has(one))) stuck.delete(uid);
    for (const pod of pods.filter(
      ({ metadata, spec }) => metadata.deletionTimestamp !== undefined && spec.nodeName !== undefined,
    )) {
      await api.remove(podPath(pod), { graceSeconds: 0 }).catch(() => {});
      left.push(`${pod.metadata.name} was deleted`);
    }
    const bound = live.filter(({ spec }) => spec.nodeName !== undefined);
    for (const pod of live.filter(({ spec }) => spec.nodeName === undefined)) {
      await bind(pod, bound).catch((error: unknown) =>
        left.push(`${pod.metadata.name} could not be bound: ${String(error)}`),
      );
      left.push(`${pod.metadata.name} was bound`);
    }
    await Promise.all(
      live
        .filter((pod) => pod.spec.nodeName !== undefined && !started(pod))
        .map(async (pod) => {
          const node = nodes.get(pod.spec.nodeName ?? '');
          if (node === undefined || !node.machine().running()) return;
          await startOn(pod, node).catch((error: unknown) =>
            left.push(
              `${pod.metadata.name} on ${pod.spec.nodeName}: ${error instanceof Error ? error.message : String(error)}`,
            ),
          );
        }),
    );
    return left.length > 0 ? left : await missingPods(api, live, nodes.size);
  };

  return {
    get running() {
      return [...running, ...stuck.values()];
    },
    settle: async (seconds = 20) => {
      const until = Date.now() + seconds * 1000;
      for (;;) {
        const left = await step();
        if (left.length === 0 || Date.now() > until) return left;
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    },
  };
}

async function readCorefile(api: Api): Promise<string> {
  const map = await api.get('/api/v1/namespaces/kube-system/configmaps/coredns');
  return (map.data as { readonly Corefile?: string } | undefined)?.Corefile ?? '';
}
