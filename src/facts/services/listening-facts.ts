import type { Endpoint } from '../../model/types.ts';
import type { ListeningSocket } from '../../parse/records.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { justStarted } from '../node/daemon-age.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { endpointsOfPod, listeningSettling } from './listening-endpoints.ts';
import { isLoopback, receptionOf } from './listening-sockets.ts';

/** Of other programs in pods nobody reads when they began; the DNS of the cluster restarts in its place when its Corefile breaks a plugin. */
const DNS_STARTED_SECONDS = 10;

const sources = [
  'sockets',
  'ip-addr',
  'iptables-nft-save4',
  'iptables-legacy-save4',
  'nft-ruleset',
  'cluster/endpointslices',
  'cluster/services',
  'cluster/pods',
];
const fields = { service: 'string', address: 'ip', port: 'integer', protocol: 'string' } as const;
const guards =
  "Where a proxy in the pod takes its connections, the proxy has to listen. Absent where no Service with a ClusterIP leads to the pod, and for pods with the node's network.";

export const listeningFacts = [
  defineFact({
    name: 'pod.services.unheard',
    target: 'pod',
    type: 'list',
    fields,
    doc: `Ready endpoints of the pod on whose port nothing in its network namespace listens. ${guards}`,
    sources,
    compute: (target, context) =>
      overEndpoints(target, context, (endpoint, near) => (near.length > 0 ? null : itemOf(endpoint))),
  }),
  defineFact({
    name: 'pod.services.heardElsewhere',
    target: 'pod',
    type: 'list',
    fields: { ...fields, listens: 'string', process: 'string', loopback: 'boolean' },
    doc: `Ready endpoints of the pod on whose port something listens, but on other addresses (\`listens\`) than the endpoint's: on loopback only, mostly. ${guards}`,
    sources,
    compute: (target, context) =>
      overEndpoints(target, context, (endpoint, near) => (near.length === 0 ? null : elsewhere(endpoint, near))),
  }),
] as const;

function overEndpoints(
  { pod, netns, node }: TargetOf<'pod'>,
  context: FactContext,
  judge: (endpoint: Endpoint, near: readonly ListeningSocket[]) => Item | null,
): FactValue {
  if (pod.hostNetwork) return absentBecause("the pod uses its node's network");
  const { endpoints, services } = context.cluster;
  if (endpoints.state === 'unknown') return unknownBecause(endpoints);
  if (services.state === 'unknown') return unknownBecause(services);
  const own = endpointsOfPod(context, pod);
  if (own.length === 0) return absentBecause('no Service leads connections to the pod');
  const items = new Map<string, Item>();
  const unseen: Unseen[] = [];
  for (const endpoint of own) {
    const reception = receptionOf(netns, endpoint);
    if (reception.state === 'unknown')
      unseen.push({ who: `pod/${pod.namespace}/${pod.name}`, missing: reception.missing, reason: reception.reason });
    const item = reception.state === 'refused' ? judge(endpoint, reception.near) : null;
    const settling =
      item === null
        ? null
        : (listeningSettling(context, pod, endpoint) ?? justStarted(node, 'coredns', DNS_STARTED_SECONDS, netns.id));
    if (settling !== null)
      unseen.push({ who: `pod/${pod.namespace}/${pod.name}`, missing: settling.missing, reason: settling.reason });
    else if (item !== null)
      items.set(`${endpoint.service} ${endpoint.address} ${endpoint.protocol} ${endpoint.port}`, item);
  }
  return listOf([...items.values()], unseen);
}

const itemOf = ({ service, address, port, protocol }: Endpoint): Item => ({ service, address, port, protocol });

function elsewhere(endpoint: Endpoint, near: readonly ListeningSocket[]): Item {
  return {
    ...itemOf(endpoint),
    listens: [...new Set(near.map(({ address }) => address))].sort().join(', '),
    process: near.find(({ process }) => process !== null)?.process ?? null,
    loopback: near.every(({ address }) => isLoopback(address)),
  };
}
