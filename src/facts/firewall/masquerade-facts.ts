import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { absentBecause, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { onceProgrammed } from '../flannel/programming.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { passThrough } from './hooks.ts';
import { podFlows } from './pod-flows.ts';
import { podNetworks } from './pod-networks.ts';
import { iptablesCommand } from './rule-line.ts';

export const masqueradeFacts = [
  defineFact({
    name: 'node.firewall.masqueradeExpected',
    target: 'node',
    type: 'boolean',
    doc: "Whether the pod network's packets are to leave the cluster with the node's address: flannel runs with --ip-masq, or the CNI configuration says ipMasq. Absent where nothing says so: pod networks can be routable.",
    sources: ['flannel-subnet-env', 'cni-config'],
    compute: ({ node }) => expected(node),
  }),
  defineFact({
    name: 'node.firewall.unmasqueraded',
    target: 'node',
    type: 'list',
    fields: { family: 'integer', source: 'ip', destination: 'ip', out: 'string', network: 'cidr', command: 'string' },
    doc: "Packets of pods that would leave the cluster with the pod's own address, since no rule in POSTROUTING translates it. `command` is the iptables of the back end that the node's rules are in; null where the node has none.",
    sources: ['iptables-nft-save4', 'iptables-legacy-save4', 'nft-ruleset', 'ip-route4', 'cluster/nodes'],
    compute: ({ node }, context) => onceProgrammed(node, context.cluster, unmasqueraded(node, context)),
  }),
] as const;

function expected({ flannelSubnetEnv: env, cni }: NodeModel): FactValue {
  const { configs } = cni;
  const says = configs.state === 'known' && configs.value[0]?.plugins.some((plugin) => plugin.ipMasq === true);
  if (says || (env.state === 'known' && env.value.ipmasq === true)) return scalarValue(true);
  if (env.state === 'known' && env.value.ipmasq === false) return scalarValue(false);
  if (env.state === 'unknown') return unknownBecause(env);
  if (configs.state === 'unknown') return unknownBecause(configs);
  return absentBecause('neither flannel nor the CNI configuration of the node says ip-masq');
}

function unmasqueraded(node: NodeModel, context: FactContext): FactValue {
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const family of [4, 6] as const) {
    const netfilter = node.host.netfilter[family];
    const flow = podFlows(context, node, family).find(({ direction }) => direction === 'out of the cluster');
    if (flow === undefined) continue;
    if (netfilter.state === 'unknown')
      unseen.push({ who: `node/${node.name}`, missing: netfilter.missing, reason: netfilter.reason });
    if (netfilter.state !== 'known') continue;
    const passages = passThrough(node.host, netfilter.value, ['prerouting', 'forward', 'postrouting'], flow.packet, {
      in: flow.inDevice,
      out: flow.outDevice,
    });
    for (const { hook, outcome } of passages) {
      if (outcome.verdict === 'insufficient-information' && outcome.missing !== null)
        unseen.push({ who: `node/${node.name}`, missing: outcome.missing.input, reason: outcome.missing.reason });
      // What is dropped on the way is another matter.
      if (outcome.verdict !== 'accept' || hook !== 'postrouting') continue;
      if (outcome.masquerade || outcome.packet.source !== flow.packet.source) continue;
      if (outcome.packet.destination !== flow.packet.destination) {
        const reason = `packets that leave the cluster are sent to ${outcome.packet.destination} instead`;
        unseen.push({ who: `node/${node.name}`, missing: 'outside', reason });
        continue;
      }
      items.push({
        family,
        source: flow.packet.source,
        destination: flow.packet.destination,
        out: flow.outDevice,
        network: podNetworks(context, node, family)[0] ?? null,
        command: commandFor(netfilter.value, family),
      });
    }
  }
  return listOf(items, unseen);
}

/** The back end that the node's own rules are in; nft's where both are used, since new tools write there. */
export function commandFor(model: NetfilterModel, family: Family): string | null {
  const used = (backend: 'iptables-nft' | 'iptables-legacy'): boolean =>
    model.tables.some(
      (table) => table.backend === backend && [...table.chains.values()].some(({ rules }) => rules.length > 0),
    );
  if (used('iptables-nft')) return iptablesCommand('iptables-nft', family);
  return used('iptables-legacy') ? iptablesCommand('iptables-legacy', family) : null;
}
