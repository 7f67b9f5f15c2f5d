import { network } from './control-plane.ts';
import type { RealForm } from './form.ts';
import { flannelConfig, proxyConfig } from './node-daemons.ts';

export interface Manifest {
  /** Collection to post it to. */
  readonly path: string;
  readonly object: Readonly<Record<string, unknown>>;
}

const core = (namespace: string, plural: string): string => `/api/v1/namespaces/${namespace}/${plural}`;
const apps = (namespace: string, plural: string): string => `/apis/apps/v1/namespaces/${namespace}/${plural}`;
const rbac = (plural: string): string => `/apis/rbac.authorization.k8s.io/v1/${plural}`;

export const namespaces: readonly Manifest[] = [
  { path: '/api/v1/namespaces', object: { metadata: { name: 'kube-flannel' } } },
];

/** A Node as its kubelet would register it, Ready and with an address. */
export function nodeManifest(name: string, address: string, index: number): Manifest {
  return {
    path: '/api/v1/nodes',
    object: {
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          ...(index === 0 ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
        },
      },
      status: {
        addresses: [
          { type: 'InternalIP', address },
          { type: 'Hostname', address: name },
        ],
        capacity: { cpu: '2', memory: '4Gi', pods: '110' },
        allocatable: { cpu: '2', memory: '4Gi', pods: '110' },
        conditions: nodeConditions(new Date()),
        nodeInfo: {
          architecture: 'amd64',
          bootID: '',
          containerRuntimeVersion: 'containerd://1.6.20',
          kernelVersion: '',
          kubeProxyVersion: '',
          kubeletVersion: 'v1.36.3',
          machineID: '',
          operatingSystem: 'linux',
          osImage: '',
          systemUUID: '',
        },
      },
    },
  };
}

export function nodeConditions(now: Date): readonly Readonly<Record<string, unknown>>[] {
  const at = `${now.toISOString().slice(0, 19)}Z`;
  return ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
    type,
    status: type === 'Ready' ? 'True' : 'False',
    reason: type === 'Ready' ? 'KubeletReady' : `KubeletHasNo${type}`,
    message: 'kubelet is posting status',
    lastHeartbeatTime: at,
    lastTransitionTime: at,
  }));
}

function clusterRole(name: string, subject: string, namespace: string, rules: readonly unknown[]): readonly Manifest[] {
  return [
    { path: core(namespace, 'serviceaccounts'), object: { metadata: { name: subject } } },
    { path: rbac('clusterroles'), object: { metadata: { name }, rules } },
    {
      path: rbac('clusterrolebindings'),
      object: {
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [{ kind: 'ServiceAccount', name: subject, namespace }],
      },
    },
  ];
}

const permissions: readonly Manifest[] = [
  ...clusterRole('flannel', 'flannel', 'kube-flannel', [
    { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
    { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
  ]),
  ...clusterRole('system:coredns', 'coredns', 'kube-system', [
    { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
  ]),
  { path: core('kube-system', 'serviceaccounts'), object: { metadata: { name: 'kube-proxy' } } },
];

export const corefile = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
`;

type ConfigData = Readonly<Record<string, Readonly<Record<string, string>>>>;

function configMaps(form: RealForm, more: ConfigData): readonly Manifest[] {
  const one = (namespace: string, name: string, data: Readonly<Record<string, string>>): Manifest => ({
    path: core(namespace, 'configmaps'),
    object: { metadata: { name }, data: { ...data, ...more[name] } },
  });
  return [
    one('kube-system', 'coredns', { Corefile: corefile }),
    one('kube-system', 'kube-proxy', { 'config.conf': proxyConfig(form) }),
    one('kube-flannel', 'kube-flannel-cfg', { 'net-conf.json': flannelConfig(form) }),
  ];
}

export const services = [
  {
    namespace: 'default',
    name: 'web',
    type: 'NodePort',
    clusterIP: '10.96.120.15',
    selector: { app: 'web' },
    ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 30080 }],
  },
  {
    namespace: 'kube-system',
    name: 'kube-dns',
    type: 'ClusterIP',
    clusterIP: network.dns,
    selector: { 'k8s-app': 'kube-dns' },
    ports: [
      { name: 'dns', protocol: 'UDP', port: 53, targetPort: 53 },
      { name: 'dns-tcp', protocol: 'TCP', port: 53, targetPort: 53 },
      { name: 'metrics', protocol: 'TCP', port: 9153, targetPort: 9153 },
    ],
  },
] as const;

export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly replicas: number;
  readonly pod: Readonly<Record<string, unknown>>;
}

function deployment({ namespace, name, labels, replicas, pod }: Workload): Manifest {
  return {
    path: apps(namespace, 'deployments'),
    object: {
      metadata: { name, labels },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: pod },
        // Three pods on three nodes: there is no place for a fourth while they are rolled out.
        strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      },
    },
  };
}

function daemonSet({ namespace, name, labels, pod }: Workload): Manifest {
  return {
    path: apps(namespace, 'daemonsets'),
    object: {
      metadata: { name, labels },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    },
  };
}

/** Everything but Nodes: permissions, ConfigMaps (`moreConfig` by their names), Services, and the workloads. */
export function clusterManifests(
  form: RealForm,
  workloads: { readonly deployments: readonly Workload[]; readonly daemonSets: readonly Workload[] },
  moreConfig: ConfigData = {},
): readonly Manifest[] {
  return [
    ...permissions,
    ...configMaps(form, moreConfig),
    ...services.map(({ namespace, name, ...spec }) => ({
      path: core(namespace, 'services'),
      object: { metadata: { name }, spec },
    })),
    ...workloads.daemonSets.map(daemonSet),
    ...workloads.deployments.map(deployment),
  ];
}
