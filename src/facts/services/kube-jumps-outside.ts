import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { newPacket } from '../../walk/packet.ts';
import { passThrough } from '../firewall/hooks.ts';
import { podFlows } from '../firewall/pod-flows.ts';
import type { FactContext } from '../types.ts';

/**
 * Whether a connection from outside gets the node's address on its way to a pod of another node although kube-proxy's part is missing: flannel's
 * `--ip-masq` translates what comes from outside, unless kube-proxy's mark is on it. Then NodePorts go on working.
 */
export function outsideIsMasqueraded(
  context: FactContext,
  node: NodeModel,
  model: NetfilterModel,
  family: Family,
  mark: number,
): boolean {
  const flows = podFlows(context, node, family);
  const away = flows.find(({ direction }) => direction === 'out to pods');
  const back = flows.find(({ direction }) => direction === 'answers from outside');
  if (away === undefined || back === undefined) return false;
  const packet = newPacket({
    source: back.packet.source,
    destination: away.packet.destination,
    protocol: 'tcp',
    sourcePort: 40_000,
    destinationPort: 8080,
    mark,
  });
  const ways = passThrough(node.host, model, ['postrouting'], packet, { in: back.inDevice, out: away.outDevice });
  return ways.length > 0 && ways.every(({ outcome }) => outcome.verdict === 'accept' && outcome.masquerade !== false);
}
