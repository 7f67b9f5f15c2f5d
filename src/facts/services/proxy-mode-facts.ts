import type { NodeModel } from '../../model/types.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { isModelled } from '../targets.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { modeOf, presenceOf } from './kube-proxy-rules.ts';
import { onceProxySettled, proxySettling } from './settling.ts';

const sources = ['kube-proxy-mode', 'kube-proxy-config', 'processes', 'iptables-nft-save4', 'nft-ruleset', 'ipvs'];

export const proxyModeFacts = [
  defineFact({
    name: 'cluster.kubeProxy.modes',
    target: 'cluster',
    type: 'list',
    fields: { mode: 'string', nodes: 'string', count: 'integer' },
    doc: 'Modes that kube-proxy works in, with the `nodes` of each; the most common one comes first. Nodes without kube-proxy are left out. Nothing is said while its DaemonSet is being rolled out.',
    sources: [...sources, 'cluster/daemonsets'],
    compute: (_, context) => modes(context),
  }),
  defineFact({
    name: 'node.kubeProxy.otherMode',
    target: 'node',
    type: 'list',
    fields: { configured: 'string', running: 'string', from: 'string' },
    doc: 'One item where the running kube-proxy works in another mode than its configuration says (`from` where): it was changed since its start, or kube-proxy fell back. Absent where kube-proxy does not run, or has no configuration that could be read.',
    sources,
    compute: ({ node }, context) => otherMode(node, context),
  }),
] as const;

function modes(context: FactContext): FactValue {
  const nodes = new Map<string, string[]>();
  const unseen: Unseen[] = [];
  for (const node of context.cluster.nodes.filter(isModelled)) {
    if (presenceOf(context, node).state === 'down') continue;
    const mode = modeOf(context, node);
    if (mode.state === 'none') continue;
    if (mode.state === 'unknown') unseen.push({ who: `node/${node.name}`, missing: mode.missing, reason: mode.reason });
    else nodes.set(mode.state, [...(nodes.get(mode.state) ?? []), node.name]);
  }
  if (nodes.size === 0 && unseen.length === 0) return absentBecause('kube-proxy runs on no node');
  const items = [...nodes]
    .map(([mode, names]): Item => ({ mode, nodes: few(names), count: names.length }))
    .sort((a, b) => Number(b.count) - Number(a.count) || (String(a.mode) < String(b.mode) ? -1 : 1));
  const rollout = items.length > 1 ? rollingOut(context) : null;
  return rollout === null ? listOf(items, unseen) : unknownBecause(rollout);
}

const few = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');

/** A change of the mode goes from node to node. */
function rollingOut(context: FactContext) {
  const { workloads, nodes } = context.cluster;
  const set =
    workloads.state === 'known'
      ? workloads.value.find(({ kind, name }) => kind === 'DaemonSet' && name === 'kube-proxy')
      : undefined;
  if (set?.desired != null && set.updated != null && set.updated < set.desired)
    return {
      missing: 'cluster/daemonsets',
      reason: `DaemonSet ${set.namespace}/${set.name} is being rolled out: ${set.updated} of ${set.desired} pods are new`,
    };
  for (const node of nodes) {
    const settling = proxySettling(context, node);
    if (settling !== null) return settling;
  }
  return null;
}

function otherMode(node: NodeModel, context: FactContext): FactValue {
  const presence = presenceOf(context, node);
  if (presence.state === 'unknown') return unknownBecause(presence);
  if (presence.state !== 'running') return absentBecause('kube-proxy does not run as a process of its own');
  const configured = configuredMode(node);
  if (configured === null) return absentBecause('nobody says which mode kube-proxy is to work in');
  if ('missing' in configured) return unknownBecause(configured);
  const { saidMode } = node.kubeProxy;
  if (saidMode.state === 'unknown') return unknownBecause(saidMode);
  if (saidMode.state === 'absent') return unknownBecause({ missing: 'kube-proxy-mode', reason: saidMode.reason });
  const running = saidMode.value.trim();
  const items = running === configured.mode ? [] : [{ configured: configured.mode, running, from: configured.from }];
  return onceProxySettled(context, node, listOf(items));
}

type Configured =
  | { readonly mode: string; readonly from: string }
  | { readonly missing: string; readonly reason: string };

/** Its own file wins over the flag (cmd/kube-proxy/app/options.go); an empty mode is iptables. */
function configuredMode({ kubeProxy: { config }, processes }: NodeModel): Configured | null {
  if (config.state === 'known') return { mode: config.value.mode ?? 'iptables', from: 'the file of --config' };
  if (processes.state !== 'known') return null;
  const flags = processes.value.find(({ name }) => name === 'kube-proxy')?.flags ?? {};
  if (flags.config !== undefined && config.state === 'unknown') return config;
  const mode = flags['proxy-mode'];
  return mode === undefined ? null : { mode: mode === '' ? 'iptables' : mode, from: '--proxy-mode' };
}
