import type { ApiObject } from '../snapshot/types.ts';
import {
  namespaceOf,
  numberField,
  objectField,
  objectsField,
  spec,
  status,
  textField,
  textMap,
  textsField,
} from './api-fields.ts';
import type { Workload } from './types.ts';

export function workload(kind: Workload['kind'], object: ApiObject): Workload {
  const containers = objectsField(objectField(objectField(spec(object), 'template'), 'spec'), 'containers');
  const count = (field: string) => numberField(status(object), field);
  return {
    kind,
    namespace: namespaceOf(object),
    name: object.metadata.name,
    labels: textMap(object.metadata.labels),
    images: containers.flatMap((container) => textField(container, 'image') ?? []),
    args: containers.flatMap((container) => [...textsField(container, 'command'), ...textsField(container, 'args')]),
    desired:
      kind === 'DaemonSet'
        ? count('desiredNumberScheduled')
        : (numberField(spec(object), 'replicas') ?? count('replicas')),
    // The API leaves out a zero.
    ready:
      kind === 'DaemonSet'
        ? count('numberReady')
        : (count('readyReplicas') ?? (Object.keys(status(object)).length > 0 ? 0 : null)),
    ...(kind === 'DaemonSet' ? { updated: count('updatedNumberScheduled') } : {}),
  };
}
