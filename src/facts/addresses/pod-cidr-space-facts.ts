import { cidrContains, formatCidr } from '../../model/ip.ts';
import type { ClusterModel } from '../../model/types.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { mostCommon } from '../flannel/device-blueprint.ts';
import { nodeObjects } from '../node/node-objects.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { type ConfiguredNetwork, clusterCidrs, configuredPodNetworks } from './configured-networks.ts';
import { podNetworks } from './pod-networks.ts';

/** From here on somebody ought to know that the network gets full. */
const FULL_SHARE = 0.9;

function nearlyFull(context: FactContext): FactValue {
  const nodes = nodeObjects(context.cluster);
  if ('state' in nodes) return unknownBecause(nodes);
  const given = podNetworks(context);
  return listOf(
    networksToGive(context.cluster, context).flatMap(({ cidr, source }): readonly Item[] => {
      const inside = given.filter((network) => cidrContains(cidr, network.cidr));
      const length = mostCommon(inside.map((network) => network.cidr.prefixLength));
      // A network that one node has as a whole is no network to give parts of.
      if (length === null || length <= cidr.prefixLength || length - cidr.prefixLength > 20) return [];
      const parts = 2 ** (length - cidr.prefixLength);
      return inside.length >= parts * FULL_SHARE
        ? [{ network: formatCidr(cidr), source, length, parts, given: inside.length }]
        : [];
    }),
    nodes.unseen,
  );
}

/** What kube-controller-manager gives out of, where that is known, else the network that flannel has. */
function networksToGive(cluster: ClusterModel, context: FactContext): readonly ConfiguredNetwork[] {
  const [first, ...more] = clusterCidrs(cluster);
  if (first === undefined) return configuredPodNetworks(context);
  return [first, ...more.filter(({ cidr }) => cidr.first !== first.cidr.first)];
}

export const podCidrSpaceFacts = [
  defineFact({
    name: 'cluster.addresses.nearlyFullNetworks',
    target: 'cluster',
    type: 'list',
    fields: { network: 'cidr', source: 'string', length: 'integer', parts: 'integer', given: 'integer' },
    doc: 'Networks that nodes are given their parts of, where nine of ten parts of the usual size (`/length`) or more are given; `source` says where the network is configured.',
    sources: ['cluster/nodes', 'cluster/pods', 'cluster/configmaps', 'processes'],
    compute: (_, context) => nearlyFull(context),
  }),
] as const;
