import type { ApiObject } from '../../src/snapshot/types.ts';

type Owners = NonNullable<ApiObject['metadata']['ownerReferences']>;

export const nodeObject = (
  name: string,
  { annotations = {} }: { annotations?: Record<string, string> } = {},
): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, annotations },
  spec: { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'] },
  status: {
    addresses: [{ type: 'InternalIP', address: '192.168.10.161' }],
    conditions: [{ type: 'Ready', status: 'True' }],
  },
});

interface MadePod {
  readonly node?: string;
  readonly uid?: string;
  readonly phase?: string;
  readonly hostNetwork?: boolean;
  readonly owners?: Owners;
  readonly labels?: Record<string, string>;
}

export const podObject = (name: string, ip: string, made: MadePod = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'default',
    ...(made.uid ? { uid: made.uid } : {}),
    ...(made.owners ? { ownerReferences: made.owners } : {}),
    ...(made.labels ? { labels: made.labels } : {}),
  },
  spec: { nodeName: made.node ?? 'n1', ...(made.hostNetwork ? { hostNetwork: true } : {}) },
  status: { phase: made.phase ?? 'Running', podIP: ip, podIPs: [{ ip }] },
});

export const serviceObject = (name: string, clusterIP: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: {
    type: 'ClusterIP',
    clusterIP,
    clusterIPs: [clusterIP],
    ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }],
  },
});

export const endpointSliceObject = (service: string, endpoints: readonly unknown[]): ApiObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${service}-x`, namespace: 'default', labels: { 'kubernetes.io/service-name': service } },
  addressType: 'IPv4',
  endpoints,
  ports: [{ name: '', port: 8080, protocol: 'TCP' }],
});
