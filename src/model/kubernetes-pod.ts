import { addressOrNull } from '../parse/canonical.ts';
import type { ApiObject } from '../snapshot/types.ts';
import {
  flagField,
  type JsonObject,
  namespaceOf,
  numberField,
  objectField,
  objectsField,
  protocolOf,
  spec,
  status,
  textField,
  textMap,
  textsField,
} from './api-fields.ts';
import type { ContainerState, Pod, PodCondition } from './types.ts';

export function pod(object: ApiObject): Pod {
  const ips = objectsField(status(object), 'podIPs').flatMap((ip) => addressOrNull(textField(ip, 'ip')) ?? []);
  const single = addressOrNull(textField(status(object), 'podIP'));
  const ready = objectsField(status(object), 'conditions').find((condition) => condition.type === 'Ready');
  return {
    namespace: namespaceOf(object),
    name: object.metadata.name,
    uid: object.metadata.uid ?? null,
    owner: ownerOf(object),
    node: textField(spec(object), 'nodeName'),
    ips: ips.length > 0 || single === null ? ips : [single],
    hostNetwork: flagField(spec(object), 'hostNetwork'),
    phase: textField(status(object), 'phase') ?? '',
    ready: ready?.status === 'True',
    terminating: object.metadata.deletionTimestamp !== undefined,
    labels: textMap(object.metadata.labels),
    containerPorts: objectsField(spec(object), 'containers').flatMap((container) =>
      objectsField(container, 'ports').flatMap((port) => {
        const number = numberField(port, 'containerPort');
        return number === null ? [] : [{ name: textField(port, 'name'), port: number, protocol: protocolOf(port) }];
      }),
    ),
    ...flagsOf(object),
    createdAt: object.metadata.creationTimestamp ?? null,
    dnsPolicy: textField(spec(object), 'dnsPolicy') ?? 'ClusterFirst',
    dnsNameservers: textsField(objectField(spec(object), 'dnsConfig'), 'nameservers').flatMap(
      (address) => addressOrNull(address) ?? [],
    ),
    containers: objectsField(status(object), 'containerStatuses').map(containerState),
    images: objectsField(spec(object), 'containers').flatMap((container) => textField(container, 'image') ?? []),
    conditions: objectsField(status(object), 'conditions').map(condition),
  };
}

function condition(of: JsonObject): PodCondition {
  return {
    type: textField(of, 'type') ?? '',
    isTrue: of.status === 'True',
    reason: textField(of, 'reason'),
    since: textField(of, 'lastTransitionTime'),
  };
}

function containerState(container: JsonObject): ContainerState {
  return {
    name: textField(container, 'name') ?? '',
    ready: flagField(container, 'ready'),
    restarts: numberField(container, 'restartCount') ?? 0,
    waiting: textField(objectField(objectField(container, 'state'), 'waiting'), 'reason'),
  };
}

/** What keeps its name when the pod is made anew: a Deployment's ReplicaSet changes its name too, so its hash is cut off. */
function ownerOf(object: ApiObject): string {
  const owners = object.metadata.ownerReferences ?? [];
  const owner = owners.find((candidate) => candidate.controller === true) ?? owners[0];
  if (owner === undefined || owner.kind === 'Node' || owner.kind === 'StatefulSet') return object.metadata.name;
  const hash = textMap(object.metadata.labels)['pod-template-hash'];
  return owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

/** Flags that the slimming left: those of network daemons and of the control plane. */
function flagsOf(object: ApiObject): Pick<Pod, 'flags'> {
  const flags = objectsField(spec(object), 'containers')
    .flatMap((container) => [...textsField(container, 'command'), ...textsField(container, 'args')])
    .flatMap((word): [string, string][] => {
      const [, name, value] = /^--?([a-z][a-z0-9.-]*)(?:=(.*))?$/s.exec(word) ?? [];
      return name === undefined ? [] : [[name, value ?? 'true']];
    });
  return flags.length === 0 ? {} : { flags: Object.fromEntries(flags) };
}
