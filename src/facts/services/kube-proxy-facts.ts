import type { NodeModel } from '../../model/types.ts';
import { absentBecause, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { modeOf, presenceOf } from './kube-proxy-rules.ts';

const rules = ['iptables-nft-save4', 'iptables-legacy-save4', 'nft-ruleset', 'ipvs'];

export const kubeProxyFacts = [
  defineFact({
    name: 'node.kubeProxy.state',
    target: 'node',
    type: 'string',
    values: ['running', 'embedded', 'down', 'down-stale'],
    doc: 'Whether kube-proxy runs on the node: as a process of its own, inside another program (k3s), or not at all although its pod, its DaemonSet or its own rules say that it ought to; down-stale where packets are lost already, since its rules are gone or no longer lead to the endpoints. Absent where something else does the Services, or nothing says that kube-proxy ought to run.',
    sources: ['processes', 'cluster/pods', 'cluster/daemonsets', ...rules],
    compute: ({ node }, context) => state(node, context),
  }),
  defineFact({
    name: 'node.kubeProxy.mode',
    target: 'node',
    type: 'string',
    values: ['iptables', 'nftables', 'ipvs'],
    doc: 'The mode that kube-proxy works in: what it says itself, else its configuration, else what its rules show. Absent where kube-proxy does not do the Services of the node.',
    sources: ['kube-proxy-mode', 'kube-proxy-config', 'processes', 'cluster/configmaps', ...rules],
    compute: ({ node }, context) => {
      const mode = modeOf(context, node);
      if (mode.state === 'none') return absentBecause(mode.reason);
      return mode.state === 'unknown' ? unknownBecause(mode) : scalarValue(mode.state);
    },
  }),
  defineFact({
    name: 'node.services.broken',
    target: 'node',
    type: 'list',
    fields: { service: 'string', where: 'string', problem: 'string' },
    doc: 'What loses connections to Services on the node now, in words: ways into the rules that are missing, ClusterIPs and NodePorts without a rule, and rules that lead elsewhere than to ready endpoints.',
    sources: ['kube-proxy-mode', ...rules, 'cluster/services', 'cluster/endpointslices'],
    compute: ({ node }, context) => broken(node, context),
  }),
] as const;

/** The lists that it is made of, with the words for an item that has none of its own. */
const losing: readonly { readonly fact: string; readonly problem: string }[] = [
  { fact: 'node.services.missingEntries', problem: '' },
  { fact: 'node.services.missing', problem: 'has no rule' },
  { fact: 'node.services.drifted', problem: '' },
];

function broken(node: NodeModel, context: FactContext): FactValue {
  const target = { kind: 'node', key: `node/${node.name}`, node } as const;
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const { fact, problem } of losing) {
    const value = context.fact(fact, target);
    if (value.state === 'absent') return value;
    if (value.state === 'unknown') unseen.push({ who: target.key, missing: value.missing, reason: value.reason });
    if (value.state !== 'list') continue;
    unseen.push(...value.unseen);
    items.push(
      ...value.items.map((item) => ({
        service: item.service ?? 'every Service',
        where: item.where ?? `IPv${item.family}`,
        problem: item.problem ?? problem,
      })),
    );
  }
  return items.length === 0 && unseen.length > 0 && unseen[0] !== undefined
    ? unknownBecause(unseen[0])
    : listOf(items, unseen);
}

function state(node: NodeModel, context: FactContext): FactValue {
  const presence = presenceOf(context, node);
  if (presence.state === 'none') return absentBecause(presence.reason);
  if (presence.state === 'unknown') return unknownBecause(presence);
  if (presence.state !== 'down') return scalarValue(presence.state);
  const items = context.fact('node.services.broken', { kind: 'node', key: `node/${node.name}`, node });
  return scalarValue(items.state === 'list' && items.items.length > 0 ? 'down-stale' : 'down');
}
