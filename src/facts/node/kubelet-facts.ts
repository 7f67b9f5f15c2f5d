import { unknown } from '../../model/reading.ts';
import type { ClusterModel, NodeLease, NodeModel } from '../../model/types.ts';
import { absentBecause, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue } from '../types.ts';
import { justStarted } from './daemon-age.ts';
import { podsOfNode } from './pods-of-node.ts';
import { settling } from './settling.ts';

/** kube-controller-manager's --node-monitor-grace-period was 40 s until 1.31, and is 50 s since; a lease says its own. */
const GRACE_SECONDS = 40;

/** A kubelet that was started renews its lease and reports its node's state within seconds; the runtime may let it wait. */
const REPORTED_SECONDS = 20;

const sources = ['cluster/nodes', 'cluster/leases', 'cluster/pods', 'processes'] as const;

/** Since when a kubelet is silent, and how one knows; null for one that reports. */
interface Silence {
  readonly since: string | null;
  readonly how: string;
}

function silenceOf(node: NodeModel, context: FactContext): Silence | null | FactValue {
  const { cluster } = context;
  if (node.kubernetes.state === 'unknown') return unknownBecause(node.kubernetes);
  if (node.kubernetes.state === 'absent') return absentBecause(node.kubernetes.reason);
  const { name, conditions } = node.kubernetes.value;
  const ready = conditions.get('Ready');
  const lease = cluster.leases.state === 'known' ? cluster.leases.value.get(name) : undefined;
  const silence =
    ready?.status === 'Unknown'
      ? { since: lease?.renewedAt ?? ready.since, how: `Ready is Unknown${ready.reason ? ` (${ready.reason})` : ''}` }
      : byLease(lease, cluster, context);
  if (silence !== null) {
    const reason = settling(node, cluster) ?? justStarted(node, 'kubelet', REPORTED_SECONDS);
    return reason ? unknownBecause(reason) : silence;
  }
  return ready === undefined && lease === undefined
    ? unknownBecause(unknown('cluster/nodes', `Node ${name} has no condition Ready, and no lease of it was collected`))
    : null;
}

/** Leases are compared with each other: the newest of them tells when they were read, by the API server's own clock. */
function byLease(lease: NodeLease | undefined, cluster: ClusterModel, context: FactContext): Silence | null {
  const newest = context.memo('newest node lease', () =>
    Math.max(...(cluster.leases.state === 'known' ? [...cluster.leases.value.values()] : []).map(renewed)),
  );
  const seconds = lease ? Math.floor((newest - renewed(lease)) / 1000) : Number.NaN;
  return lease?.renewedAt && seconds > Math.max(GRACE_SECONDS, lease.seconds ?? 0)
    ? { since: lease.renewedAt, how: `its lease was renewed ${seconds} s before the newest one` }
    : null;
}

const renewed = ({ renewedAt }: NodeLease): number => {
  const time = Date.parse(renewedAt ?? '');
  return Number.isNaN(time) ? 0 : time;
};

const silent = (node: NodeModel, context: FactContext) =>
  context.memo(`kubelet of ${node.name}`, () => silenceOf(node, context));

/** The answer of one of the facts about a silent kubelet. */
function ofSilence(answer: (silence: Silence, node: NodeModel, cluster: ClusterModel) => FactValue) {
  return ({ node }: { readonly node: NodeModel }, context: FactContext): FactValue => {
    const silence = silent(node, context);
    if (silence === null) return absentBecause('the kubelet reports');
    return 'how' in silence ? answer(silence, node, context.cluster) : silence;
  };
}

export const kubeletFacts = [
  defineFact({
    name: 'node.kubelet.state',
    target: 'node',
    type: 'string',
    values: ['reporting', 'silent'],
    doc: "Whether the node's kubelet reports to the API: by the condition Ready, else by its lease.",
    sources,
    compute: ({ node }, context) => {
      const silence = silent(node, context);
      if (silence === null) return scalarValue('reporting');
      return 'how' in silence ? scalarValue('silent') : silence;
    },
  }),
  defineFact({
    name: 'node.kubelet.silence',
    target: 'node',
    type: 'string',
    doc: 'How one knows that the kubelet is silent, and since when: a part of a sentence. Absent where it reports.',
    sources,
    compute: ofSilence(({ how, since }) => scalarValue(since === null ? how : `${how}, last heard of at ${since}`)),
  }),
  defineFact({
    name: 'node.kubelet.process',
    target: 'node',
    type: 'string',
    values: ['running', 'not running'],
    doc: 'Whether the machine has a process of the kubelet, where that is silent. Distributions that have it inside another program count as running.',
    sources,
    compute: ofSilence((_, node) => {
      if (node.processes.state !== 'known')
        return node.processes.state === 'unknown'
          ? unknownBecause(node.processes)
          : absentBecause(node.processes.reason);
      const runs = node.processes.value.some(({ name }) => /^(?:kubelet|kubelite|hyperkube|k3s|rke2)/.test(name));
      return scalarValue(runs ? 'running' : 'not running');
    }),
  }),
  defineFact({
    name: 'node.kubelet.pods',
    target: 'node',
    type: 'integer',
    doc: 'Number of pods that run on a node whose kubelet is silent.',
    sources,
    compute: ofSilence((_, node, cluster) => {
      const { pods } = cluster;
      if (pods.state !== 'known') return pods.state === 'unknown' ? unknownBecause(pods) : absentBecause(pods.reason);
      return scalarValue(podsOfNode(node, cluster).filter(({ phase }) => phase === 'Running').length);
    }),
  }),
] as const;
