import { type Cidr, cidrContains, formatCidr, parseAddress, parseCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import { fromReading, listOf, unknownBecause } from '../fact-value.ts';
import { subnetOf } from '../flannel/pod-network.ts';
import { podsOfNode } from '../node/pods-of-node.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';

/** Of an IPv4 network host-local gives out neither the first address nor the last, and the gateway is taken. */
const RESERVED = 3n;

/** Networks that the plugin host-local gives addresses out of on a node; IPv6 networks never get full. */
function ranges(node: NodeModel): readonly Cidr[] {
  const env = node.flannelSubnetEnv.state === 'known' ? subnetOf(node.flannelSubnetEnv.value, 4) : null;
  const podCidrs = node.kubernetes.state === 'known' ? node.kubernetes.value.podCidrs : [];
  return (env === null ? podCidrs : [env]).flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr?.family === 4 && cidr.prefixLength <= 30 ? [cidr] : [];
  });
}

/** Addresses that are taken, by network. */
function taken(node: NodeModel): readonly { readonly range: Cidr; readonly addresses: readonly string[] }[] {
  const leases = node.cni.leases.state === 'known' ? node.cni.leases.value : [];
  return ranges(node).map((range) => ({
    range,
    addresses: [...new Set(leases.map(({ address }) => address))].filter((text) => {
      const address = parseAddress(text);
      return address !== undefined && cidrContains(range, address);
    }),
  }));
}

const usable = ({ first, last }: Cidr): number => Number(last - first + 1n - RESERVED);

/** Addresses that a pod of the node has, as far as anybody knows; undefined where not all pods could be listed. */
function addressesOfPods(node: NodeModel, { cluster }: FactContext): ReadonlySet<string> | undefined {
  if (node.namespaces.some(({ addresses }) => addresses.state !== 'known')) return undefined;
  return new Set([
    ...podsOfNode(node, cluster).flatMap(({ ips }) => ips),
    ...[node.host, ...node.namespaces].flatMap(({ addresses }) =>
      addresses.state === 'known' ? addresses.value.map(({ address }) => address) : [],
    ),
  ]);
}

function leaked(node: NodeModel, context: FactContext): FactValue {
  return fromReading(node.cni.leases, () => {
    const held = addressesOfPods(node, context);
    if (held === undefined)
      return unknownBecause({ missing: 'ip-addr', reason: 'the addresses of some namespaces were not read' });
    const items = taken(node).flatMap(({ range, addresses }): readonly Item[] => {
      const lost = addresses.filter((address) => !held.has(address));
      return [
        {
          network: formatCidr(range),
          leaked: lost.length,
          percent: Math.round((100 * lost.length) / usable(range)),
          examples: lost.slice(0, 5).join(', '),
        },
      ];
    });
    return listOf(items.filter((item) => Number(item.leaked) > 10 || Number(item.percent) > 20));
  });
}

export const leaseFacts = [
  defineFact({
    name: 'node.cni.fullNetworks',
    target: 'node',
    type: 'list',
    fields: { network: 'cidr', taken: 'integer', usable: 'integer' },
    doc: 'IPv4 networks of the plugin host-local on the node, in which every address is taken.',
    sources: ['cni-leases', 'flannel-subnet-env', 'cluster/nodes'],
    compute: ({ node }) => fromReading(node.cni.leases, () => listOf(byUse(node, (share) => share >= 1))),
  }),
  defineFact({
    name: 'node.cni.nearlyFullNetworks',
    target: 'node',
    type: 'list',
    fields: { network: 'cidr', taken: 'integer', usable: 'integer' },
    doc: 'The same where nine of ten addresses or more are taken, but not all.',
    sources: ['cni-leases', 'flannel-subnet-env', 'cluster/nodes'],
    compute: ({ node }) =>
      fromReading(node.cni.leases, () => listOf(byUse(node, (share) => share >= 0.9 && share < 1))),
  }),
  defineFact({
    name: 'node.cni.leakedAddresses',
    target: 'node',
    type: 'list',
    fields: { network: 'cidr', leaked: 'integer', percent: 'integer', examples: 'string' },
    doc: 'IPv4 networks of the plugin host-local on the node, in which more than ten addresses, or more than a fifth, are taken by nobody: no pod of the API and no namespace of the node has them.',
    sources: ['cni-leases', 'ip-addr', 'cluster/pods', 'flannel-subnet-env'],
    compute: ({ node }, context) => leaked(node, context),
  }),
] as const;

function byUse(node: NodeModel, matches: (share: number) => boolean): readonly Item[] {
  return taken(node)
    .filter(({ range, addresses }) => matches(addresses.length / usable(range)))
    .map(({ range, addresses }) => ({ network: formatCidr(range), taken: addresses.length, usable: usable(range) }));
}
