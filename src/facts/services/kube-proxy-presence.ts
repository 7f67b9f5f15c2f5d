import type { ClusterModel, NodeModel, Pod } from '../../model/types.ts';
import type { FactContext } from '../types.ts';
import { isRecent } from './service-rules-expected.ts';

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

/**
 * kube-proxy is down where its process is not there although the API has a pod of it for this node, or a DaemonSet for all nodes, or its own
 * rules are still there and no other program can have made them.
 */
export function kubeProxyPresence(context: FactContext, node: NodeModel, hasRules: () => boolean): Presence {
  const { processes } = node;
  const own = podsOfKubeProxy(context.cluster, node);
  if (processes.state !== 'known') return byPod(node, own, processes);
  const named = (names: ReadonlySet<string>): string | undefined =>
    processes.value.find(({ name }) => names.has(name))?.name;
  if (named(new Set(['kube-proxy'])) !== undefined) return { state: 'running' };
  const inside = processes.value.find(({ name }) => embedding.has(name));
  if (inside !== undefined) {
    return inside.flags['disable-kube-proxy'] === 'true'
      ? { state: 'none', reason: `${inside.name} runs with --disable-kube-proxy` }
      : { state: 'embedded' };
  }
  if (own.length > 0) {
    return own.every(({ createdAt }) => isRecent(createdAt, context.cluster.takenAt))
      ? { state: 'unknown', missing: 'processes', reason: "kube-proxy's pod on this node is only being started" }
      : { state: 'down' };
  }
  if (node.kubernetes.state === 'absent') return { state: 'none', reason: 'this machine is no Kubernetes node' };
  if (isMeantForAllNodes(context.cluster)) return { state: 'down' };
  const other = named(replacing);
  if (other !== undefined) return { state: 'none', reason: `${other} does the Services of this node` };
  if (named(new Set(['kubelet'])) !== undefined && hasRules()) return { state: 'down' };
  return { state: 'none', reason: 'nothing says that kube-proxy ought to run on this node' };
}

const podsOfKubeProxy = ({ pods }: ClusterModel, node: NodeModel): readonly Pod[] => {
  const name = node.kubernetes.state === 'known' ? node.kubernetes.value.name : node.name;
  return pods.state === 'known' ? pods.value.filter((pod) => pod.node === name && isKubeProxy(pod)) : [];
};

const isKubeProxy = ({ labels, owner, phase, terminating }: Pod): boolean =>
  (labels['k8s-app'] === 'kube-proxy' || labels.component === 'kube-proxy' || owner === 'kube-proxy') &&
  phase !== 'Succeeded' &&
  !terminating;

/** Of a node that does not answer the control plane itself says that its pods are not ready. */
function byPod(
  node: NodeModel,
  own: readonly Pod[],
  processes: Exclude<NodeModel['processes'], { state: 'known' }>,
): Presence {
  if (own.some(({ ready }) => ready)) return { state: 'running' };
  const isReady = node.kubernetes.state === 'known' && node.kubernetes.value.ready === true;
  if (own.length > 0 && isReady) return { state: 'down' };
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
