import type { NetworkNamespace, NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { podToPod, podToService } from '../../walk/flows.ts';
import type { WalkOutcome } from '../../walk/types.ts';
import type { FactContext } from '../types.ts';
import { podAddressOf, podsOn, type Representative, representativeOf } from './representatives.ts';

/** What becomes of packets from a representative pod of one node, or from the node itself. */
export interface PodPath {
  readonly from: NodeModel;
  readonly origin: 'pod' | 'node';
  /** The node that they are for; null for a Service. */
  readonly peer: NodeModel | null;
  /** Set for a Service: `namespace/name`, its address, port and protocol. */
  readonly service: {
    readonly name: string;
    readonly address: string;
    readonly port: number;
    readonly protocol: 'tcp' | 'udp';
  } | null;
  readonly family: Family;
  readonly destination: string;
  readonly outcomes: readonly WalkOutcome[];
}

const FAMILIES = [4, 6] as const;

/** Services that stand for all others: what breaks all of a node's Services breaks these. */
const REPRESENTATIVE_SERVICES = 3;

/**
 * One walk for each ordered pair of nodes (one way: the other direction is the peer's own walk), from pod to pod, and a few to Services,
 * there and back. Every fact about routes looks at these same walks.
 */
export function podPaths(context: FactContext): readonly PodPath[] {
  return context.memo('pod paths', () =>
    context.cluster.nodes.flatMap((node) => [...toPeers(context, node), ...toServices(context, node)]),
  );
}

function toPeers(context: FactContext, from: NodeModel): PodPath[] {
  return FAMILIES.flatMap((family) => {
    const start = from.seen ? representativeOf(context, from, family) : undefined;
    if (start === undefined) return [];
    return context.cluster.nodes.flatMap((peer): PodPath[] => {
      const destination = peer === from ? undefined : podAddressOf(context, peer, family);
      if (destination === undefined) return [];
      // A connection to no port in particular: rules that are about one do not decide.
      const { outcomes } = podToPod(context.cluster, start.netns, destination, { protocol: 'tcp', bothWays: false });
      return [{ from, origin: 'pod', peer, service: null, family, destination, outcomes }];
    });
  });
}

function toServices(context: FactContext, from: NodeModel): PodPath[] {
  if (!from.seen) return [];
  return FAMILIES.flatMap((family) => {
    const here = podsOn(context, from, family);
    const some = representativeServices(context, family).slice(0, REPRESENTATIVE_SERVICES);
    // An endpoint on the same node is a way of its own: its answers are bridged.
    const local = here.map((pod) =>
      servicesByEndpoint(context)
        .get(pod.address)
        ?.find((one) => one.family === family),
    );
    const asked = [...new Set([...some, local.find((one) => one !== undefined)])].filter((one) => one !== undefined);
    return asked.flatMap((target, index) => {
      const client = clientFor(context, from, target);
      const own = index === 0 ? [toService(context, from, 'node', from.host, target)] : [];
      return client === undefined ? own : [...own, toService(context, from, 'pod', client.netns, target)];
    });
  });
}

/** A virtual address of a Service that has endpoints. */
interface AskedService {
  readonly name: string;
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly endpoints: ReadonlySet<string>;
}

function askedServices(context: FactContext): readonly AskedService[] {
  return context.memo('Services with endpoints', () => {
    const { services, endpoints } = context.cluster;
    if (services.state !== 'known' || endpoints.state !== 'known') return [];
    return services.value.flatMap((service) => {
      const name = `${service.namespace}/${service.name}`;
      const ready = (endpoints.value.get(name) ?? []).filter((one) => one.ready);
      const port = service.ports.find((one) => one.protocol !== 'sctp');
      if (port === undefined || ready.length === 0) return [];
      return service.clusterIps
        .filter((address) => address !== 'None')
        .map((address): AskedService => {
          const family: Family = address.includes(':') ? 6 : 4;
          const own = ready.map((one) => one.address).filter((one) => one.includes(':') === (family === 6));
          return {
            name,
            address,
            family,
            port: port.port,
            protocol: port.protocol === 'udp' ? 'udp' : 'tcp',
            endpoints: new Set(own),
          };
        });
    });
  });
}

const representativeServices = (context: FactContext, family: Family): readonly AskedService[] =>
  context.memo(`Services of family ${family}`, () =>
    askedServices(context).filter((one) => one.family === family && one.endpoints.size > 0),
  );

function servicesByEndpoint(context: FactContext): ReadonlyMap<string, readonly AskedService[]> {
  return context.memo('Services by endpoint', () => {
    const found = new Map<string, AskedService[]>();
    for (const service of askedServices(context)) {
      for (const address of service.endpoints) {
        const same = found.get(address);
        if (same === undefined) found.set(address, [service]);
        else same.push(service);
      }
    }
    return found;
  });
}

function toService(
  context: FactContext,
  from: NodeModel,
  origin: PodPath['origin'],
  netns: NetworkNamespace,
  service: AskedService,
): PodPath {
  const { name, address, port, protocol, family } = service;
  const { outcomes } = podToService(context.cluster, netns, address, { protocol, port });
  return {
    from,
    origin,
    peer: null,
    service: { name, address, port, protocol },
    family,
    destination: address,
    outcomes,
  };
}

/** A pod that is no endpoint itself, where there is one: asking oneself is another question (hairpin). */
function clientFor(
  context: FactContext,
  from: NodeModel,
  { endpoints, family }: AskedService,
): Representative | undefined {
  const usual = representativeOf(context, from, family);
  if (usual === undefined || !endpoints.has(usual.address)) return usual;
  return (
    podsOn(context, from, family).find((pod) => !endpoints.has(pod.address)) ?? (endpoints.size > 1 ? usual : undefined)
  );
}

/** Outcomes that something on this node decided, on whosever way. */
export function decidedOn(
  context: FactContext,
  node: NodeModel,
): readonly { readonly path: PodPath; readonly outcome: WalkOutcome }[] {
  const byNode = context.memo('pod paths by deciding node', () => {
    const found = new Map<string, { path: PodPath; outcome: WalkOutcome }[]>();
    for (const path of podPaths(context)) {
      for (const outcome of path.outcomes) {
        const name = outcome.decidedBy?.node;
        if (name === undefined) continue;
        const list = found.get(name);
        if (list === undefined) found.set(name, [{ path, outcome }]);
        else list.push({ path, outcome });
      }
    }
    return found;
  });
  return byNode.get(node.name) ?? [];
}
