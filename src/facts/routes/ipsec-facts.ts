import type { NodeModel } from '../../model/types.ts';
import type { Family, XfrmPolicy } from '../../parse/records.ts';
import { ipsecPolicy } from '../../walk/ipsec.ts';
import { newPacket } from '../../walk/packet.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf } from '../types.ts';
import { podAddressOf } from './representatives.ts';

interface Pair {
  readonly source: string;
  readonly destination: string;
  readonly peer: NodeModel;
}

const FAMILIES = [4, 6] as const;

/** Addresses between which packets have to pass through the node: its pods and those of each other node, and the nodes themselves. */
function* pairsOf(context: FactContext, node: NodeModel): Generator<Pair> {
  for (const peer of context.cluster.nodes) {
    if (peer === node) continue;
    for (const family of FAMILIES)
      for (const addressOf of [podAddressOf, internalIp]) {
        const own = addressOf(context, node, family);
        const other = addressOf(context, peer, family);
        if (own === undefined || other === undefined) continue;
        yield { source: own, destination: other, peer };
        yield { source: other, destination: own, peer };
      }
  }
}

function internalIp(_: FactContext, { kubernetes }: NodeModel, family: Family): string | undefined {
  const addresses = kubernetes.state === 'known' ? kubernetes.value.internalIps : [];
  return addresses.find((address) => address.includes(':') === (family === 6));
}

/** A policy for single ports is someone's decision about a service; those for all traffic cut the cluster. */
const isBroad = ({ action, unmodelled, sourcePort, destinationPort, protocol }: XfrmPolicy): boolean =>
  action === 'block' &&
  unmodelled.length === 0 &&
  sourcePort === null &&
  destinationPort === null &&
  (protocol === null || protocol === 'tcp' || protocol === 'udp');

function blocking({ node }: TargetOf<'node'>, context: FactContext): FactValue {
  const reading = node.host.xfrmPolicies;
  if (reading?.state === 'unknown') return unknownBecause(reading);
  const policies = reading?.state === 'known' ? reading.value.filter(isBroad) : [];
  if (policies.length === 0) return listOf([]);
  const pairs = [...pairsOf(context, node)];
  return listOf(policies.map((policy) => itemOf(policy, node, pairs)).filter((item) => item !== undefined));
}

function itemOf(policy: XfrmPolicy, node: NodeModel, pairs: readonly Pair[]): Item | undefined {
  const protocol = policy.protocol === 'udp' ? 'udp' : 'tcp';
  const { direction, device, selector } = policy;
  const hit = pairs.filter(
    (pair) => ipsecPolicy(node.host, direction, device ?? '', newPacket({ ...pair, protocol })) === policy,
  );
  const [first] = hit;
  if (first === undefined) return undefined;
  const peers = new Set(hit.map(({ peer }) => peer.name));
  return {
    selector,
    direction,
    source: first.source,
    destination: first.destination,
    peer: peers.size === 1 ? first.peer.name : null,
  };
}

export const facts = [
  defineFact({
    name: 'node.ipsec.blocking',
    target: 'node',
    type: 'list',
    fields: { selector: 'string', direction: 'string', source: 'ip', destination: 'ip', peer: 'string' },
    doc: "IPsec policies of the node with the action block that decide about all TCP or UDP traffic between pods or nodes; `source` and `destination` are an example of it, `peer` is the other end's node where it is only one. Policies for single ports are not among them.",
    sources: ['xfrm-policy', 'ip-addr', 'cluster/nodes'],
    compute: blocking,
  }),
] as const;
