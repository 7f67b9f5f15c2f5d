import type { ClusterModel, NodeModel, Pod } from '../../model/types.ts';
import { absentBecause, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactValue } from '../types.ts';

export const daemonFacts = [
  defineFact({
    name: 'node.flannel.daemon',
    target: 'node',
    type: 'string',
    values: ['running', 'down'],
    doc: 'Whether flanneld runs on the node: by its process, else by its pod. Absent where nothing says that it ought to run as a process of its own (k3s has it inside).',
    sources: ['processes', 'cluster/pods', 'cluster/daemonsets'],
    compute: ({ node }, { cluster }) => flanneld(node, cluster),
  }),
] as const;

const isFlanneld = (node: NodeModel): boolean =>
  node.processes.state === 'known' && node.processes.value.some(({ name }) => name === 'flanneld');
const isFlannelPod = (pod: Pod): boolean => /flannel|canal/.test(pod.owner) && !pod.terminating;

function flanneld(node: NodeModel, cluster: ClusterModel): FactValue {
  if (isFlanneld(node)) return scalarValue('running');
  const pods = cluster.pods.state === 'known' ? cluster.pods.value.filter(isFlannelPod) : [];
  const own = pods.filter((pod) => pod.node === node.name);
  if (node.processes.state === 'known') {
    const elsewhere = cluster.nodes.some((other) => other !== node && isFlanneld(other));
    return elsewhere || own.length > 0 || hasDaemonSet(cluster)
      ? scalarValue('down')
      : absentBecause('nothing in the snapshot runs flanneld as a process of its own');
  }
  if (own.length > 0) return scalarValue(own.some(({ ready }) => ready) ? 'running' : 'down');
  return node.processes.state === 'unknown' ? unknownBecause(node.processes) : absentBecause(node.processes.reason);
}

const hasDaemonSet = ({ workloads }: ClusterModel): boolean =>
  workloads.state === 'known' &&
  workloads.value.some(
    ({ kind, name, desired }) => kind === 'DaemonSet' && /flannel|canal/.test(name) && (desired ?? 1) > 0,
  );
