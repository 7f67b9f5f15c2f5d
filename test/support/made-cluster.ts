import { absent, known, unknown } from '../../src/model/reading.ts';
import type { ClusterModel, KubernetesNode, NetworkNamespace, NodeModel, Pod, Service } from '../../src/model/types.ts';
import type { Link } from '../../src/parse/records.ts';
import type { Manifest } from '../../src/snapshot/types.ts';

/** A cluster for tests of the engine, whose facts are made up: nodes that have names and nothing that could be read. */
export interface MadeNode {
  readonly seen?: boolean;
  readonly devices?: readonly string[];
  readonly bridges?: readonly string[];
  readonly windows?: boolean;
  readonly cniPlugins?: readonly string[];
}

const unread = unknown('node', 'not collected');

export function madeCluster(
  nodes: Readonly<Record<string, MadeNode>>,
  more: { readonly pods?: readonly Partial<Pod>[]; readonly services?: readonly Partial<Service>[] } = {},
): ClusterModel {
  const models = Object.entries(nodes)
    .map(([name, made]) => madeNode(name, made))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    name: 'made',
    takenAt: null,
    nodes: models,
    node: (name) => models.find((node) => node.name === name),
    pods: more.pods ? known(more.pods.map(madePod), 'API') : unknown('cluster/pods', 'not collected'),
    services: more.services
      ? known(more.services.map(madeService), 'API')
      : unknown('cluster/services', 'not collected'),
    endpoints: unread,
    podNics: unread,
    configMaps: unread,
    workloads: unread,
    replicated: unread,
    endpointsChangedAt: unread,
    ingresses: unread,
    leases: unread,
    serviceCidrs: unread,
    networkPolicies: unread,
    namespaceLabels: unread,
    events: unread,
    ownersOf: () => [],
    motion: null,
    apiServerVersion: unread,
    truncatedEndpoints: unread,
    ingressClasses: unread,
    upgrade: null,
  };
}

function madeNode(name: string, made: MadeNode): NodeModel {
  const seen = made.seen ?? true;
  const reading = seen ? absent('none', 'made up') : unread;
  const both = { 4: reading, 6: reading };
  const kubernetes = { name, operatingSystem: made.windows ? 'windows' : 'linux' } as KubernetesNode;
  const links = (made.devices ?? []).map((device) => ({ name: device }) as Link);
  const node: NodeModel = {
    name,
    kubernetes: known(kubernetes, 'API'),
    seen,
    get host() {
      return host;
    },
    namespaces: [],
    system: reading,
    processes: reading,
    ovs: made.bridges
      ? known(
          {
            bridges: made.bridges.map((bridge) => ({
              name: bridge,
              failMode: null,
              datapathType: null,
              ports: [],
              controllers: [],
            })),
            managers: [],
            daemons: { ovsdbServer: true, vswitchd: true },
            version: null,
          },
          'ovs-vsctl',
        )
      : reading,
    ovsFlows: new Map(),
    ovsPorts: new Map(),
    cni: {
      configs: made.cniPlugins
        ? known([{ file: '10-x.conflist', name: 'x', plugins: made.cniPlugins.map((type) => ({ type })) }], 'cat')
        : reading,
      plugins: reading,
      leases: reading,
    },
    flannelSubnetEnv: reading,
    conntrack: reading,
    kubeProxy: { health: reading, mode: reading, saidMode: reading, config: reading, metrics: reading },
    kubelet: { dns: reading, resolvConf: reading },
    cgroupFileSystem: reading,
    hasNft: reading,
    flanneldHealth: reading,
    kernelLog: reading,
    ethtool: reading,
    services: reading,
    ipvs: reading,
    protocolCounters: reading,
    laterProtocolCounters: reading,
    modules: reading,
    sysctlFiles: reading,
    mtr: reading,
    notUnderstood: () => [],
  };
  const host: NetworkNamespace = {
    id: 'host',
    node,
    label: 'host',
    pod: null,
    links: made.devices
      ? known({ all: links, byName: new Map(links.map((link) => [link.name, link])), byIndex: new Map() }, 'ip link')
      : seen
        ? absent('none', 'made up')
        : unread,
    addresses: reading,
    routes: both,
    policyRules: both,
    neighbours: reading,
    fdb: reading,
    sysctls: reading,
    sockets: reading,
    netfilter: both,
    resolvConf: reading,
    coreDns: { health: reading, ready: reading, metrics: reading },
  };
  return node;
}

const madePod = (pod: Partial<Pod>): Pod => ({
  namespace: 'default',
  name: 'web-1',
  uid: null,
  owner: 'web',
  node: 'n1',
  ips: [],
  hostNetwork: false,
  phase: 'Running',
  ready: true,
  terminating: false,
  labels: {},
  containerPorts: [],
  dnsPolicy: 'ClusterFirst',
  dnsNameservers: [],
  containers: [],
  images: [],
  createdAt: null,
  ...pod,
});

const madeService = (service: Partial<Service>): Service => ({
  namespace: 'default',
  name: 'web',
  type: 'ClusterIP',
  clusterIps: ['10.96.0.10'],
  externalIps: [],
  ports: [{ name: null, protocol: 'tcp', port: 80, nodePort: null, targetPort: null }],
  selector: null,
  internalTrafficPolicy: 'Cluster',
  externalTrafficPolicy: 'Cluster',
  sessionAffinity: 'None',
  labels: {},
  createdAt: null,
  ...service,
});

export const madeManifest: Manifest = {
  format: 1,
  netlint: '0.0.0',
  cluster: 'made',
  from: '2024-01-01T00:00:00Z',
  to: '2024-01-01T00:01:00Z',
  nodes: [],
  sources: [{ id: 'node/n1', status: 'ok' }],
};
