import { canonicalAddress, familyOf } from '../../model/ip.ts';
import { secondsBeforeNodes } from '../../model/time.ts';
import type { Endpoint, NodeModel } from '../../model/types.ts';
import { podToService } from '../../walk/flows.ts';
import type { WalkOutcome } from '../../walk/types.ts';
import { absentBecause, fromReading, listOf, unknownBecause } from '../fact-value.ts';
import { isNetworkPolicy } from '../firewall/rule-line.ts';
import { podsOn, type Representative, representativeOf } from '../routes/representatives.ts';
import { noWalkBecause } from '../routes/undecided.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { type ClusterDns, clusterDns } from './cluster-dns.ts';
import { endOf, isLost } from './lost.ts';
import { tooEarly } from './too-early.ts';

/** kube-proxy follows within a second or two; this is a period of its sync, which also covers what lies between the readings. */
const SETTLING_SECONDS = 30;

const fields = {
  from: 'string',
  to: 'ip',
  protocol: 'string',
  server: 'string',
  peer: 'string',
  service: 'string',
  percent: 'integer',
  node: 'string',
  end: 'string',
} as const;

export const queryFacts = [
  defineFact({
    name: 'node.dns.lostQueries',
    target: 'node',
    type: 'list',
    fields,
    doc: 'Questions for names that are lost on their way from a pod of the node (`from`) to the cluster DNS, or whose answers are: one item for each end. `server` is the endpoint that they were led to and `peer` its node, `service` the Service of the cluster DNS, `percent` how many of all questions by that protocol go this way, `node` the node where it ends, `end` what becomes of them and which line decides. Absent where the cluster has no DNS of its own that is known, or none that is ready.',
    sources: [
      'ip-route4',
      'ip-rule4',
      'ip-neigh',
      'bridge-fdb',
      'iptables-nft-save4',
      'iptables-legacy-save4',
      'nft-ruleset',
      'sockets',
      'cluster/services',
      'cluster/endpointslices',
    ],
    compute: ({ node }, context) =>
      fromReading(clusterDns(context), (dns) =>
        fromReading(dns.endpoints, (all) => lostQueries(context, node, dns, all)),
      ),
  }),
] as const;

function lostQueries(
  context: FactContext,
  node: NodeModel,
  { service }: ClusterDns,
  all: readonly Endpoint[],
): FactValue {
  const moved = context.cluster.motion?.serviceMoved(service.namespace, service.name) ?? null;
  const ready = all.filter((endpoint) => endpoint.ready);
  if (ready.length === 0) return absentBecause('the cluster DNS has no ready endpoint');
  if (moved !== null) return unknownBecause({ missing: 'cluster/endpointslices', reason: moved });
  const times = [service.createdAt, ...all.map(({ changedAt }) => changedAt ?? null)];
  const ages = times.map((time) => secondsBeforeNodes(context.cluster, time));
  if (ages.some((age) => age !== null && age < SETTLING_SECONDS))
    return unknownBecause({
      missing: 'cluster/endpointslices',
      reason: `the endpoints of ${service.namespace}/${service.name} changed less than half a minute before`,
    });
  const items = new Map<string, Item>();
  const unseen = new Map<string, Unseen>();
  const who = `node/${node.name}`;
  for (const to of service.clusterIps) {
    const family = familyOf(to);
    const client = family === undefined || !node.seen ? undefined : clientOn(context, node, family, ready);
    if (client === undefined) {
      const gap = family === 4 ? noWalk(context, node) : null;
      if (gap !== null) unseen.set(gap.missing, gap);
      continue;
    }
    for (const { protocol, port } of service.ports.filter((one) => one.port === 53)) {
      if (protocol === 'sctp') continue;
      const { outcomes } = podToService(context.cluster, client.netns, to, { protocol, port });
      for (const outcome of outcomes) {
        if (outcome.disposition === 'insufficient-information' && outcome.missing !== null)
          unseen.set(outcome.missing.input, { who, missing: outcome.missing.input, reason: outcome.missing.reason });
        if (!isLost(outcome) || isMeant(outcome)) continue;
        const early = tooEarly(context, outcome);
        if (early !== null) {
          unseen.set(early.missing, { who, missing: early.missing, reason: early.reason });
          continue;
        }
        const item = itemOf(client, to, protocol, outcome, ready, `${service.namespace}/${service.name}`);
        const key = `${item.protocol} ${item.server} ${item.end}`;
        const percent = Number(items.get(key)?.percent ?? 0) + Number(item.percent);
        items.set(key, { ...item, percent });
      }
    }
  }
  return listOf([...items.values()], [...unseen.values()]);
}

/** What network policies drop is another matter. */
const isMeant = ({ decidedBy }: WalkOutcome): boolean =>
  decidedBy?.rule !== undefined && isNetworkPolicy(decidedBy.rule);

const noWalk = (context: FactContext, node: NodeModel): Unseen | null =>
  node.seen
    ? noWalkBecause(context, node)
    : { who: `node/${node.name}`, missing: `node/${node.name}`, reason: 'the node was not seen' };

/** A pod that is no server itself: asking oneself is another question. */
function clientOn(
  context: FactContext,
  node: NodeModel,
  family: 4 | 6,
  servers: readonly Endpoint[],
): Representative | undefined {
  const isServer = ({ address }: Representative) => servers.some((server) => server.address === address);
  const usual = representativeOf(context, node, family);
  return usual === undefined || !isServer(usual)
    ? usual
    : podsOn(context, node, family).find((candidate) => !isServer(candidate));
}

function itemOf(
  client: Representative,
  to: string,
  protocol: string,
  outcome: WalkOutcome,
  ready: readonly Endpoint[],
  service: string,
): Item {
  const { packet, share, decidedBy, direction } = outcome;
  const reached = direction === 'reply' ? packet.source : packet.destination;
  const server = ready.find(({ address }) => address === (canonicalAddress(reached) ?? reached));
  return {
    from: client.netns.label,
    to,
    protocol,
    server: server === undefined ? null : `${server.address}:${server.port}`,
    peer: server?.node ?? null,
    service,
    percent: Math.round(share * 100),
    node: decidedBy?.node ?? null,
    end: endOf(outcome),
  };
}
