import { listOf, number, shape, text, texts } from './keep.ts';
import { selector } from './workload.ts';

/** Which Service the API server has to reach for it, and for what. The certificate bundle stays out. */
export const webhookConfiguration = {
  webhooks: listOf(
    shape({
      name: text,
      clientConfig: shape({ url: text, service: shape({ namespace: text, name: text, path: text, port: number }) }),
      failurePolicy: text,
      matchPolicy: text,
      timeoutSeconds: number,
      rules: listOf(shape({ operations: texts, apiGroups: texts, apiVersions: texts, resources: texts, scope: text })),
      namespaceSelector: selector,
      objectSelector: selector,
    }),
  ),
};
