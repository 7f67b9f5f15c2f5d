import { secondsBeforeNodes } from '../../model/time.ts';
import type { Endpoint, Pod } from '../../model/types.ts';
import { absentBecause, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf } from '../types.ts';
import { whyUnready } from './pod-reasons.ts';
import { selectedPods, workloadsFor } from './service-selection.ts';
import { podSettling, serviceSettling } from './settling.ts';
import { podPortOf } from './target-port.ts';

const sources = ['cluster/services', 'cluster/endpointslices', 'cluster/pods', 'cluster/nodes'];

export const readinessFacts = [
  defineFact({
    name: 'service.endpoints.ready',
    target: 'service',
    type: 'integer',
    doc: 'Number of ready endpoints of the Service port.',
    sources: ['cluster/services', 'cluster/endpointslices'],
    compute: (target, context) => {
      const ready = endpointsOf(target, context);
      if (ready.state !== 'known')
        return ready.state === 'absent' ? absentBecause(ready.reason) : unknownBecause(ready);
      return scalarValue(ready.endpoints.filter((endpoint) => endpoint.ready).length);
    },
  }),
  defineFact({
    name: 'service.endpoints.unready',
    target: 'service',
    type: 'list',
    fields: { pod: 'string', peer: 'string', reason: 'string' },
    doc: 'Pods of a Service port that has none which is ready, each with its node (`peer`) and why it is not ready; a workload that has no pod at all stands for its pods. Empty where an endpoint is ready, where the workload is scaled to zero, and where the Service publishes unready addresses. Absent for Services without a selector.',
    sources: [...sources, 'cluster/deployments', 'cluster/statefulsets', 'cluster/replicasets', 'cluster/daemonsets'],
    compute: unready,
  }),
] as const;

type Endpoints =
  | { readonly state: 'known'; readonly endpoints: readonly Endpoint[] }
  | { readonly state: 'absent'; readonly reason: string }
  | { readonly state: 'unknown'; readonly missing: string; readonly reason: string };

/** Endpoints of a Service port; of a part of them nobody can say that none is ready. */
function endpointsOf({ service, port }: TargetOf<'service'>, { cluster: { endpoints } }: FactContext): Endpoints {
  if (endpoints.state !== 'known') return endpoints;
  const own = (endpoints.value.get(`${service.namespace}/${service.name}`) ?? []).filter(
    ({ portName, protocol }) => (portName ?? '') === (port.name ?? '') && protocol === port.protocol,
  );
  if (endpoints.partial !== undefined && !own.some(({ ready }) => ready))
    return { state: 'unknown', missing: 'cluster/endpointslices', reason: endpoints.partial };
  return { state: 'known', endpoints: own };
}

function unready(target: TargetOf<'service'>, context: FactContext): FactValue {
  const { service, port } = target;
  if (service.selector === null) return absentBecause('the Service has no selector');
  const found = endpointsOf(target, context);
  if (found.state !== 'known') return found.state === 'absent' ? absentBecause(found.reason) : unknownBecause(found);
  if (found.endpoints.some(({ ready }) => ready)) return listOf([]);
  const { cluster } = context;
  if (cluster.pods.state !== 'known')
    return cluster.pods.state === 'unknown' ? unknownBecause(cluster.pods) : absentBecause(cluster.pods.reason);
  const items = itemsOf(target, context);
  if (items.length === 0) return listOf([]);
  const doubt = serviceSettling(cluster, service) ?? startingUp(selectedPods(context, service), context);
  if (doubt !== null) return unknownBecause(doubt);
  const ended = cluster.pods.partial;
  if (ended !== undefined) return unknownBecause({ missing: 'cluster/pods', reason: ended });
  return listOf(port.protocol === 'sctp' ? [] : items);
}

function itemsOf({ service, port }: TargetOf<'service'>, context: FactContext): readonly Item[] {
  const pods = selectedPods(context, service);
  if (pods.length === 0)
    return workloadsFor(context, service)
      .filter(({ desired }) => desired > 0)
      .map(({ kind, name, desired }) => ({
        pod: `${kind} ${name}`,
        peer: null,
        reason: `wants ${desired} ${desired === 1 ? 'pod' : 'pods'} and has none`,
      }));
  // Where the pods are ready and none has the port that the Service names, it is the port: service.targetPort.misses says so.
  const hasPort = pods.some((pod) => podPortOf(pod, port) !== null);
  return pods
    .filter(({ ready, ips }) => !(ready && (ips.length === 0 || !hasPort || service.publishNotReadyAddresses === true)))
    .map((pod) => ({
      pod: pod.name,
      peer: pod.node,
      reason: whyUnready(pod, pod.node === null ? undefined : context.cluster.node(pod.node)),
    }));
}

/** Images are fetched, applications start: a minute after they were made the first pods may well not be ready yet. */
const STARTING_SECONDS = 60;

function startingUp(pods: readonly Pod[], { cluster }: FactContext) {
  const isNew = ({ createdAt }: Pod): boolean =>
    (secondsBeforeNodes(cluster, createdAt) ?? STARTING_SECONDS) < STARTING_SECONDS;
  const changed = pods.find((pod) => !isNew(pod) && podSettling(cluster, pod) !== null);
  if (changed !== undefined) return podSettling(cluster, changed);
  const [first] = pods;
  return first !== undefined && pods.every(isNew) ? podSettling(cluster, first) : null;
}
