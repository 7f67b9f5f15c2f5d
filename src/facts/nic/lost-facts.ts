import { cidrContains, familyOf, parseAddress, parseCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type Item } from '../types.ts';

/** What the kernel removes with a device that goes down, as far as the other nodes and the API still know it. */
export const lostFacts = [
  defineFact({
    name: 'node.nic.lostDefaultRoutes',
    target: 'node',
    type: 'list',
    fields: { device: 'string', gateway: 'ip' },
    doc: 'Default route that the node does not have although every other node of its network that was seen has it, through this gateway: it goes when its device goes down.',
    sources: ['ip-route4', 'ip-addr', 'cluster/nodes'],
    compute: ({ node }, context) => lostDefaultRoutes(node, context),
  }),
  defineFact({
    name: 'node.nic.lostAddresses',
    target: 'node',
    type: 'list',
    fields: { device: 'string', address: 'cidr' },
    doc: 'IPv6 addresses that the API has for the node and no device of it has, with the prefix length of the other nodes: the kernel removes them when their device goes down.',
    sources: ['ip-addr', 'cluster/nodes'],
    compute: ({ node }, context) => lostAddresses(node, context),
  }),
] as const;

function lostDefaultRoutes(node: NodeModel, { cluster }: FactContext) {
  return fromReading(node.host.routes[4], () => {
    if (gatewaysOf(node).length > 0 || node.host.addresses.state !== 'known' || node.kubernetes.state !== 'known')
      return listOf([]);
    const { internalIps } = node.kubernetes.value;
    const own = node.host.addresses.value.find(({ address, family }) => family === 4 && internalIps.includes(address));
    const network = own && parseCidr(`${own.address}/${own.prefixLength}`);
    if (!own || !network) return listOf([]);
    const gateways = cluster.nodes.filter((other) => other !== node && other.seen).map(gatewaysOf);
    const [first] = gateways[0] ?? [];
    const gateway = first === undefined ? undefined : parseAddress(first);
    if (
      first === undefined ||
      !gateway ||
      !cidrContains(network, gateway) ||
      !gateways.every((list) => list.length === 1 && list[0] === first)
    )
      return listOf([]);
    return listOf([{ device: own.device, gateway: first }]);
  });
}

function gatewaysOf(node: NodeModel): readonly string[] {
  const routes = node.host.routes[4];
  if (routes.state !== 'known') return [];
  return routes.value
    .filter(({ table, destination }) => table === 'main' && destination === '0.0.0.0/0')
    .flatMap(({ nextHops }) => nextHops.map(({ gateway, device }) => gateway ?? `dev ${device}`));
}

function lostAddresses(node: NodeModel, { cluster }: FactContext) {
  return fromReading(node.host.addresses, (addresses) => {
    const internal = node.kubernetes.state === 'known' ? node.kubernetes.value.internalIps : [];
    const device = addresses.find(({ address }) => internal.includes(address))?.device;
    const items = internal.flatMap((address): readonly Item[] => {
      if (device === undefined || familyOf(address) !== 6 || addresses.some((own) => own.address === address))
        return [];
      const length = commonPrefixLength(
        cluster.nodes.filter((other) => other !== node),
        6,
      );
      return length === undefined ? [] : [{ device, address: `${address}/${length}` }];
    });
    return listOf(items);
  });
}

/** Prefix length of the other nodes' InternalIPs, where they all have the same. */
function commonPrefixLength(nodes: readonly NodeModel[], family: Family): number | undefined {
  const lengths = new Set(
    nodes.flatMap(({ host, kubernetes }) => {
      if (host.addresses.state !== 'known' || kubernetes.state !== 'known') return [];
      const { internalIps } = kubernetes.value;
      return host.addresses.value
        .filter((own) => own.family === family && internalIps.includes(own.address))
        .map(({ prefixLength }) => prefixLength);
    }),
  );
  return lengths.size === 1 ? [...lengths][0] : undefined;
}
