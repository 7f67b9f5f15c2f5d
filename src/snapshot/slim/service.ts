import { flag, listOf, number, shape, text, textMap, textOrNumber, texts } from './keep.ts';

export const service = {
  spec: shape({
    type: text,
    clusterIP: text,
    clusterIPs: texts,
    externalIPs: texts,
    externalName: text,
    loadBalancerIP: text,
    loadBalancerClass: text,
    loadBalancerSourceRanges: texts,
    ipFamilies: texts,
    ipFamilyPolicy: text,
    ports: listOf(
      shape({
        name: text,
        protocol: text,
        port: number,
        targetPort: textOrNumber,
        nodePort: number,
        appProtocol: text,
      }),
    ),
    selector: textMap,
    internalTrafficPolicy: text,
    externalTrafficPolicy: text,
    healthCheckNodePort: number,
    sessionAffinity: text,
    sessionAffinityConfig: shape({ clientIP: shape({ timeoutSeconds: number }) }),
    publishNotReadyAddresses: flag,
    trafficDistribution: text,
    allocateLoadBalancerNodePorts: flag,
  }),
  status: shape({
    loadBalancer: shape({ ingress: listOf(shape({ ip: text, hostname: text, ipMode: text })) }),
  }),
};
