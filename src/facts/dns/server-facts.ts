import type { Endpoint, NetworkNamespace, Pod } from '../../model/types.ts';
import { absentBecause, fromReading, scalarValue, unknownBecause } from '../fact-value.ts';
import { justStarted } from '../node/daemon-age.ts';
import { receptionOf } from '../services/listening-sockets.ts';
import { defineFact, type FactContext, type FactValue, type TargetOf } from '../types.ts';
import { clusterDns } from './cluster-dns.ts';

/** CoreDNS reads the API first, for five seconds at most, and listens then. */
const STARTED_SECONDS = 10;

const about =
  'Absent for a pod that does not serve the names of the cluster, and for one whose endpoint is not ready: no question is led there.';

export const serverFacts = [
  defineFact({
    name: 'pod.dns.server',
    target: 'pod',
    type: 'string',
    values: ['answers', 'dead', 'frozen'],
    doc: `What a question to this pod of the cluster DNS meets: a server that answers, nothing that listens on the endpoint's port (dead), or one that listens and whose health server takes connections and says nothing (frozen). ${about}`,
    sources: ['sockets', 'coredns-health', 'ip-addr', 'cluster/services', 'cluster/endpointslices', 'cluster/pods'],
    compute: (target, context) => serverState(target, context),
  }),
  defineFact({
    name: 'pod.dns.unreadyPlugins',
    target: 'pod',
    type: 'string',
    doc: 'Plugins of CoreDNS in this pod that say that they are not ready: `kubernetes` has not read the API. Absent where all are, and for a pod that does not serve the names of the cluster.',
    sources: ['coredns-ready', 'cluster/services', 'cluster/pods'],
    compute: ({ pod, netns }, context) => {
      const own = ownOf(context, pod);
      if (own.state !== 'server') return own.value;
      return fromReading(netns.coreDns.ready, ({ state, text }) =>
        state === 'not-ok' && text !== '' ? scalarValue(text) : absentBecause('all plugins are ready'),
      );
    },
  }),
] as const;

function serverState({ pod, netns, node }: TargetOf<'pod'>, context: FactContext): FactValue {
  const own = ownOf(context, pod);
  if (own.state !== 'server') return own.value;
  const [endpoint] = own.endpoints;
  if (endpoint === undefined) return absentBecause('its endpoint is not ready');
  const { motion } = context.cluster;
  const moved =
    motion?.moved('pods', pod.namespace, pod.name) ??
    motion?.serviceMoved(own.service.namespace, own.service.name) ??
    null;
  if (moved !== null) return unknownBecause({ missing: 'cluster/pods', reason: moved });
  const reception = receptionOf(netns, endpoint);
  const health = netns.coreDns.health;
  if (reception.state === 'refused') {
    // It lives, and is asked on another port than its own.
    if (health.state === 'known' && health.value.state === 'ok' && listens53(netns))
      return absentBecause(`it listens on port 53, and its endpoint is port ${endpoint.port}`);
    const early = justStarted(node, 'coredns', STARTED_SECONDS, netns.id);
    return early === null ? scalarValue('dead') : unknownBecause(early);
  }
  if (health.state === 'known' && health.value.state === 'silent') return scalarValue('frozen');
  if (reception.state === 'unknown') return unknownBecause(reception);
  return node.seen
    ? scalarValue('answers')
    : unknownBecause({ missing: `node/${node.name}`, reason: `node ${node.name} was not seen` });
}

const listens53 = ({ sockets }: NetworkNamespace): boolean =>
  sockets.state === 'known' && sockets.value.some(({ port }) => port === 53);

type Own =
  | { readonly state: 'other'; readonly value: FactValue }
  | {
      readonly state: 'server';
      readonly service: { readonly namespace: string; readonly name: string };
      /** Its ready endpoints for questions by UDP. */
      readonly endpoints: readonly Endpoint[];
    };

/** Whether the pod serves the names of the cluster, and where it is asked. */
function ownOf(context: FactContext, pod: Pod): Own {
  const dns = clusterDns(context);
  if (dns.state !== 'known') return { state: 'other', value: fromReading(dns, () => absentBecause('')) };
  if (!dns.value.pods.some(({ namespace, name }) => namespace === pod.namespace && name === pod.name))
    return { state: 'other', value: absentBecause('the pod does not serve the names of the cluster') };
  const { endpoints, service } = dns.value;
  if (endpoints.state !== 'known') return { state: 'other', value: fromReading(endpoints, () => absentBecause('')) };
  return {
    state: 'server',
    service,
    endpoints: endpoints.value.filter(
      (endpoint) =>
        endpoint.ready && (endpoint.pod === `${pod.namespace}/${pod.name}` || pod.ips.includes(endpoint.address)),
    ),
  };
}
