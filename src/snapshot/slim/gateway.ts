import { listOf, number, shape, text, texts } from './keep.ts';

const conditions = listOf(
  shape({
    type: text,
    status: text,
    reason: text,
    message: text,
    observedGeneration: number,
    lastTransitionTime: text,
  }),
);
const addresses = listOf(shape({ type: text, value: text }));
const kinds = listOf(shape({ group: text, kind: text }));

export const gatewayClass = {
  spec: shape({ controllerName: text }),
  status: shape({ conditions }),
};

export const gateway = {
  spec: shape({
    gatewayClassName: text,
    addresses,
    listeners: listOf(
      shape({
        name: text,
        hostname: text,
        port: number,
        protocol: text,
        allowedRoutes: shape({ namespaces: shape({ from: text }), kinds }),
      }),
    ),
  }),
  status: shape({
    addresses,
    conditions,
    listeners: listOf(shape({ name: text, attachedRoutes: number, supportedKinds: kinds, conditions })),
  }),
};

const parentRef = shape({ group: text, kind: text, namespace: text, name: text, sectionName: text, port: number });

export const httpRoute = {
  spec: shape({
    parentRefs: listOf(parentRef),
    hostnames: texts,
    rules: listOf(
      shape({
        backendRefs: listOf(
          shape({ group: text, kind: text, namespace: text, name: text, port: number, weight: number }),
        ),
      }),
    ),
  }),
  status: shape({ parents: listOf(shape({ parentRef, controllerName: text, conditions })) }),
};
