import { canonicalAddress, cidrContains, familyOf, parseAddress, parseCidr } from '../../model/ip.ts';
import type { NodeModel, Service, ServicePort } from '../../model/types.ts';
import { upstreamsOf } from '../dns/upstreams.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { serviceSettling } from './settling.ts';

const fields = {
  service: 'string',
  namespace: 'string',
  name: 'string',
  address: 'ip',
  port: 'integer',
  protocol: 'string',
  field: 'string',
  whose: 'string',
  node: 'string',
} as const;
const sources = [
  'cluster/services',
  'cluster/endpointslices',
  'cluster/nodes',
  'cluster/configmaps',
  'ip-addr',
  'ip-neigh',
  'sockets',
  'processes',
  'resolv-conf',
];

export const capturedAddressFacts = [
  defineFact({
    name: 'cluster.services.captured',
    target: 'cluster',
    type: 'list',
    fields,
    doc: "Addresses with their port that a Service takes for itself on every node, by spec.externalIPs or its load balancer's address (`field`), although somebody else is asked there: the API server, a daemon of the node that has the address, a name server that CoreDNS forwards to, or another machine of the nodes' segment (`whose`). An ingress on the node's own network that answers there itself is none.",
    sources,
    compute: (_, context) => captured(context, 'needed'),
  }),
  defineFact({
    name: 'cluster.services.capturedOutside',
    target: 'cluster',
    type: 'list',
    fields,
    doc: 'Addresses in spec.externalIPs that no node has and that are in no network of the nodes: whoever has them outside, pods and nodes no longer reach him on that port. Where a router sends them to the nodes that is meant.',
    sources,
    compute: (_, context) => captured(context, 'outside'),
  }),
] as const;

interface Claim {
  readonly service: Service;
  readonly port: ServicePort;
  readonly address: string;
  readonly field: 'externalIPs' | 'loadBalancer';
}

function captured(context: FactContext, kind: 'needed' | 'outside'): FactValue {
  const { services } = context.cluster;
  if (services.state === 'unknown') return unknownBecause(services);
  const claims = services.state === 'known' ? services.value.flatMap(claimsOf) : [];
  const items: Item[] = [];
  const unseen = new Map<string, Unseen>();
  for (const claim of claims) {
    const doubt = serviceSettling(context.cluster, claim.service);
    if (doubt !== null) {
      unseen.set(doubt.reason, {
        who: `service/${claim.service.namespace}/${claim.service.name}`,
        missing: doubt.missing,
        reason: doubt.reason,
      });
      continue;
    }
    const owner = ownerOf(claim, context);
    if (kind === 'needed' && owner !== null) items.push(itemOf(claim, owner));
    if (kind === 'outside' && owner === null && claim.field === 'externalIPs' && isFarAway(claim.address, context))
      items.push(itemOf(claim, { whose: 'somebody outside', node: null }));
  }
  return listOf(items, [...unseen.values()]);
}

function claimsOf(service: Service): readonly Claim[] {
  const of = (addresses: readonly string[], field: Claim['field']): readonly Claim[] =>
    addresses.flatMap((text) => {
      const address = canonicalAddress(text);
      return address === undefined ? [] : service.ports.map((port) => ({ service, port, address, field }));
    });
  return [...of(service.externalIps, 'externalIPs'), ...of(service.loadBalancerIps ?? [], 'loadBalancer')];
}

interface Owner {
  readonly whose: string;
  readonly node: string | null;
}

function ownerOf(claim: Claim, context: FactContext): Owner | null {
  return apiServer(claim, context) ?? nameServer(claim, context) ?? daemon(claim, context) ?? neighbour(claim, context);
}

const isOwnEndpoint = ({ service, address }: Claim, context: FactContext): boolean => {
  const { endpoints } = context.cluster;
  const own = endpoints.state === 'known' ? (endpoints.value.get(`${service.namespace}/${service.name}`) ?? []) : [];
  return own.some((endpoint) => endpoint.address === address);
};

function apiServer(claim: Claim, context: FactContext): Owner | null {
  const { endpoints } = context.cluster;
  const servers = endpoints.state === 'known' ? (endpoints.value.get('default/kubernetes') ?? []) : [];
  const found = servers.some(
    ({ address, port, protocol }) =>
      address === claim.address && port === claim.port.port && protocol === claim.port.protocol,
  );
  return found && !isOwnEndpoint(claim, context) ? { whose: 'the API server', node: null } : null;
}

