import { cidrContains, formatCidr, parseAddress, parseCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family, Route } from '../../parse/records.ts';
import { serviceCidrs } from '../addresses/configured-networks.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { podPaths } from './pod-paths.ts';
import { undecidedOn } from './undecided.ts';

export const facts = [
  defineFact({
    name: 'node.routes.unroutedServices',
    target: 'node',
    type: 'list',
    fields: {
      service: 'string',
      address: 'ip',
      family: 'integer',
      gateway: 'ip',
      device: 'string',
      network: 'cidr',
      uplink: 'string',
    },
    doc: "ClusterIPs that the node's own processes cannot send to: no route covers them, so the kernel refuses before a rule could translate the address. One item a family, with the first Service of it. `gateway` and `device` are those of the default route that the other nodes have, where this node reaches that gateway; else `network` and `uplink` are what a route needs that serves for Services alone. IPv6 counts only where other nodes have such a default route.",
    sources: ['ip-route4', 'ip-route6', 'ip-rule4', 'ip-addr', 'cluster/services', 'cluster/nodes'],
    compute: ({ node }, context) => unroutedServices(context, node),
  }),
] as const;

function unroutedServices(context: FactContext, node: NodeModel): FactValue {
  const { services, endpoints } = context.cluster;
  if (services.state === 'unknown') return unknownBecause(services);
  if (endpoints.state === 'unknown') return unknownBecause(endpoints);
  const items = new Map<Family, Item>();
  for (const { from, origin, service, family, destination, outcomes } of podPaths(context)) {
    if (from !== node || origin !== 'node' || service === null || items.has(family)) continue;
    const lost = outcomes.some(
      ({ disposition, direction, decidedBy, packet }) =>
        disposition === 'no-route' &&
        direction === undefined &&
        decidedBy?.node === node.name &&
        decidedBy.layer === 'route' &&
        // One that refuses is somebody's decision, and has a rule of its own.
        !/^(?:blackhole|unreachable|prohibit) (?!default .*metric 4294967295)/.test(decidedBy.text) &&
        packet.destination === destination,
    );
    if (!lost) continue;
    const way = gatewayOfOthers(context, node, family);
    // Pods of dual-stack clusters may well use IPv6 where the nodes' own network has no way out by it, and nobody on the nodes does.
    if (family === 6 && way === null) continue;
    items.set(family, {
      service: service.name,
      address: service.address,
      family,
      ...(way ?? { gateway: null, device: null, ...ownWay(context, node, family) }),
    });
  }
  return listOf([...items.values()], undecidedOn(context, node));
}

const isDefault = ({ destination, table, type }: Route): boolean =>
  (destination === '0.0.0.0/0' || destination === '::/0') && table === 'main' && type === 'unicast';

/** The gateway that most other nodes have and that is in a network of this node. */
function gatewayOfOthers({ cluster }: FactContext, node: NodeModel, family: Family): Item | null {
  const { addresses } = node.host;
  if (addresses.state !== 'known') return null;
  const votes = new Map<string, { readonly device: string; count: number }>();
  for (const other of cluster.nodes) {
    const routes = other.host.routes[family];
    if (other === node || routes.state !== 'known') continue;
    for (const route of routes.value) {
      const gateway = isDefault(route) ? (route.nextHops[0]?.gateway ?? null) : null;
      const parsed = gateway === null ? undefined : parseAddress(gateway);
      if (gateway === null || parsed === undefined) continue;
      const near = addresses.value.find((own) => {
        const network = own.family === family ? parseCidr(`${own.address}/${own.prefixLength}`) : undefined;
        return network !== undefined && cidrContains(network, parsed);
      });
      if (near === undefined) continue;
      const vote = votes.get(gateway) ?? { device: near.device, count: 0 };
      votes.set(gateway, { ...vote, count: vote.count + 1 });
    }
  }
  const [best] = [...votes].sort(([a, one], [b, two]) => two.count - one.count || (a < b ? -1 : 1));
  return best === undefined ? null : { gateway: best[0], device: best[1].device, network: null, uplink: null };
}

/** A route for the ClusterIPs alone, through the device of the node's address: they are translated before they could leave. */
function ownWay({ cluster }: FactContext, node: NodeModel, family: Family): Item {
  const internal = node.kubernetes.state === 'known' ? node.kubernetes.value.internalIps : [];
  const { addresses } = node.host;
  const own = addresses.state === 'known' ? addresses.value : [];
  const uplink = own.find((one) => one.family === family && internal.includes(one.address))?.device ?? null;
  const network = serviceCidrs(cluster).find(({ cidr }) => cidr.family === family)?.cidr;
  return { network: network === undefined ? null : formatCidr(network), uplink };
}
