import type { FactValue, Scalar } from './types.ts';
import { defineFact } from './types.ts';

const value = (scalar: Scalar): FactValue => ({ state: 'value', value: scalar });
const valueOrAbsent = (scalar: Scalar | null, reason: string): FactValue =>
  scalar === null || scalar === '' ? { state: 'absent', reason } : value(scalar);

/** What a target is called: known from the target itself, so never unknown. Messages use them. */
export const facts = [
  defineFact({
    name: 'cluster.name',
    target: 'cluster',
    type: 'string',
    doc: 'Name of the cluster, when the snapshot has one.',
    sources: [],
    compute: (_, { cluster }) => valueOrAbsent(cluster.name, 'the snapshot names no cluster'),
  }),
  defineFact({
    name: 'node.name',
    target: 'node',
    type: 'string',
    doc: 'Name of the machine in the snapshot.',
    sources: [],
    compute: ({ node }) => value(node.name),
  }),
  defineFact({
    name: 'device.name',
    target: 'device',
    type: 'string',
    doc: 'Name of the network device.',
    sources: [],
    compute: ({ device }) => value(device.name),
  }),
  defineFact({
    name: 'device.netns',
    target: 'device',
    type: 'string',
    doc: 'Where the device is: `host`, a pod as `namespace/name`, or the name of the network namespace.',
    sources: [],
    compute: ({ netns }) => value(netns.label),
  }),
  defineFact({
    name: 'pod.name',
    target: 'pod',
    type: 'string',
    doc: 'Name of the pod.',
    sources: [],
    compute: ({ pod }) => value(pod.name),
  }),
  defineFact({
    name: 'pod.namespace',
    target: 'pod',
    type: 'string',
    doc: 'Namespace of the pod.',
    sources: [],
    compute: ({ pod }) => value(pod.namespace),
  }),
  defineFact({
    name: 'pod.phase',
    target: 'pod',
    type: 'string',
    values: ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'],
    doc: 'Phase of the pod as the API says it.',
    sources: ['cluster/pods'],
    compute: ({ pod }) => valueOrAbsent(pod.phase, 'the pod has no phase yet'),
  }),
  defineFact({
    name: 'pod.hostNetwork',
    target: 'pod',
    type: 'boolean',
    doc: "True for a pod that uses its node's network namespace.",
    sources: ['cluster/pods'],
    compute: ({ pod }) => value(pod.hostNetwork),
  }),
  defineFact({
    name: 'service.name',
    target: 'service',
    type: 'string',
    doc: 'Name of the Service.',
    sources: [],
    compute: ({ service }) => value(service.name),
  }),
  defineFact({
    name: 'service.namespace',
    target: 'service',
    type: 'string',
    doc: 'Namespace of the Service.',
    sources: [],
    compute: ({ service }) => value(service.namespace),
  }),
  defineFact({
    name: 'service.type',
    target: 'service',
    type: 'string',
    values: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
    doc: 'Type of the Service.',
    sources: ['cluster/services'],
    compute: ({ service }) => value(service.type),
  }),
  defineFact({
    name: 'service.clusterIp',
    target: 'service',
    type: 'string',
    doc: 'First ClusterIP; absent for a headless Service.',
    sources: ['cluster/services'],
    compute: ({ service }) => {
      const first = service.clusterIps[0] ?? null;
      return valueOrAbsent(first === 'None' ? null : first, 'the Service is headless');
    },
  }),
  defineFact({
    name: 'service.port',
    target: 'service',
    type: 'integer',
    doc: 'Port of the Service.',
    sources: ['cluster/services'],
    compute: ({ port }) => value(port.port),
  }),
  defineFact({
    name: 'service.protocol',
    target: 'service',
    type: 'string',
    values: ['tcp', 'udp', 'sctp'],
    doc: 'Protocol of the Service port, lower case.',
    sources: ['cluster/services'],
    compute: ({ port }) => value(port.protocol),
  }),
  defineFact({
    name: 'peer.name',
    target: 'peer',
    type: 'string',
    doc: 'Name of the other node of a pair.',
    sources: [],
    compute: ({ peer }) => value(peer.name),
  }),
  defineFact({
    name: 'bridge.name',
    target: 'bridge',
    type: 'string',
    doc: 'Name of the OVS bridge.',
    sources: [],
    compute: ({ bridge }) => value(bridge),
  }),
] as const;
