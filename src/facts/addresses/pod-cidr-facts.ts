import { formatCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { onceSettled } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { networkIndex, podNetworksOf } from './pod-networks.ts';

/** Of two nodes with one network, the one that has it since a shorter time has to give it back. */
export function isYounger(node: NodeModel, other: NodeModel): boolean {
  const [own, theirs] = [madeAt(node), madeAt(other)];
  return own === theirs ? node.name > other.name : own > theirs;
}

const madeAt = ({ kubernetes }: NodeModel): number => {
  const made = Date.parse((kubernetes.state === 'known' ? kubernetes.value.createdAt : null) ?? '');
  return Number.isNaN(made) ? 0 : made;
};

function overlaps(node: NodeModel, context: FactContext): FactValue {
  const own = podNetworksOf(node, context);
  if (own.length === 0 && node.kubernetes.state === 'unknown') return unknownBecause(node.kubernetes);
  const items = own.flatMap(({ cidr }): readonly Item[] =>
    networkIndex(
      context,
      cidr.family,
    )(cidr)
      .filter((other) => other.node !== node && isYounger(node, other.node))
      .map((other) => ({
        network: formatCidr(cidr),
        peer: other.node.name,
        theirs: formatCidr(other.cidr),
        family: cidr.family,
      })),
  );
  return onceSettled(node, context.cluster, listOf(items));
}

export const podCidrFacts = [
  defineFact({
    name: 'node.addresses.podNetworkOverlaps',
    target: 'node',
    type: 'list',
    fields: { network: 'cidr', peer: 'string', theirs: 'cidr', family: 'integer' },
    doc: "Other nodes (`peer`) whose pod network (`theirs`) overlaps this node's, and that had theirs first. podCIDRs count where they are seen to be used.",
    sources: ['cluster/nodes', 'cluster/pods', 'flannel-subnet-env'],
    compute: ({ node }, context) => overlaps(node, context),
  }),
] as const;
