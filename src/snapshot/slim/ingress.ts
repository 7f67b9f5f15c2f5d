import { listOf, number, shape, text, textOrNumber, texts } from './keep.ts';

/** `serviceName` and `servicePort` are how `extensions/v1beta1` said it. */
const backend = shape({
  service: shape({ name: text, port: shape({ name: text, number }) }),
  resource: shape({ apiGroup: text, kind: text, name: text }),
  serviceName: text,
  servicePort: textOrNumber,
});

export const ingress = {
  spec: shape({
    ingressClassName: text,
    defaultBackend: backend,
    rules: listOf(
      shape({ host: text, http: shape({ paths: listOf(shape({ path: text, pathType: text, backend })) }) }),
    ),
    tls: listOf(shape({ hosts: texts })),
  }),
  status: shape({ loadBalancer: shape({ ingress: listOf(shape({ ip: text, hostname: text })) }) }),
};

export const ingressClass = {
  spec: shape({
    controller: text,
    parameters: shape({ apiGroup: text, kind: text, name: text, namespace: text, scope: text }),
  }),
};
