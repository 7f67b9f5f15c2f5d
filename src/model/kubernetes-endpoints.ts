import { addressOrNull } from '../parse/canonical.ts';
import type { ApiObject } from '../snapshot/types.ts';
import {
  type JsonObject,
  namespaceOf,
  numberField,
  objectField,
  objectsField,
  protocolOf,
  textField,
  textMap,
  textsField,
} from './api-fields.ts';
import type { Endpoint } from './types.ts';

type ByService = ReadonlyMap<string, readonly Endpoint[]>;

/** EndpointSlices joined by Service (`namespace/name`); the same address and port of two slices counts once, as for kube-proxy. */
export function endpointsOfSlices(slices: readonly ApiObject[]): ByService {
  return group(
    slices.flatMap((slice) => {
      const name = textMap(slice.metadata.labels)['kubernetes.io/service-name'];
      if (name === undefined || slice.addressType === 'FQDN') return [];
      const service = `${namespaceOf(slice)}/${name}`;
      return objectsField(slice, 'endpoints').flatMap((endpoint) => fromSlice(service, slice, endpoint));
    }),
  );
}

/**
 * The controller writes down what made it change a slice, but not for a pod that went; the API server writes down when somebody last wrote
 * it. A slice that never changed is as old as it is.
 */
function lastChange({ metadata }: ApiObject): string | undefined {
  const times = [
    textMap(metadata.annotations)['endpoints.kubernetes.io/last-change-trigger-time'],
    metadata.lastWritten,
    metadata.creationTimestamp,
  ].flatMap((time) => (time === undefined || Number.isNaN(Date.parse(time)) ? [] : [time]));
  return times.reduce<string | undefined>(
    (last, time) => (last === undefined || Date.parse(time) > Date.parse(last) ? time : last),
    undefined,
  );
}

function changedAt(object: ApiObject): Pick<Endpoint, 'changedAt'> {
  const changed = lastChange(object);
  return changed === undefined ? {} : { changedAt: changed };
}

/** By Service, for slices without endpoints too. */
export function changesOfSlices(slices: readonly ApiObject[]): ReadonlyMap<string, string> {
  const changes = new Map<string, string>();
  for (const object of slices) {
    const name =
      object.kind === 'Endpoints'
        ? object.metadata.name
        : textMap(object.metadata.labels)['kubernetes.io/service-name'];
    const changed = lastChange(object);
    if (name === undefined || changed === undefined) continue;
    const service = `${namespaceOf(object)}/${name}`;
    const known = changes.get(service);
    if (known === undefined || Date.parse(changed) > Date.parse(known)) changes.set(service, changed);
  }
  return changes;
}

function fromSlice(service: string, slice: ApiObject, endpoint: JsonObject): Endpoint[] {
  // kube-proxy takes the first of several addresses (pkg/proxy/endpointslicecache.go, addEndpoints).
  const address = addressOrNull(textsField(endpoint, 'addresses')[0]);
  if (address === null) return [];
  const conditions = objectField(endpoint, 'conditions');
  // An unset `ready` means ready, and `serving` follows it (discovery/v1, EndpointConditions).
  const ready = conditions.ready !== false;
  return onPorts(objectsField(slice, 'ports'), {
    service,
    address,
    node: textField(endpoint, 'nodeName'),
    ready,
    serving: typeof conditions.serving === 'boolean' ? conditions.serving : ready,
    terminating: conditions.terminating === true,
    pod: podOf(objectField(endpoint, 'targetRef'), namespaceOf(slice)),
    ...(Object.keys(objectField(endpoint, 'hints')).length > 0 ? { hinted: true } : {}),
    ...changedAt(slice),
  });
}

/** The older Endpoints, where a cluster has no EndpointSlices: one object a Service, of the Service's name. */
export function endpointsOfEndpoints(objects: readonly ApiObject[]): ByService {
  return group(
    objects.flatMap((object) =>
      objectsField(object, 'subsets').flatMap((subset) =>
        (['addresses', 'notReadyAddresses'] as const).flatMap((list) =>
          objectsField(subset, list).flatMap((entry) => fromSubset(object, subset, entry, list === 'addresses')),
        ),
      ),
    ),
  );
}

function fromSubset(object: ApiObject, subset: JsonObject, entry: JsonObject, ready: boolean): Endpoint[] {
  const namespace = namespaceOf(object);
  const service = `${namespace}/${object.metadata.name}`;
  const address = addressOrNull(textField(entry, 'ip'));
  if (address === null) return [];
  return onPorts(objectsField(subset, 'ports'), {
    service,
    address,
    node: textField(entry, 'nodeName'),
    ready,
    serving: ready,
    terminating: false,
    pod: podOf(objectField(entry, 'targetRef'), namespace),
    ...changedAt(object),
  });
}

function podOf(target: JsonObject, namespace: string): string | null {
  const name = textField(target, 'name');
  return target.kind === 'Pod' && name !== null ? `${textField(target, 'namespace') ?? namespace}/${name}` : null;
}

function group(endpoints: readonly Endpoint[]): ByService {
  const groups = new Map<string, Map<string, Endpoint>>();
  for (const endpoint of endpoints) {
    const group = groups.get(endpoint.service) ?? new Map<string, Endpoint>();
    groups.set(endpoint.service, group);
    const key = `${endpoint.portName} ${endpoint.protocol} ${endpoint.address} ${endpoint.port}`;
    const held = group.get(key);
    if (held === undefined || (!held.ready && endpoint.ready)) group.set(key, endpoint);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    sorted.map(([service, group]) => [
      service,
      [...group].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, endpoint]) => endpoint),
    ]),
  );
}

/** One endpoint for each port that has a number. */
function onPorts(ports: readonly JsonObject[], of: Omit<Endpoint, 'portName' | 'protocol' | 'port'>): Endpoint[] {
  return ports.flatMap((port) => {
    const number = numberField(port, 'port');
    if (number === null) return [];
    return [{ ...of, portName: textField(port, 'name') || null, protocol: protocolOf(port), port: number }];
  });
}
