import { secondsBeforeNodes } from '../../model/time.ts';
import type { ClusterModel, NodeModel, Pod } from '../../model/types.ts';
import { absentBecause, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { podsOfNode } from '../node/pods-of-node.ts';
import { settling } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue } from '../types.ts';

/** A pod that was made this short a time ago may still be starting. */
const STARTING_SECONDS = 60;

const sources = ['processes', 'cluster/pods', 'cluster/daemonsets', 'cluster/nodes'] as const;

export const daemonFacts = [
  defineFact({
    name: 'node.flannel.daemon',
    target: 'node',
    type: 'string',
    values: ['running', 'down'],
    doc: 'Whether flanneld runs on the node: by its process, else by its pod. Absent where nothing says that it ought to run as a process of its own (k3s has it inside).',
    sources,
    compute: ({ node }, context) => {
      const daemon = flanneld(node, context);
      return 'down' in daemon ? scalarValue('down') : daemon;
    },
  }),
  defineFact({
    name: 'node.flannel.daemonTrouble',
    target: 'node',
    type: 'string',
    doc: 'What shows that flanneld does not run on the node, as part of a sentence; absent where it runs.',
    sources,
    compute: ({ node }, context) => {
      const daemon = flanneld(node, context);
      if ('down' in daemon) return scalarValue(daemon.down);
      return daemon.state === 'value' ? absentBecause('flanneld runs') : daemon;
    },
  }),
  defineFact({
    name: 'node.flannel.restart',
    target: 'node',
    type: 'list',
    fields: { namespace: 'string', pod: 'string', how: 'string' },
    doc: 'For fixes: how flanneld is restarted on the node. `namespace` and `pod` are those of its pod, which is made anew when it is deleted; where the API shows none, `how` says it in words.',
    sources: ['cluster/pods'],
    compute: ({ node }, { cluster }) => {
      const own = flannelPods(node, cluster).map(({ namespace, name }) => ({ namespace, pod: name, how: null }));
      return listOf(
        own.length > 0
          ? own
          : [{ namespace: null, pod: null, how: `restart flanneld on ${node.name} (its pod, or its service)` }],
      );
    },
  }),
] as const;

const flannelPods = (node: NodeModel, cluster: ClusterModel): readonly Pod[] =>
  podsOfNode(node, cluster).filter(isFlannelPod);

const isFlanneld = (node: NodeModel): boolean =>
  node.processes.state === 'known' && node.processes.value.some(({ name }) => name === 'flanneld');
const isFlannelPod = (pod: Pod): boolean => /flannel|canal/.test(pod.owner) && !pod.terminating;

/** `down` says by what one sees that it does not run. */
function flanneld(node: NodeModel, context: FactContext): FactValue | { readonly down: string } {
  return context.memo(`flanneld on ${node.name}`, () => judge(node, context.cluster));
}

function judge(node: NodeModel, cluster: ClusterModel): FactValue | { readonly down: string } {
  if (isFlanneld(node)) return scalarValue('running');
  const own = flannelPods(node, cluster);
  const why = settling(node, cluster) ?? own.map((pod) => starting(pod, cluster)).find((reason) => reason !== null);
  if (node.processes.state === 'known') {
    const expected =
      own.length > 0 || hasDaemonSet(cluster) || cluster.nodes.some((other) => other !== node && isFlanneld(other));
    if (!expected) return absentBecause('nothing in the snapshot runs flanneld as a process of its own');
    return why ? unknownBecause(why) : { down: troubleOf(own, cluster) };
  }
  if (own.some(({ ready }) => ready)) return scalarValue('running');
  // Where the kubelet is silent, its pods count as not Ready, whatever they do.
  const silent =
    node.kubernetes.state === 'known' && node.kubernetes.value.conditions.get('Ready')?.status === 'Unknown';
  const unscheduled =
    cluster.pods.state === 'known' && cluster.pods.partial === undefined && cluster.pods.value.some(isFlannelPod);
  if (!silent && (own.length > 0 || (unscheduled && isFlannels(node))))
    return why ? unknownBecause(why) : { down: troubleOf(own, cluster) };
  return node.processes.state === 'unknown' ? unknownBecause(node.processes) : absentBecause(node.processes.reason);
}

const isFlannels = (node: NodeModel): boolean =>
  node.kubernetes.state === 'known' && node.kubernetes.value.flannel !== null;

function starting(pod: Pod, cluster: ClusterModel): { readonly missing: string; readonly reason: string } | null {
  const moved = cluster.motion?.moved('pods', pod.namespace, pod.name) ?? null;
  if (moved !== null) return { missing: 'cluster/pods', reason: moved };
  const age = secondsBeforeNodes(cluster, pod.createdAt);
  if (age === null || age >= STARTING_SECONDS) return null;
  return { missing: 'cluster/pods', reason: `pod ${pod.namespace}/${pod.name} has just been made` };
}

function troubleOf(own: readonly Pod[], cluster: ClusterModel): string {
  const [pod] = own;
  if (pod !== undefined) {
    const waiting = pod.containers.find((container) => container.waiting !== null)?.waiting;
    return `pod ${pod.namespace}/${pod.name} ${waiting ? `is in ${waiting}` : pod.ready ? 'says it is Ready, but the process is not there' : 'is not Ready'}`;
  }
  const set = daemonSet(cluster);
  return set === undefined || cluster.pods.state !== 'known' || cluster.pods.partial !== undefined
    ? 'there is no such process'
    : `DaemonSet ${set.namespace}/${set.name} has no pod there`;
}

const daemonSet = ({ workloads }: ClusterModel) =>
  workloads.state === 'known'
    ? workloads.value.find(
        ({ kind, name, desired }) => kind === 'DaemonSet' && /flannel|canal/.test(name) && (desired ?? 1) > 0,
      )
    : undefined;

const hasDaemonSet = (cluster: ClusterModel): boolean => daemonSet(cluster) !== undefined;
