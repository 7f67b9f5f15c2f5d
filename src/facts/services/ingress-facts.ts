import { type Unknown, unknown } from '../../model/reading.ts';
import type { ClusterModel, Ingress, IngressBackend, Service, ServicePort } from '../../model/types.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { selectedPods, workloadsFor } from './service-selection.ts';
import { serviceSettling, youngAge } from './settling.ts';

const fields = { ingress: 'string', at: 'string', service: 'string', port: 'string', problem: 'string' } as const;
const sources = ['cluster/ingresses', 'cluster/services', 'cluster/endpointslices'];
const guards =
  '`at` is host and path, `service` is namespace/name. Backends that are no Services and the names with which a controller marks its own actions do not count.';

export const ingressFacts = [
  defineFact({
    name: 'cluster.ingress.missingBackends',
    target: 'cluster',
    type: 'list',
    fields,
    doc: `Backends of Ingresses whose Service does not exist, or has no such port. ${guards}`,
    sources,
    compute: (_, context) => overBackends(context, missing),
  }),
  defineFact({
    name: 'cluster.ingress.unreadyBackends',
    target: 'cluster',
    type: 'list',
    fields,
    doc: `Backends of Ingresses whose Service and port exist and have no ready endpoint, although pods are wanted. ${guards}`,
    sources: [...sources, 'cluster/pods', 'cluster/deployments', 'cluster/statefulsets'],
    compute: (_, context) => overBackends(context, unready),
  }),
] as const;

type Answer = string | Unknown | null;

function overBackends(
  context: FactContext,
  judge: (backend: IngressBackend, service: Service | undefined, context: FactContext) => Answer,
): FactValue {
  const { ingresses, services } = context.cluster;
  if (ingresses.state !== 'known')
    return ingresses.state === 'unknown' ? unknownBecause(ingresses) : absentBecause(ingresses.reason);
  if (services.state !== 'known')
    return services.state === 'unknown' ? unknownBecause(services) : absentBecause(services.reason);
  const byName = context.memo(
    'Services by name',
    () => new Map(services.value.map((service) => [`${service.namespace}/${service.name}`, service])),
  );
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const ingress of ingresses.value) {
    for (const backend of ingress.backends) {
      if (isAction(backend)) continue;
      const name = `${ingress.namespace}/${backend.service}`;
      const service = byName.get(name);
      let answer = judge(backend, service, context);
      if (typeof answer === 'string') answer = doubtOf(context.cluster, ingress, name, service) ?? answer;
      if (typeof answer === 'string') items.push({ ...itemOf(ingress, backend), service: name, problem: answer });
      else if (answer !== null) unseen.push({ who: `service/${name}`, missing: answer.missing, reason: answer.reason });
    }
  }
  if (ingresses.partial !== undefined)
    unseen.push({ who: 'cluster', missing: 'cluster/ingresses', reason: ingresses.partial });
  return listOf(items, unseen);
}

/** The AWS load balancer controller takes redirects and fixed answers from annotations that such a backend names. */
const isAction = ({ portName }: IngressBackend): boolean => portName === 'use-annotation';

function itemOf({ namespace, name }: Ingress, { host, path, portName, portNumber }: IngressBackend): Item {
  const port = portName ?? (portNumber === null ? null : String(portNumber));
  return { ingress: `${namespace}/${name}`, at: path === null ? 'the default backend' : `${host}${path}`, port };
}

/** What moved or has just been made is not judged, nor what may be in the part of the API that was not read. */
function doubtOf(cluster: ClusterModel, ingress: Ingress, name: string, service: Service | undefined): Unknown | null {
  const moved =
    cluster.motion?.moved('ingresses', ingress.namespace, ingress.name) ??
    cluster.motion?.serviceMoved(ingress.namespace, name.slice(name.indexOf('/') + 1)) ??
    null;
  if (moved !== null) return unknown('cluster/ingresses', moved);
  const age = youngAge(cluster, ingress.createdAt, 60);
  if (age !== null) return unknown('cluster/ingresses', `Ingress ${ingress.namespace}/${ingress.name} was made ${age}`);
  const partial = cluster.services.state === 'known' ? cluster.services.partial : undefined;
  if (service === undefined) return partial === undefined ? null : unknown('cluster/services', partial);
  return serviceSettling(cluster, service);
}

function missing({ portName, portNumber }: IngressBackend, service: Service | undefined): string | null {
  if (service === undefined) return 'which does not exist';
  if (service.type === 'ExternalName' || (portName === null && portNumber === null)) return null;
  if (portOf(service, portName, portNumber) !== undefined) return null;
  const known = service.ports.map(({ name, port }) => (name === null ? String(port) : `${name} ${port}`)).join(', ');
  return `which has no port ${portName ?? portNumber}${known === '' ? '' : ` (it has ${known})`}`;
}

const portOf = ({ ports }: Service, name: string | null, number: number | null): ServicePort | undefined =>
  ports.find((port) => (name === null ? port.port === number : port.name === name));

function unready(backend: IngressBackend, service: Service | undefined, context: FactContext): Answer {
  if (service === undefined || service.type === 'ExternalName') return null;
  const port = portOf(service, backend.portName, backend.portNumber);
  const { endpoints } = context.cluster;
  if (port === undefined) return null;
  if (endpoints.state !== 'known') return endpoints.state === 'unknown' ? endpoints : null;
  const own = endpoints.value.get(`${service.namespace}/${service.name}`) ?? [];
  if (own.some(({ ready, portName }) => ready && (portName ?? '') === (port.name ?? ''))) return null;
  if (endpoints.partial !== undefined) return unknown('cluster/endpointslices', endpoints.partial);
  // Scaled to zero on purpose: the Ingress answers 503 on purpose, too.
  const workloads = workloadsFor(context, service);
  const isDown = workloads.length > 0 && workloads.every(({ desired }) => desired === 0);
  if (isDown && selectedPods(context, service).length === 0) return null;
  return own.length === 0 ? 'which has no endpoint' : `which has ${own.length} endpoints and none that is ready`;
}
