import type { Match, NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { newPacket } from '../../walk/packet.ts';
import { passThrough } from '../firewall/hooks.ts';
import { podFlows } from '../firewall/pod-flows.ts';
import type { FactContext } from '../types.ts';
import { leadsTo } from './kube-jumps-gap.ts';

/**
 * Whether the missing jump from FORWARD to KUBE-FORWARD loses packets: it accepts connections to NodePorts, which kube-proxy has marked, and
 * matters only where nothing else does (FLANNEL-FWD, a policy ACCEPT). Answered by a marked packet from outside to a pod.
 */
export function forwardNeedsKubeForward(
  context: FactContext,
  node: NodeModel,
  model: NetfilterModel,
  backend: 'iptables-legacy' | 'iptables-nft',
  family: Family,
): boolean {
  const filter = model.tables.find((table) => table.backend === backend && table.name === 'filter');
  const target = filter?.chains.get('KUBE-FORWARD');
  if (filter === undefined || target === undefined || target.rules.length === 0) return false;
  if (leadsTo(filter, 'FORWARD', 'KUBE-FORWARD')) return false;
  const answers = podFlows(context, node, family).find(({ direction }) => direction === 'answers from outside');
  const mark = acceptedMark(target.rules.flatMap(({ matches }) => matches));
  if (answers === undefined || mark === null) return false;
  const { source, destination } = answers.packet;
  const packet = newPacket({ source, destination, protocol: 'tcp', sourcePort: 40_000, destinationPort: 8080, mark });
  return passThrough(node.host, model, ['forward'], packet, { in: answers.inDevice, out: answers.outDevice }).some(
    ({ outcome: { verdict, decidedBy } }) =>
      verdict === 'drop' && decidedBy?.backend === backend && decidedBy.chain === 'FORWARD' && decidedBy.number === 0,
  );
}

function acceptedMark(matches: readonly Match[]): number | null {
  for (const match of matches) if (match.kind === 'mark' && !match.negated) return match.value;
  return null;
}
