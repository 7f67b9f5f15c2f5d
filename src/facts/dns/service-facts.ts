import { known, type Reading, unknown } from '../../model/reading.ts';
import { secondsBeforeNodes } from '../../model/time.ts';
import type { Pod } from '../../model/types.ts';
import { absentBecause, fromReading, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { type ClusterDns, clusterDns, STARTING_SECONDS } from './cluster-dns.ts';

const api = ['cluster/services', 'cluster/pods'];

const podFields = {
  pod: 'string',
  node: 'string',
  phase: 'string',
  why: 'string',
  restarts: 'integer',
  said: 'string',
} as const;

export const serviceFacts = [
  defineFact({
    name: 'cluster.dns.service',
    target: 'cluster',
    type: 'string',
    doc: 'The Service that pods ask for names, as `namespace/name`. Absent where the cluster has none that is known: kube-dns or coredns in kube-system, and what other installers call it.',
    sources: ['cluster/services'],
    compute: (_, context) => ofDns(context, ({ name }) => scalarValue(name)),
  }),
  defineFact({
    name: 'cluster.dns.readyEndpoints',
    target: 'cluster',
    type: 'integer',
    doc: 'How many ready endpoints the Service of the cluster DNS has for port 53 by UDP. Absent before any pod of the cluster has an address: without a CNI no DNS can be expected.',
    sources: [...api, 'cluster/endpointslices'],
    compute: (_, context) => ofDns(context, (dns) => fromReading(readyEndpoints(context, dns), scalarValue)),
  }),
  defineFact({
    name: 'cluster.dns.pods',
    target: 'cluster',
    type: 'integer',
    doc: 'How many pods the Service of the cluster DNS selects, without those that have ended or are on their way out.',
    sources: api,
    compute: (_, context) =>
      ofDns(context, ({ pods }, partial) =>
        pods.length === 0 && partial !== undefined
          ? unknownBecause({ missing: 'cluster/pods', reason: partial })
          : scalarValue(pods.length),
      ),
  }),
  defineFact({
    name: 'cluster.dns.workload',
    target: 'cluster',
    type: 'string',
    doc: 'What runs the pods of the cluster DNS, as kubectl takes it: `deployment/coredns`. Absent where it is not known.',
    sources: ['cluster/deployments', 'cluster/daemonsets'],
    compute: (_, context) =>
      ofDns(context, ({ workload }) =>
        workload === null
          ? absentBecause('no Deployment or DaemonSet of the cluster DNS is known')
          : scalarValue(`${workload.kind.toLowerCase()}/${workload.name}`),
      ),
  }),
  defineFact({
    name: 'cluster.dns.namespace',
    target: 'cluster',
    type: 'string',
    doc: 'The namespace of the cluster DNS.',
    sources: ['cluster/services'],
    compute: (_, context) => ofDns(context, ({ service }) => scalarValue(service.namespace)),
  }),
  defineFact({
    name: 'cluster.dns.replicas',
    target: 'cluster',
    type: 'integer',
    doc: 'How many pods the Deployment or DaemonSet of the cluster DNS is to have.',
    sources: ['cluster/deployments', 'cluster/daemonsets'],
    compute: (_, context) =>
      ofDns(context, ({ workload }) =>
        workload?.desired == null
          ? absentBecause('no Deployment or DaemonSet of the cluster DNS is known')
          : scalarValue(workload.desired),
      ),
  }),
  defineFact({
    name: 'cluster.dns.unselected',
    target: 'cluster',
    type: 'list',
    fields: { pod: 'string', node: 'string', selector: 'string', labels: 'string' },
    doc: 'Pods that serve names in the namespace of the cluster DNS and that its Service does not select: `selector` is what it wants, `labels` what the pod has of those keys.',
    sources: api,
    compute: (_, context) =>
      ofDns(context, (dns) => {
        const moved = context.cluster.motion?.serviceMoved(dns.service.namespace, dns.service.name) ?? null;
        if (moved !== null) return unknownBecause({ missing: 'cluster/services', reason: moved });
        return listOf(dns.unselected.map((pod) => unselectedItem(dns, pod)));
      }),
  }),
  defineFact({
    name: 'cluster.dns.notReady',
    target: 'cluster',
    type: 'list',
    fields: podFields,
    doc: 'Pods of the cluster DNS that are not ready, with what the kubelet says (`why`), and the last warning about it among the events (`said`). A pod younger than a minute that has not been restarted is only starting: nobody can say.',
    sources: [...api, 'cluster/events'],
    compute: (_, context) => ofDns(context, (dns, partial) => notReady(context, dns, partial)),
  }),
] as const;

/** The answer about the cluster DNS; `partial` where not all pods were read. */
export function ofDns(
  context: FactContext,
  answer: (dns: ClusterDns, partial: string | undefined) => FactValue,
): FactValue {
  const dns = clusterDns(context);
  if (dns.state !== 'known') return fromReading(dns, () => listOf([]));
  return answer(dns.value, dns.partial);
}

function readyEndpoints(context: FactContext, dns: ClusterDns): Reading<number> {
  const { endpoints, service, pods } = dns;
  if (endpoints.state !== 'known') return endpoints;
  const ready = endpoints.value.filter((endpoint) => endpoint.ready).length;
  if (ready > 0) return known(ready, endpoints.source);
  if (endpoints.partial !== undefined) return unknown('cluster/endpointslices', endpoints.partial);
  const moved = context.cluster.motion?.serviceMoved(service.namespace, service.name) ?? null;
  if (moved !== null) return unknown('cluster/endpointslices', moved);
  const starting = pods.find((pod) => isStarting(context, pod));
  if (starting !== undefined)
    return unknown('cluster/pods', `pod ${starting.namespace}/${starting.name} was made less than a minute before`);
  if (pods.length > 0 && !hasNetworkYet(context))
    return { state: 'absent', reason: 'no pod of the cluster has an address yet', source: 'pods of the API' };
  return known(0, endpoints.source);
}

/** A pod that was never ready and has only just been made. */
const isStarting = ({ cluster }: FactContext, pod: Pod): boolean => {
  const age = secondsBeforeNodes(cluster, pod.createdAt);
  return !pod.ready && age !== null && age < STARTING_SECONDS && pod.containers.every(({ restarts }) => restarts === 0);
};

/** Before a CNI is installed every pod of the cluster waits for it, and the DNS is no exception. */
const hasNetworkYet = ({ cluster: { pods } }: FactContext): boolean =>
  pods.state !== 'known' || pods.value.some(({ hostNetwork, ips }) => !hostNetwork && ips.length > 0);

function notReady(context: FactContext, { pods }: ClusterDns, partial: string | undefined): FactValue {
  const items: Item[] = [];
  const unseen = partial === undefined ? [] : [{ who: 'cluster', missing: 'cluster/pods', reason: partial }];
  for (const pod of pods) {
    if (pod.ready) continue;
    const who = `pod/${pod.namespace}/${pod.name}`;
    const moved = context.cluster.motion?.moved('pods', pod.namespace, pod.name) ?? null;
    if (moved !== null) unseen.push({ who, missing: 'cluster/pods', reason: moved });
    else if (isStarting(context, pod))
      unseen.push({ who, missing: 'cluster/pods', reason: 'made less than a minute before' });
    else items.push(notReadyItem(context, pod));
  }
  return listOf(items, unseen);
}

function notReadyItem(context: FactContext, pod: Pod): Item {
  const waiting = pod.containers.find((container) => container.waiting !== null)?.waiting ?? null;
  return {
    pod: `${pod.namespace}/${pod.name}`,
    node: pod.node,
    phase: pod.phase,
    why: waiting ?? (pod.node === null ? 'not scheduled' : pod.phase === 'Running' ? 'not ready' : pod.phase),
    restarts: Math.max(0, ...pod.containers.map(({ restarts }) => restarts)),
    said: lastWarning(context, pod),
  };
}

function lastWarning({ cluster: { events } }: FactContext, pod: Pod): string | null {
  if (events.state !== 'known') return null;
  const warnings = events.value.filter(
    ({ type, kind, namespace, name }) =>
      type === 'Warning' && kind === 'Pod' && namespace === pod.namespace && name === pod.name,
  );
  const last = warnings.toSorted((a, b) => ((a.lastAt ?? '') < (b.lastAt ?? '') ? 1 : -1))[0];
  return last === undefined ? null : `${last.reason}: ${last.message.slice(0, 200)}`;
}

function unselectedItem({ service }: ClusterDns, pod: Pod): Item {
  const keys = Object.keys(service.selector ?? {}).sort();
  const pairs = (labels: Readonly<Record<string, string>>): string =>
    keys.map((key) => (labels[key] === undefined ? `no ${key}` : `${key}=${labels[key]}`)).join(', ');
  return {
    pod: `${pod.namespace}/${pod.name}`,
    node: pod.node,
    selector: pairs(service.selector ?? {}),
    labels: pairs(pod.labels),
  };
}
