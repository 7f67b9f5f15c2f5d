import type { ClusterModel, NodeModel, Pod } from '../../model/types.ts';
import { settling } from '../node/settling.ts';
import type { FactContext } from '../types.ts';
import { podsOfKubeProxy } from './kube-proxy-pods.ts';
import { youngAge } from './settling.ts';

/** Whether kube-proxy does the Services of a node. */
export type Presence =
  | { readonly state: 'running' | 'embedded' | 'down' }
  | { readonly state: 'none'; readonly reason: string }
  | { readonly state: 'unknown'; readonly missing: string; readonly reason: string };

/** Programs that have kube-proxy inside: its rules are there, its process is not. */
const embedding: ReadonlySet<string> = new Set([
  'k3s',
  'k3s-server',
  'k3s-agent',
  'kubelite',
  'hyperkube',
  'openshift-sdn-n',
]);

/** Daemons that can do kube-proxy's work with means of their own. */
const replacing: ReadonlySet<string> = new Set([
  'cilium-agent',
  'antrea-agent',
  'kube-router',
  'ovnkube',
  'kube-ovn-daemon',
  'calico-node',
]);

/** An image may have to be fetched. */
const STARTING_SECONDS = 60;

/**
 * kube-proxy is down where its process is not there although the API has a pod of it for this node, or a DaemonSet for all nodes, or its own
 * rules are still there and no other program can have made them.
 */
export function kubeProxyPresence(context: FactContext, node: NodeModel, hasRules: () => boolean): Presence {
  const { processes } = node;
  const own = podsOfKubeProxy(context.cluster, node);
  if (processes.state !== 'known') return byPod(node, own, processes, () => changes(context.cluster, node, own));
  const named = (names: ReadonlySet<string>): string | undefined =>
    processes.value.find(({ name }) => names.has(name))?.name;
  if (named(new Set(['kube-proxy'])) !== undefined) return { state: 'running' };
  const inside = processes.value.find(({ name }) => embedding.has(name));
  if (inside !== undefined) {
    return inside.flags['disable-kube-proxy'] === 'true'
      ? { state: 'none', reason: `${inside.name} runs with --disable-kube-proxy` }
      : { state: 'embedded' };
  }
  const changing = changes(context.cluster, node, own);
  if (changing !== null) return { state: 'unknown', missing: 'processes', reason: changing };
  if (own.length > 0) return { state: 'down' };
  if (node.kubernetes.state === 'absent') return { state: 'none', reason: 'this machine is no Kubernetes node' };
  if (isMeantForAllNodes(context.cluster)) return { state: 'down' };
  const other = named(replacing);
  if (other !== undefined) return { state: 'none', reason: `${other} does the Services of this node` };
  if (named(new Set(['kubelet'])) !== undefined && hasRules()) return { state: 'down' };
  return { state: 'none', reason: 'nothing says that kube-proxy ought to run on this node' };
}

/** Why it is no wonder that the process is not there: the node has just been started, or its pod is being replaced. */
function changes(cluster: ClusterModel, node: NodeModel, own: readonly Pod[]): string | null {
  const young = settling(node, cluster);
  if (young !== null) return young.reason;
  for (const { namespace, name } of own) {
    const moved = cluster.motion?.moved('pods', namespace, name) ?? null;
    if (moved !== null) return moved;
  }
  if (own.some(({ terminating }) => terminating)) return "kube-proxy's pod on this node is being replaced";
  // One that was ready, or that crashed, has been started.
  const isStarting = ({ ready, createdAt, containers }: Pod): boolean =>
    !ready &&
    containers.every(({ restarts }) => restarts === 0) &&
    youngAge(cluster, createdAt, STARTING_SECONDS) !== null;
  if (own.length > 0 && own.every(isStarting)) return "kube-proxy's pod on this node is only being started";
  // Which node a pod was on that is gone by now, nobody knows.
  const gone = cluster.motion?.objects.find(
    ({ resource, name, change }) => resource === 'pods' && change !== 'changed' && name.startsWith('kube-proxy-'),
  );
  return own.length === 0 && gone !== undefined && cluster.motion !== null
    ? cluster.motion.moved('pods', gone.namespace, gone.name)
    : null;
}

/** Of a node that does not answer the control plane itself says that its pods are not ready. */
function byPod(
  node: NodeModel,
  own: readonly Pod[],
  processes: Exclude<NodeModel['processes'], { state: 'known' }>,
  changing: () => string | null,
): Presence {
  if (own.some(({ ready }) => ready)) return { state: 'running' };
  const isReady = node.kubernetes.state === 'known' && node.kubernetes.value.ready === true;
  if (own.length > 0 && isReady && changing() === null) return { state: 'down' };
  return { state: 'unknown', missing: 'processes', reason: processes.reason };
}

/** A DaemonSet that wants as many pods as there are nodes leaves none out. */
function isMeantForAllNodes({ workloads, nodes }: ClusterModel): boolean {
  if (workloads.state !== 'known') return false;
  const linux = nodes.filter(
    ({ kubernetes }) => kubernetes.state === 'known' && kubernetes.value.operatingSystem !== 'windows',
  );
  return workloads.value.some(
    ({ kind, name, labels, desired }) =>
      kind === 'DaemonSet' &&
      (name === 'kube-proxy' || labels['k8s-app'] === 'kube-proxy') &&
      desired !== null &&
      desired > 0 &&
      desired >= linux.length,
  );
}
