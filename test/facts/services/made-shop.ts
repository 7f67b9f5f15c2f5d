import type { ApiObject, Snapshot } from '../../../src/snapshot/types.ts';
import { type MadeSnapshot, rawNode, snapshotOf } from '../../support/raw-node.ts';

/** Long before the snapshot, which is of 2026-01-01T00:00:00Z. */
export const LONG_AGO = '2025-12-01T00:00:00Z';

type Json = Record<string, unknown>;

/** The objects around one Service `shop/web` as the API has them: two pods of a Deployment on two nodes. Cases change them. */
export interface Shop {
  service: Json;
  pods: ShopPod[];
  /** Ready addresses of the EndpointSlice and others, with their node. */
  endpoints: { address: string; node: string; ready: boolean }[];
  slicePort: number | null;
  deployment: { replicas: number; labels: Record<string, string> } | null;
  ingresses: ApiObject[];
  /** Resources that were not collected. */
  readonly missing: Set<string>;
  serviceCreatedAt: string;
  sockets: Record<string, string>;
  motion: MadeSnapshot['motion'];
}

export interface ShopPod {
  readonly name: string;
  readonly node: string | null;
  readonly ip: string | null;
  labels: Record<string, string>;
  ready: boolean;
  createdAt: string;
  since: string;
  waiting: string | null;
  restarts: number;
  phase: string;
  containerPorts: Json[];
}

export const shopPod = (number: number, change: Partial<ShopPod> = {}): ShopPod => ({
  name: `web-7c9d8f6b5-${number}`,
  node: `n${number}`,
  ip: `10.244.${number}.3`,
  labels: { app: 'web', 'pod-template-hash': '7c9d8f6b5' },
  ready: true,
  createdAt: LONG_AGO,
  since: LONG_AGO,
  waiting: null,
  restarts: 0,
  phase: 'Running',
  containerPorts: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  ...change,
});

export const shop = (): Shop => ({
  service: {
    type: 'ClusterIP',
    clusterIP: '10.96.0.20',
    clusterIPs: ['10.96.0.20'],
    selector: { app: 'web' },
    ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' }],
  },
  pods: [shopPod(1), shopPod(2)],
  endpoints: [
    { address: '10.244.1.3', node: 'n1', ready: true },
    { address: '10.244.2.3', node: 'n2', ready: true },
  ],
  slicePort: 8080,
  deployment: { replicas: 2, labels: { app: 'web' } },
  ingresses: [],
  missing: new Set(),
  serviceCreatedAt: LONG_AGO,
  sockets: { n1: listening(8080), n2: listening(8080) },
  motion: null,
});

export const listening = (port: number, address = '0.0.0.0', protocol = 'tcp'): string =>
  `${protocol} ${protocol === 'tcp' ? 'LISTEN' : 'UNCONN'} 0 128 ${address}:${port} 0.0.0.0:* users:(("web",pid=7,fd=3))\n`;

export const noneReady = (made: Shop): void => {
  for (const pod of made.pods) pod.ready = false;
  for (const endpoint of made.endpoints) endpoint.ready = false;
};

const object = (apiVersion: string, kind: string, name: string, rest: Json, metadata: Json = {}): ApiObject =>
  ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'shop', creationTimestamp: LONG_AGO, ...metadata },
    ...rest,
  }) as ApiObject;

export const ingressTo = (service: string, port: Json, name = 'front'): ApiObject =>
  object('networking.k8s.io/v1', 'Ingress', name, {
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host: 'shop.example',
          http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port } } }] },
        },
      ],
    },
  });

