import type { NodeModel } from '../../model/types.ts';
import { absentBecause, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue } from '../types.ts';
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
] as const;

function state(node: NodeModel, context: FactContext): FactValue {
  const presence = presenceOf(context, node);
  if (presence.state === 'none') return absentBecause(presence.reason);
  if (presence.state === 'unknown') return unknownBecause(presence);
  if (presence.state !== 'down') return scalarValue(presence.state);
  const target = { kind: 'node', key: `node/${node.name}`, node } as const;
  const losing = ['node.services.missing', 'node.services.drifted', 'node.services.missingEntries'].some((name) => {
    const items = context.fact(name, target);
    return items.state === 'list' && items.items.length > 0;
  });
  return scalarValue(losing ? 'down-stale' : 'down');
}
