import type { ApiObject, Snapshot } from '../snapshot/types.ts';
import { spec, textMap, textsField } from './api-fields.ts';
import { changesOfSlices, endpointsOfEndpoints, endpointsOfSlices } from './kubernetes-endpoints.ts';
import { networkEvent } from './kubernetes-event.ts';
import { ingress, ingressClass } from './kubernetes-ingress.ts';
import { nodeLeases } from './kubernetes-lease.ts';
import { kubernetesNode } from './kubernetes-node.ts';
import { pod } from './kubernetes-pod.ts';
import { networkPolicy } from './kubernetes-policy.ts';
import { replicated } from './kubernetes-replicas.ts';
import { service } from './kubernetes-service.ts';
import { truncated, versionOfApiServer } from './kubernetes-upgrade.ts';
import { workload } from './kubernetes-workload.ts';
import { lazy } from './lazy.ts';
import { podNic } from './pod-nic.ts';
import { known, mapReading, type Reading, unknown } from './reading.ts';
import { firstKnown, NOT_COLLECTED } from './readings.ts';
import type { ClusterModel, KubernetesNode, Pod } from './types.ts';

export type ApiReadings = Pick<
  ClusterModel,
  | 'pods'
  | 'services'
  | 'endpoints'
  | 'endpointsChangedAt'
  | 'podNics'
  | 'configMaps'
  | 'workloads'
  | 'replicated'
  | 'ingresses'
  | 'leases'
  | 'serviceCidrs'
  | 'apiServerVersion'
  | 'truncatedEndpoints'
  | 'ingressClasses'
  | 'networkPolicies'
  | 'namespaceLabels'
  | 'events'
> & {
  readonly nodes: Reading<readonly KubernetesNode[]>;
};

/** What the API says, typed and sorted; a resource that was not collected is unknown with the reason that the manifest gives. */
export function readApi(snapshot: Snapshot): ApiReadings {
  const resource = (name: string) => lazy(() => readResource(snapshot, name));
  const many = <T>(name: string, make: (object: ApiObject) => T) =>
    lazy(() => mapReading(readResource(snapshot, name), (objects) => objects.map(make)));
  const nodes = many('nodes', kubernetesNode);
  const pods = many('pods', pod);
  const services = many('services', service);
  const endpoints = lazy(() =>
    firstKnown(
      () => mapReading(readResource(snapshot, 'endpointslices'), endpointsOfSlices),
      () => mapReading(readResource(snapshot, 'endpoints'), endpointsOfEndpoints),
    ),
  );
  const endpointsChangedAt = lazy(() =>
    firstKnown(
      () => mapReading(readResource(snapshot, 'endpointslices'), changesOfSlices),
      () => mapReading(readResource(snapshot, 'endpoints'), changesOfSlices),
    ),
  );
  const podNics = lazy(() => {
    const reading = pods();
    const byName = new Map<string, Pod>(
      reading.state === 'known' ? reading.value.map((each) => [each.name, each]) : [],
    );
    return mapReading(resource('podnics')(), (objects) => objects.flatMap((object) => podNic(object, byName) ?? []));
  });
  const configMaps = lazy(() =>
    mapReading(
      readResource(snapshot, 'configmaps'),
      (objects) => new Map(objects.map((object) => [keyOf(object), textMap(object.data)])),
    ),
  );
  const networkPolicies = many('networkpolicies', networkPolicy);
  const events = many('events', networkEvent);
  const namespaceLabels = lazy(() =>
    mapReading(
      readResource(snapshot, 'namespaces'),
      (objects) => new Map(objects.map(({ metadata }) => [metadata.name, textMap(metadata.labels)])),
    ),
  );
  const workloads = lazy(() => {
    const daemonSets = mapReading(readResource(snapshot, 'daemonsets'), (objects) =>
      objects.map((each) => workload('DaemonSet', each)),
    );
    const deployments = mapReading(readResource(snapshot, 'deployments'), (objects) =>
      objects.map((each) => workload('Deployment', each)),
    );
    if (daemonSets.state !== 'known')
      return deployments.state === 'known'
        ? known(deployments.value, deployments.source, 'no DaemonSets were collected')
        : daemonSets;
    if (deployments.state !== 'known')
      return known(daemonSets.value, daemonSets.source, 'no Deployments were collected');
    return known([...daemonSets.value, ...deployments.value], 'daemonsets and deployments of the API');
  });
  const ingresses = many('ingresses', ingress);
  const replicas = lazy(() => replicated((name) => readResource(snapshot, name)));
  const leases = lazy(() => mapReading(readResource(snapshot, 'leases'), nodeLeases));
  const serviceCidrs = lazy(() =>
    mapReading(readResource(snapshot, 'servicecidrs'), (objects) =>
      objects.flatMap((object) => textsField(spec(object), 'cidrs')),
    ),
  );
  const apiServerVersion = lazy(() => versionOfApiServer(readResource(snapshot, 'versions')));
  const truncatedEndpoints = lazy(() => mapReading(readResource(snapshot, 'endpoints'), truncated));
  const ingressClasses = many('ingressclasses', ingressClass);
  return {
    get apiServerVersion() {
      return apiServerVersion();
    },
    get truncatedEndpoints() {
      return truncatedEndpoints();
    },
    get ingressClasses() {
      return ingressClasses();
    },
    get nodes() {
      return nodes();
    },
    get pods() {
      return pods();
    },
    get services() {
      return services();
    },
    get endpoints() {
      return endpoints();
    },
    get endpointsChangedAt() {
      return endpointsChangedAt();
    },
    get podNics() {
      return podNics();
    },
    get configMaps() {
      return configMaps();
    },
    get workloads() {
      return workloads();
    },
    get replicated() {
      return replicas();
    },
    get ingresses() {
      return ingresses();
    },
    get leases() {
      return leases();
    },
    get serviceCidrs() {
      return serviceCidrs();
    },
    get networkPolicies() {
      return networkPolicies();
    },
    get namespaceLabels() {
      return namespaceLabels();
    },
    get events() {
      return events();
    },
  };
}

const keyOf = (object: ApiObject): string => `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

/** Objects of a resource by namespace and name. A part of them is known too, and says that it is a part. */
function readResource(snapshot: Snapshot, name: string): Reading<readonly ApiObject[]> {
  const id = `cluster/${name}`;
  const objects = snapshot.objects(name);
  const source = snapshot.manifest.sources.find((candidate) => candidate.id === id);
  if (objects === undefined || source?.status === 'failed') return unknown(id, source?.reason ?? NOT_COLLECTED);
  const sorted = objects.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  const partial = source?.status === 'partial' ? (source.reason ?? 'only a part was collected') : undefined;
  return known(sorted, `${name} of the API`, partial);
}