export function snapshotOfShop(made: Shop): Snapshot {
  const objects: Record<string, readonly ApiObject[]> = {
    nodes: ['n1', 'n2', 'n3'].map((name, index) =>
      object(
        'v1',
        'Node',
        name,
        {
          spec: { podCIDR: `10.244.${index + 1}.0/24` },
          status: {
            addresses: [{ type: 'InternalIP', address: `192.168.10.16${index + 1}` }],
            conditions: [{ type: 'Ready', status: 'True' }],
          },
        },
        { namespace: undefined },
      ),
    ),
    pods: [...made.pods, shopPod(3, { name: 'client-1', labels: { app: 'client' } })].map(podObject),
    services: [object('v1', 'Service', 'web', { spec: made.service }, { creationTimestamp: made.serviceCreatedAt })],
    endpointslices: [
      object(
        'discovery.k8s.io/v1',
        'EndpointSlice',
        'web-abcde',
        {
          addressType: 'IPv4',
          ports: made.slicePort === null ? [] : [{ name: 'http', port: made.slicePort, protocol: 'TCP' }],
          endpoints: made.endpoints.map(({ address, node, ready }) => ({
            addresses: [address],
            nodeName: node,
            conditions: { ready, serving: ready, terminating: false },
          })),
        },
        { labels: { 'kubernetes.io/service-name': 'web' } },
      ),
    ],
    deployments: made.deployment === null ? [] : [deploymentObject(made.deployment)],
    statefulsets: [],
    replicasets: [],
    daemonsets: [],
    ingresses: made.ingresses,
  };
  const kept = Object.fromEntries(Object.entries(objects).filter(([name]) => !made.missing.has(name)));
  const nodes = ['n1', 'n2', 'n3'].map((name) => {
    const pod = made.pods.find(({ node }) => node === name);
    const sockets = made.sockets[name];
    return rawNode(name, pod === undefined || sockets === undefined ? {} : podOutputs(pod, sockets), {
      netns: pod === undefined ? [] : [{ id: NETNS, podUid: `uid-${pod.name}` }],
    });
  });
  return snapshotOf({ nodes, objects: kept, ...(made.motion === undefined ? {} : { motion: made.motion }) });
}

const deploymentObject = ({ replicas, labels }: NonNullable<Shop['deployment']>): ApiObject =>
  object('apps/v1', 'Deployment', 'web', {
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels } } },
    status: {},
  });

const podObject = (pod: ShopPod): ApiObject =>
  object(
    'v1',
    'Pod',
    pod.name,
    {
      spec: {
        ...(pod.node === null ? {} : { nodeName: pod.node }),
        containers: [{ name: 'web', image: 'web:1', ports: pod.containerPorts }],
      },
      status: {
        phase: pod.phase,
        ...(pod.ip === null ? {} : { podIP: pod.ip, podIPs: [{ ip: pod.ip }] }),
        conditions: [
          { type: 'PodScheduled', status: pod.node === null ? 'False' : 'True', reason: 'Unschedulable' },
          { type: 'Ready', status: pod.ready ? 'True' : 'False', lastTransitionTime: pod.since },
        ],
        containerStatuses:
          pod.node === null
            ? []
            : [
                {
                  name: 'web',
                  ready: pod.ready,
                  restartCount: pod.restarts,
                  state: pod.waiting === null ? { running: {} } : { waiting: { reason: pod.waiting } },
                },
              ],
      },
    },
    { uid: `uid-${pod.name}`, labels: pod.labels, creationTimestamp: pod.createdAt },
  );

const NETNS = 'net:[7]';

function podOutputs(pod: ShopPod, sockets: string): Record<string, string> {
  return {
    'ip-addr': JSON.stringify([
      {
        ifindex: 2,
        ifname: 'eth0',
        addr_info: [{ family: 'inet', local: '192.168.10.161', prefixlen: 24, scope: 'global' }],
      },
    ]),
    [`sockets@${NETNS}`]: sockets,
    [`ip-link@${NETNS}`]: JSON.stringify([
      { ifindex: 2, ifname: 'eth0', flags: ['UP'], mtu: 1450, link_type: 'ether' },
    ]),
    [`ip-addr@${NETNS}`]: JSON.stringify([
      {
        ifindex: 2,
        ifname: 'eth0',
        addr_info: [{ family: 'inet', local: pod.ip, prefixlen: 24, scope: 'global' }],
      },
    ]),
    [`iptables-nft-save4@${NETNS}`]: '',
    [`iptables-legacy-tables4@${NETNS}`]: '',
    [`nft-tables@${NETNS}`]: '',
    [`nft-ruleset@${NETNS}`]: '',
  };
}
