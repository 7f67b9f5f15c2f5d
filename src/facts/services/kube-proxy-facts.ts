import type { NodeModel } from '../../model/types.ts';
import { absentBecause, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue } from '../types.ts';
import { modeOf, tablesOf } from './kube-proxy-mode.ts';
import { replacementOf } from './replacements.ts';

export const kubeProxyFacts = [
  defineFact({
    name: 'node.kubeProxy.state',
    target: 'node',
    type: 'string',
    values: ['running', 'down'],
    doc: "Whether kube-proxy runs on the node: by its process, else by its pod's readiness. Absent where something else does its work (k3s, Cilium, kube-router, Antrea, …) or where nothing says that it ought to run there.",
    sources: ['processes', 'cluster/pods', 'cluster/daemonsets'],
    compute: ({ node }, context) => state(node, context),
  }),
  defineFact({
    name: 'node.kubeProxy.mode',
    target: 'node',
    type: 'string',
    values: ['iptables', 'nftables', 'ipvs'],
    doc: 'The mode that kube-proxy says it works in, else the kind of Service rules that the kernel has. Absent where something else does its work, or there are none.',
    sources: ['kube-proxy-mode', 'kube-proxy-config', 'processes', 'iptables-nft-save4', 'iptables-legacy-save4', 'nft-ruleset', 'ipvs'],
    compute: ({ node }, context) => mode(node, context),
  }),
] as const;

const isKubeProxy = (node: NodeModel): boolean =>
  node.processes.state === 'known' && node.processes.value.some(({ name }) => name === 'kube-proxy');

function state(node: NodeModel, context: FactContext): FactValue {
  const { cluster } = context;
  if (isKubeProxy(node)) return scalarValue('running');
  const replacement = replacementOf(node, cluster);
  if (replacement !== null) return absentBecause(`${replacement} does kube-proxy's work`);
  const own = cluster.pods.state === 'known' ? cluster.pods.value.filter((pod) => pod.node === node.name && pod.owner === 'kube-proxy' && !pod.terminating) : [];
  if (node.processes.state === 'known') return isExpected(node, context, own.length > 0) ? scalarValue('down') : absentBecause('nothing says that kube-proxy ought to run here');
  if (own.length > 0) return scalarValue(own.some(({ ready }) => ready) ? 'running' : 'down');
  return node.processes.state === 'unknown' ? unknownBecause(node.processes) : absentBecause(node.processes.reason);
}

/** A Kubernetes node of a cluster that uses kube-proxy: elsewhere, as a DaemonSet, or by the rules that it left here. */
function isExpected(node: NodeModel, context: FactContext, hasPod: boolean): boolean {
  if (node.kubernetes.state === 'absent') return false;
  const { nodes, workloads } = context.cluster;
  if (hasPod || nodes.some((other) => other !== node && isKubeProxy(other))) return true;
  const daemonSet = workloads.state === 'known' && workloads.value.some(({ kind, name, desired }) => kind === 'DaemonSet' && name === 'kube-proxy' && (desired ?? 1) > 0);
  return daemonSet || (tablesOf(context, node, 4)?.size ?? 0) > 0;
}

function mode(node: NodeModel, context: FactContext): FactValue {
  const replacement = replacementOf(node, context.cluster);
  if (replacement !== null) return absentBecause(`${replacement} does kube-proxy's work`);
  const found = modeOf(context, node);
  if (found !== null) return scalarValue(found);
  const netfilter = node.host.netfilter[4];
  if (netfilter.state === 'unknown') return unknownBecause(netfilter);
  if (!node.seen) return unknownBecause({ missing: `node/${node.name}`, reason: 'the node was not seen' });
  return absentBecause('neither kube-proxy nor rules of its kind are on the node');
}
