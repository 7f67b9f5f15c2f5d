import type { ClusterModel, Endpoint, NodeModel } from '../../model/types.ts';
import { hostToPod } from '../../walk/flows.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { type ApiServer, apiServersOf } from './api-servers.ts';
import { isLoopback, receptionOf } from './listening-sockets.ts';
import { youngAge } from './settling.ts';

export const apiEndpointFacts = [
  defineFact({
    name: 'cluster.apiServer.wrongEndpoints',
    target: 'cluster',
    type: 'list',
    fields: { address: 'ip', port: 'integer', node: 'string', problem: 'string', percent: 'integer' },
    doc: 'Endpoints of the Service default/kubernetes that pods cannot reach an API server at: an address that several machines or none has, where nothing listens, or that other nodes have no way to. `percent` is the share of connections that go there. Absent where no node of the cluster runs an API server (managed control planes).',
    sources: ['cluster/endpointslices', 'cluster/nodes', 'processes', 'sockets', 'ip-addr', 'ip-route4', 'ip-neigh'],
    compute: (_, context) => wrongEndpoints(context),
  }),
] as const;

/** A dead API server's lease runs out after fifteen seconds (pkg/controlplane/reconcilers/lease.go). */
const LEASE_SECONDS = 30;

function wrongEndpoints(context: FactContext): FactValue {
  const { cluster } = context;
  if (cluster.endpoints.state !== 'known')
    return cluster.endpoints.state === 'unknown'
      ? unknownBecause(cluster.endpoints)
      : absentBecause(cluster.endpoints.reason);
  const own = (cluster.endpoints.value.get('default/kubernetes') ?? []).filter(({ ready }) => ready);
  const servers = apiServersOf(cluster);
  if (servers.length === 0) {
    const unread = cluster.nodes.find(({ processes }) => processes.state === 'unknown');
    return unread?.processes.state === 'unknown' && own.length > 0 && holdersOf(cluster, own).length > 0
      ? unknownBecause(unread.processes)
      : absentBecause('no node that was seen runs an API server');
  }
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const endpoint of own) {
    const answer = problemOf(endpoint, servers, cluster);
    if (answer === null) continue;
    if (typeof answer !== 'string') {
      unseen.push(answer);
      continue;
    }
    const changed = youngAge(cluster, endpoint.changedAt ?? null, LEASE_SECONDS);
    const moved = cluster.motion?.serviceMoved('default', 'kubernetes') ?? null;
    const reason = moved ?? (changed === null ? null : `the endpoints of default/kubernetes changed ${changed}`);
    if (reason !== null) unseen.push({ who: 'service/default/kubernetes', missing: 'cluster/endpointslices', reason });
    else
      items.push({
        address: endpoint.address,
        port: endpoint.port,
        problem: answer,
        percent: Math.round(100 / own.length),
      });
  }
  return listOf(items, unseen);
}

const holdersOf = (cluster: ClusterModel, endpoints: readonly Endpoint[]): readonly NodeModel[] =>
  cluster.nodes.filter(
    ({ kubernetes }) =>
      kubernetes.state === 'known' && endpoints.some(({ address }) => kubernetes.value.internalIps.includes(address)),
  );

/** What is wrong with it, whom somebody would have to look at, or null. */
function problemOf(endpoint: Endpoint, servers: readonly ApiServer[], cluster: ClusterModel): string | Unseen | null {
  const { address, port, protocol } = endpoint;
  if (isLoopback(address)) return 'is a loopback address: every node would ask itself';
  const owners = cluster.ownersOf(address).filter(({ netns }) => netns === netns.node.host);
  const machines = [...new Set(owners.map(({ node }) => node))];
  const isDeclared = servers.some(({ declared }) => declared === address);
  const [machine, ...others] = machines;
  if (machine === undefined) return nobodyHas(endpoint, isDeclared, servers, cluster);
  // A virtual address that somebody set on purpose may be on all of them.
  if (others.length > 0)
    return isDeclared
      ? null
      : `is an address of ${machines.map(({ name }) => name).join(' and of ')}: each asks itself`;
  const reception = receptionOf(machine.host, { address, protocol, port });
  if (reception.state === 'refused') return `is ${machine.name}, where nothing listens on it`;
  const kubernetes = machine.kubernetes.state === 'known' ? machine.kubernetes.value : null;
  if (isDeclared || kubernetes === null || kubernetes.internalIps.includes(address)) return null;
  return unreachedFrom(endpoint, machine, kubernetes.internalIps, cluster);
}

function nobodyHas(
  { address }: Endpoint,
  isDeclared: boolean,
  servers: readonly ApiServer[],
  cluster: ClusterModel,
): string | Unseen | null {
  // A load balancer in front of the API servers is nobody's device.
  if (isDeclared) return null;
  const owner = holdersOf(cluster, [{ address } as Endpoint])[0];
  const unread = [...(owner === undefined ? [] : [owner]), ...servers.map(({ node }) => node)].find(
    ({ host }) => host.addresses.state !== 'known',
  );
  if (unread !== undefined)
    return { who: `node/${unread.name}`, missing: 'ip-addr', reason: `the addresses of ${unread.name} were not read` };
  const unseenNode = cluster.nodes.find(({ seen }) => !seen);
  if (unseenNode !== undefined)
    return { who: `node/${unseenNode.name}`, missing: 'ip-addr', reason: `${unseenNode.name} was not seen` };
  const where = servers.map(({ node }) => addressesText(node)).join(', ');
  return `is no address of any node; API servers run on ${where}`;
}

function addressesText({ name, kubernetes }: NodeModel): string {
  const addresses = kubernetes.state === 'known' ? kubernetes.value.internalIps.join(' and ') : '';
  return addresses === '' ? name : `${name} (${addresses})`;
}

/** An address of the right machine which is not the one that the cluster knows it by: a NAT device's, mostly. */
function unreachedFrom(
  { address, port }: Endpoint,
  machine: NodeModel,
  known: readonly string[],
  cluster: ClusterModel,
): string | Unseen | null {
  for (const node of cluster.nodes) {
    if (node === machine || !node.seen) continue;
    const { outcomes } = hostToPod(cluster, node.host, address, { protocol: 'tcp', port });
    const lost = outcomes.find(({ disposition }) => disposition !== 'delivered');
    if (lost === undefined) continue;
    if (lost.missing !== null)
      return { who: `node/${node.name}`, missing: lost.missing.input, reason: lost.missing.reason };
    // Behind the last machine that was seen nobody knows the way.
    if (lost.disposition === 'left') return null;
    return `is on ${machine.name}, which the cluster knows as ${known.join(' and ')}, and ${node.name} does not get there (${lost.disposition})`;
  }
  return null;
}