function nameServer(claim: Claim, context: FactContext): Owner | null {
  if (claim.port.protocol === 'sctp') return null;
  const upstreams = upstreamsOf(context);
  if (upstreams.state !== 'known') return null;
  const found = upstreams.value.upstreams.some(
    ({ address, port }) => canonicalAddress(address) === claim.address && port === claim.port.port,
  );
  return found ? { whose: 'a name server that CoreDNS forwards to', node: null } : null;
}

/** Processes that a cluster or its administrators need; an ingress controller on its node's network may lend its address on purpose. */
const needed: ReadonlySet<string> = new Set([
  'kube-apiserver',
  'kube-controller',
  'kube-scheduler',
  'kubelet',
  'etcd',
  'sshd',
  'k3s',
  'k3s-server',
  'k3s-agent',
]);

function daemon(claim: Claim, context: FactContext): Owner | null {
  const { address, port } = claim;
  if (isOwnEndpoint(claim, context)) return null;
  for (const { node, netns } of context.cluster.ownersOf(address)) {
    if (netns !== node.host) continue;
    const socket =
      netns.sockets.state === 'known'
        ? netns.sockets.value.find(
            (one) => one.protocol === port.protocol && one.port === port.port && needed.has(one.process ?? ''),
          )
        : undefined;
    if (socket !== undefined) return { whose: `${socket.process} of ${node.name}`, node: node.name };
    const tunnel =
      port.protocol === 'udp' && netns.links.state === 'known'
        ? netns.links.value.all.find(({ vxlan }) => vxlan?.port === port.port)
        : undefined;
    if (tunnel !== undefined) return { whose: `the tunnel ${tunnel.name} of ${node.name}`, node: node.name };
  }
  return null;
}

/** Another machine answers ARP for it on the nodes' own segment. A load balancer may well be one. */
function neighbour({ address, field }: Claim, context: FactContext): Owner | null {
  if (field === 'loadBalancer' || context.cluster.ownersOf(address).length > 0) return null;
  const macs = macsOfNodes(context);
  for (const { host, name } of context.cluster.nodes) {
    if (host.neighbours.state !== 'known') continue;
    const entry = host.neighbours.value.find(
      (one) =>
        one.address === address &&
        one.mac !== null &&
        one.states.some((state) => ANSWERED.has(state)) &&
        !macs.has(one.mac),
    );
    if (entry !== undefined)
      return { whose: `the machine with the MAC ${entry.mac} beside ${name} (${entry.device})`, node: null };
  }
  return null;
}

const ANSWERED: ReadonlySet<string> = new Set(['REACHABLE', 'STALE', 'DELAY', 'PROBE']);

function macsOfNodes({ cluster: { nodes }, memo }: FactContext): ReadonlySet<string> {
  return memo('MACs of the nodes', () => {
    const macs = nodes.flatMap(({ host }) =>
      host.links.state === 'known' ? host.links.value.all.flatMap(({ mac }) => mac ?? []) : [],
    );
    return new Set(macs);
  });
}

/** In no network that some node is in: packets for it would leave by a router. */
function isFarAway(address: string, context: FactContext): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined || context.cluster.ownersOf(address).length > 0) return false;
  const nodes = context.cluster.nodes.filter(({ host }) => host.addresses.state === 'known');
  return (
    nodes.length > 0 &&
    !nodes.some((node) => networksOf(node, familyOf(address)).some((cidr) => cidrContains(cidr, parsed)))
  );
}

const networksOf = ({ host: { addresses } }: NodeModel, family: 4 | 6 | undefined) =>
  addresses.state === 'known'
    ? addresses.value.flatMap((own) =>
        own.family === family ? (parseCidr(`${own.address}/${own.prefixLength}`) ?? []) : [],
      )
    : [];

const itemOf = ({ service, port, address, field }: Claim, { whose, node }: Owner): Item => ({
  service: `${service.namespace}/${service.name}`,
  namespace: service.namespace,
  name: service.name,
  address,
  port: port.port,
  protocol: port.protocol,
  field,
  whose,
  node,
});
