import { listOf, shape, text, texts } from './keep.ts';

/** ServiceCIDR and IPAddress: which addresses Services may have, and who has which (Kubernetes 1.33 and later). */
export const serviceCidr = {
  spec: shape({ cidrs: texts }),
  status: shape({ conditions: listOf(shape({ type: text, status: text, reason: text, message: text })) }),
};

export const ipAddress = {
  spec: shape({ parentRef: shape({ group: text, resource: text, namespace: text, name: text }) }),
};
