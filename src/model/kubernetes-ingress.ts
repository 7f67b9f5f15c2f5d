import type { ApiObject } from '../snapshot/types.ts';
import {
  type JsonObject,
  namespaceOf,
  numberField,
  objectField,
  objectsField,
  spec,
  textField,
  textMap,
} from './api-fields.ts';
import type { Ingress, IngressBackend, IngressClass } from './types.ts';

/** Of networking.k8s.io/v1 and, with `serviceName` and `servicePort`, of the versions before it. */
export function ingress(object: ApiObject): Ingress {
  const it = spec(object);
  const annotations = textMap(object.metadata.annotations);
  const rules = objectsField(it, 'rules').flatMap((rule) =>
    objectsField(objectField(rule, 'http'), 'paths').flatMap((path) =>
      backendOf(objectField(path, 'backend'), textField(rule, 'host') ?? '*', textField(path, 'path') ?? '/'),
    ),
  );
  const fallback = [objectField(it, 'defaultBackend'), objectField(it, 'backend')].flatMap(
    (backend) => backendOf(backend, '*', null) ?? [],
  );
  return {
    namespace: namespaceOf(object),
    name: object.metadata.name,
    className: textField(it, 'ingressClassName') ?? annotations['kubernetes.io/ingress.class'] ?? null,
    backends: [...fallback, ...rules],
    createdAt: object.metadata.creationTimestamp ?? null,
  };
}

export const ingressClass = (object: ApiObject): IngressClass => ({
  name: object.metadata.name,
  controller: textField(spec(object), 'controller') ?? '',
});

function backendOf(backend: JsonObject, host: string, path: string | null): IngressBackend[] {
  const service = objectField(backend, 'service');
  const name = textField(service, 'name') ?? textField(backend, 'serviceName');
  // Another resource than a Service is the controller's own matter.
  if (name === null) return [];
  const port = objectField(service, 'port');
  // textField takes numbers, too.
  const old = textField(backend, 'servicePort');
  const isNumber = old !== null && /^\d{1,5}$/.test(old);
  return [
    {
      host,
      path,
      service: name,
      portNumber: numberField(port, 'number') ?? (isNumber ? Number(old) : null),
      portName: textField(port, 'name') ?? (isNumber ? null : old),
    },
  ];
}
