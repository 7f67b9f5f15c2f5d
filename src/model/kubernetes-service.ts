import { addressOrNull } from '../parse/canonical.ts';
import type { ApiObject } from '../snapshot/types.ts';
import {
  flagField,
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
import type { Service } from './types.ts';

/** clusterIps is empty for a headless Service. */
export function service(object: ApiObject): Service {
  const it = spec(object);
  const many = textsField(it, 'clusterIPs');
  const clusterIps = many.length > 0 ? many : [textField(it, 'clusterIP') ?? ''];
  const selector = textMap(it.selector);
  return {
    namespace: namespaceOf(object),
    name: object.metadata.name,
    type: textField(it, 'type') ?? 'ClusterIP',
    clusterIps: clusterIps.flatMap((ip) => addressOrNull(ip) ?? []),
    externalIps: textsField(it, 'externalIPs').flatMap((ip) => addressOrNull(ip) ?? []),
    loadBalancerIps: objectsField(objectField(status(object), 'loadBalancer'), 'ingress')
      .filter((ingress) => textField(ingress, 'ipMode') !== 'Proxy')
      .flatMap((ingress) => addressOrNull(textField(ingress, 'ip') ?? '') ?? []),
    ports: objectsField(it, 'ports').flatMap((port) => {
      const number = numberField(port, 'port');
      if (number === null) return [];
      const nodePort = numberField(port, 'nodePort');
      return [
        {
          name: textField(port, 'name'),
          protocol: protocolOf(port),
          port: number,
          nodePort: nodePort === 0 ? null : nodePort,
          targetPort: textField(port, 'targetPort'),
        },
      ];
    }),
    selector: Object.keys(selector).length > 0 ? selector : null,
    internalTrafficPolicy: textField(it, 'internalTrafficPolicy') ?? 'Cluster',
    externalTrafficPolicy: textField(it, 'externalTrafficPolicy') ?? 'Cluster',
    sessionAffinity: textField(it, 'sessionAffinity') ?? 'None',
    labels: textMap(object.metadata.labels),
    createdAt: object.metadata.creationTimestamp ?? null,
    publishNotReadyAddresses: flagField(it, 'publishNotReadyAddresses'),
    healthCheckNodePort: numberField(it, 'healthCheckNodePort') || null,
  };
}
