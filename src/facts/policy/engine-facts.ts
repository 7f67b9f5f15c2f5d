import { absentBecause, scalarValue, unknownBecause } from '../fact-value.ts';
import { isModelled } from '../targets.ts';
import { defineFact, type FactContext, type FactValue } from '../types.ts';
import { engineOf } from './engine.ts';

const sources = ['processes', 'cni-config', 'cluster/daemonsets'];

export const engineFacts = [
  defineFact({
    name: 'node.policy.engine',
    target: 'node',
    type: 'string',
    doc: 'What carries out NetworkPolicies on the node, seen as a process: calico, cilium, antrea, kube-router, k3s, weave, … Absent where no such process runs, no DaemonSet of the cluster is one, and the CNI plugin has none.',
    sources,
    compute: ({ node }, context) => {
      const engine = engineOf(context, node);
      if (engine.state === 'runs') return scalarValue(engine.engine);
      return engine.state === 'none' ? absentBecause(engine.reason) : unknownBecause(engine);
    },
  }),
  defineFact({
    name: 'cluster.policy.unenforced',
    target: 'cluster',
    type: 'integer',
    doc: 'How many NetworkPolicies the cluster has, where nobody carries them out on any node. Absent where there are none, or where some node has an engine.',
    sources: ['cluster/networkpolicies', ...sources],
    compute: (_, context) => unenforced(context),
  }),
  defineFact({
    name: 'cluster.policy.namespaces',
    target: 'cluster',
    type: 'string',
    doc: 'Namespaces that have NetworkPolicies, joined by `, `. Absent where none has.',
    sources: ['cluster/networkpolicies'],
    compute: (_, { cluster: { networkPolicies } }) => {
      if (networkPolicies.state === 'unknown') return unknownBecause(networkPolicies);
      const names = new Set(networkPolicies.state === 'known' ? networkPolicies.value.map((one) => one.namespace) : []);
      return names.size === 0
        ? absentBecause('the cluster has no NetworkPolicy')
        : scalarValue([...names].sort().join(', '));
    },
  }),
] as const;

function unenforced(context: FactContext): FactValue {
  const { networkPolicies, nodes } = context.cluster;
  if (networkPolicies.state === 'unknown') return unknownBecause(networkPolicies);
  const count = networkPolicies.state === 'known' ? networkPolicies.value.length : 0;
  if (count === 0) {
    const partial = networkPolicies.state === 'known' ? networkPolicies.partial : undefined;
    return partial === undefined
      ? absentBecause('the cluster has no NetworkPolicy')
      : unknownBecause({ missing: 'cluster/networkpolicies', reason: partial });
  }
  const engines = nodes
    .filter((node) => isModelled(node) && node.kubernetes.state !== 'absent')
    .map((node) => engineOf(context, node));
  const engine = engines.find((one) => one.state === 'runs');
  if (engine?.state === 'runs') return absentBecause(`${engine.engine} carries them out`);
  const gap = engines.find((one) => one.state === 'unknown');
  if (gap?.state === 'unknown') return unknownBecause(gap);
  return engines.length === 0
    ? unknownBecause({ missing: 'processes', reason: 'no node was seen' })
    : scalarValue(count);
}
