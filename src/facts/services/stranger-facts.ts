import { cidrContains, parseAddress } from '../../model/ip.ts';
import type { Endpoint, NodeModel, Service } from '../../model/types.ts';
import { hostToPod } from '../../walk/flows.ts';
import type { WalkOutcome } from '../../walk/types.ts';
import { serviceCidrs } from '../addresses/configured-networks.ts';
import { podNetworks } from '../addresses/pod-networks.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { serviceSettling } from './settling.ts';

const fields = { address: 'ip', port: 'integer', percent: 'integer', why: 'string' } as const;
const sources = [
  'cluster/services',
  'cluster/endpointslices',
  'cluster/pods',
  'cluster/nodes',
  'ip-addr',
  'ip-route4',
  'ip-neigh',
];

/** Ready endpoints that are no pod's, no node's and in no pod network. */
export const strangerFacts = [
  defineFact({
    name: 'service.endpoints.unrouted',
    target: 'service',
    type: 'list',
    fields,
    doc: 'Ready endpoints of the Service port outside of the cluster that no node which was seen gets to: no route, a route that refuses, or nobody who answers ARP on the segment (`why`, by one of the nodes); an address of the Service network that no Service has is one, too. `percent` is their share of the connections.',
    sources,
    compute: (target, context) => strangers(target, context, 'unrouted'),
  }),
  defineFact({
    name: 'service.endpoints.strangers',
    target: 'service',
    type: 'list',
    fields,
    doc: 'Ready endpoints outside of the cluster of a Service that selects pods: an EndpointSlice that somebody wrote by hand gives it others. Those that no node gets to are in service.endpoints.unrouted.',
    sources,
    compute: (target, context) => strangers(target, context, 'routed'),
  }),
] as const;

function strangers(
  { service, port }: TargetOf<'service'>,
  context: FactContext,
  kind: 'routed' | 'unrouted',
): FactValue {
  const { endpoints, pods } = context.cluster;
  if (endpoints.state !== 'known')
    return endpoints.state === 'unknown' ? unknownBecause(endpoints) : absentBecause(endpoints.reason);
  const ready = (endpoints.value.get(`${service.namespace}/${service.name}`) ?? []).filter(
    (one) => one.ready && (one.portName ?? '') === (port.name ?? '') && one.protocol === port.protocol,
  );
  const outside = ready.filter((endpoint) => isOutside(endpoint, context));
  if (outside.length === 0) return listOf([]);
  if (pods.state === 'unknown') return unknownBecause(pods);
  const doubt = serviceSettling(context.cluster, service);
  if (doubt !== null) return unknownBecause(doubt);
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const endpoint of outside) {
    const way = wayTo(endpoint, service, context);
    if (typeof way === 'object' && way !== null) unseen.push(way);
    const item = {
      address: endpoint.address,
      port: endpoint.port,
      percent: Math.max(1, Math.round(100 / ready.length)),
      why: typeof way === 'string' ? way : null,
    };
    if (typeof way === 'string') {
      if (kind === 'unrouted') items.push(item);
    } else if (kind === 'routed' && way === null && service.selector !== null) items.push(item);
  }
  return listOf(items, unseen);
}

function isOutside({ address, pod }: Endpoint, context: FactContext): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined || pod !== null || context.cluster.ownersOf(address).length > 0) return false;
  return (
    !addressesOfTheApi(context).has(address) && !podNetworks(context).some(({ cidr }) => cidrContains(cidr, parsed))
  );
}

/** Of pods and nodes, be they read or not. */
function addressesOfTheApi({ cluster, memo }: FactContext): ReadonlySet<string> {
  return memo('addresses of pods and nodes', () => {
    const pods = cluster.pods.state === 'known' ? cluster.pods.value.flatMap(({ ips }) => ips) : [];
    const nodes = cluster.nodes.flatMap(({ kubernetes }) =>
      kubernetes.state === 'known' ? kubernetes.value.internalIps : [],
    );
    return new Set([...pods, ...nodes]);
  });
}

/** Nodes that are asked for the way; where three do not get there, nor do the others. */
const ASKED = 3;

/** Why nobody gets there; null where somebody may; whom somebody would have to look at. */
function wayTo({ address, port, protocol }: Endpoint, service: Service, context: FactContext): string | null | Unseen {
  const parsed = parseAddress(address);
  const { services } = context.cluster;
  if (
    parsed !== undefined &&
    services.state === 'known' &&
    services.partial === undefined &&
    serviceCidrs(context.cluster).some(({ cidr }) => cidrContains(cidr, parsed))
  )
    return services.value.some(({ clusterIps }) => clusterIps.includes(address))
      ? 'it is the ClusterIP of a Service, and an address is translated once only'
      : 'it is in the network of Services, and no Service has it';
  const nodes = context.cluster.nodes
    .filter(({ seen, kubernetes }) => seen && kubernetes.state === 'known')
    .slice(0, ASKED);
  const missing = nodes[0] === undefined ? 'no node was seen' : null;
  if (missing !== null)
    return { who: `service/${service.namespace}/${service.name}`, missing: 'ip-route4', reason: missing };
  let why: string | null = null;
  for (const node of nodes) {
    const { outcomes } = hostToPod(context.cluster, node.host, address, {
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
      port,
      bothWays: false,
    });
    const gap = outcomes.find(({ disposition }) => disposition === 'insufficient-information')?.missing;
    if (gap?.input === 'ip-neigh' && asked(node, address, nodes.length > 1)) {
      why ??= `${node.name} asked its segment for ${address}, and nobody answered`;
      continue;
    }
    if (gap) return { who: `node/${node.name}`, missing: gap.input, reason: gap.reason };
    const lost = outcomes.find(isUnrouted);
    if (lost === undefined || !outcomes.every(isUnrouted)) return null;
    why ??= `${lost.decidedBy?.text ?? lost.disposition} (${node.name})`;
  }
  return why;
}

/** The kernel keeps for a while that nobody answered ARP; where several nodes wait for an answer at once nobody gives one. */
const asked = ({ host: { neighbours } }: NodeModel, address: string, several: boolean): boolean =>
  neighbours.state === 'known' &&
  neighbours.value.some(
    (entry) =>
      entry.address === address &&
      (entry.states.includes('FAILED') || (several && entry.states.includes('INCOMPLETE'))),
  );

/** Lost by routing or for want of a neighbour; what a filter drops is another matter. */
const isUnrouted = ({ disposition, decidedBy }: WalkOutcome): boolean =>
  (disposition === 'no-route' || disposition === 'no-neighbour' || disposition === 'dropped') &&
  (decidedBy?.layer === 'route' || decidedBy?.layer === 'neighbour');
