import type { ApiObject } from '../../../src/snapshot/types.ts';

/** What the API says of the overlay's machines and pods, with one Service: 10.96.0.10:80, whose endpoint is n1-b. */
export function overlayObjects(): Readonly<Record<string, readonly ApiObject[]>> {
  const node = (i: number) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `n${i}` },
    spec: { podCIDR: `10.244.${i}.0/24`, podCIDRs: [`10.244.${i}.0/24`] },
    status: {
      addresses: [{ type: 'InternalIP', address: `192.168.10.${i}` }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });
  const pod = (i: number, name: string, last: number) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `n${i}-${name}`, namespace: 'default', uid: `uid-${i}-${name}` },
    spec: { nodeName: `n${i}`, containers: [{ name: 'main' }] },
    status: {
      phase: 'Running',
      podIP: `10.244.${i}.${last}`,
      podIPs: [{ ip: `10.244.${i}.${last}` }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });
  return {
    nodes: [1, 2].map(node),
    pods: [1, 2].flatMap((i) => [pod(i, 'a', 10), pod(i, 'b', 11)]),
    services: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'default' },
        spec: {
          type: 'ClusterIP',
          clusterIP: '10.96.0.10',
          clusterIPs: ['10.96.0.10'],
          ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
          selector: { app: 'web' },
        },
      },
    ],
    endpointslices: [
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'web-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
        addressType: 'IPv4',
        endpoints: [
          {
            addresses: ['10.244.1.11'],
            nodeName: 'n1',
            conditions: { ready: true, serving: true },
            targetRef: { kind: 'Pod', name: 'n1-b', namespace: 'default' },
          },
        ],
        ports: [{ name: '', protocol: 'TCP', port: 8080 }],
      },
    ],
  };
}
