import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { podToPod, podToService } from '../../walk/flows.ts';
import type { WalkOutcome } from '../../walk/types.ts';
import type { FactContext } from '../types.ts';
import { podAddressOf, podsOn, type Representative, representativeOf } from './representatives.ts';

/** What becomes of packets from a representative pod of one node. */
export interface PodPath {
  readonly from: NodeModel;
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
      return [{ from, peer, service: null, family, destination, outcomes }];
    });
  });
}

function toServices(context: FactContext, from: NodeModel): PodPath[] {
  if (!from.seen) return [];
  const { services, endpoints } = context.cluster;
  if (services.state !== 'known' || endpoints.state !== 'known') return [];
  const paths: PodPath[] = [];
  const local = new Set<Family>();
  let asked = 0;
  for (const service of services.value) {
    const ready = (endpoints.value.get(`${service.namespace}/${service.name}`) ?? []).filter((one) => one.ready);
    const port = service.ports.find((one) => one.protocol !== 'sctp');
    if (port === undefined || ready.length === 0) continue;
    for (const address of service.clusterIps) {
      if (address === 'None') continue;
      const family: Family = address.includes(':') ? 6 : 4;
      const here = podsOn(from, family);
      const neighbours = here.filter((pod) => ready.some((one) => one.address === pod.address));
      // An endpoint on the same node is a way of its own: its answers are bridged.
      const wantsLocal = neighbours.length > 0 && !local.has(family);
      if (asked >= REPRESENTATIVE_SERVICES && !wantsLocal) continue;
      const client = clientFor(context, from, family, here, neighbours);
      if (client === undefined) continue;
      asked++;
      if (neighbours.length > 0) local.add(family);
      const protocol = port.protocol === 'udp' ? 'udp' : 'tcp';
      const { outcomes } = podToService(context.cluster, client.netns, address, { protocol, port: port.port });
      paths.push({
        from,
        peer: null,
        service: { name: `${service.namespace}/${service.name}`, address, port: port.port, protocol },
        family,
        destination: address,
        outcomes,
      });
    }
  }
  return paths;
}

/** A pod that is no endpoint itself, where there is one: asking oneself is another question (hairpin). */
function clientFor(
  context: FactContext,
  from: NodeModel,
  family: Family,
  here: readonly Representative[],
  endpoints: readonly Representative[],
): Representative | undefined {
  const usual = representativeOf(context, from, family);
  const isEndpoint = (pod: Representative) => endpoints.some((one) => one.netns === pod.netns);
  if (usual === undefined || !isEndpoint(usual)) return usual;
  return here.find((pod) => !isEndpoint(pod)) ?? (endpoints.length > 1 ? usual : undefined);
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
