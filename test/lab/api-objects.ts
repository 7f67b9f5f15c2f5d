import { createHash } from 'node:crypto';
import type { Plan, PlannedNode, PlannedService } from './plan.ts';
import type { RunningPod } from './pods.ts';

/** What `kubectl get … -o json` prints for the lab, as plain JSON. A case may change it: the API can be at fault, too. */
export type JsonObject = {
  [key: string]: unknown;
  kind: string;
  metadata: { name: string; namespace?: string; [key: string]: unknown };
};

const created = '2026-01-05T08:00:00Z';
const uid = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
};

export function object(
  apiVersion: string,
  kind: string,
  metadata: JsonObject['metadata'],
  rest: Readonly<Record<string, unknown>>,
): JsonObject {
  return {
    apiVersion,
    kind,
    metadata: { creationTimestamp: created, uid: uid(`${kind} ${metadata.namespace} ${metadata.name}`), ...metadata },
    ...rest,
  };
}

export function clusterObjects(plan: Plan, pods: readonly RunningPod[]): JsonObject[] {
  const daemonSets = [
    {
      name: 'kube-proxy',
      namespace: 'kube-system',
      label: { 'k8s-app': 'kube-proxy' },
      image: 'registry.k8s.io/kube-proxy:v1.34.0',
      command: [
        '/usr/local/bin/kube-proxy',
        '--config=/var/lib/kube-proxy/config.conf',
        '--hostname-override=$(NODE_NAME)',
      ],
    },
    {
      name: 'kube-flannel-ds',
      namespace: 'kube-flannel',
      label: { app: 'flannel' },
      image: 'ghcr.io/flannel-io/flannel:v0.28.0',
      command: ['/opt/bin/flanneld', '--ip-masq', '--kube-subnet-mgr'],
    },
  ];
  return [
    ...plan.nodes.map((node) => nodeObject(plan, node)),
    ...pods.map((pod) => podObject(plan, pod)),
    ...daemonSets.flatMap((set) => plan.nodes.map((node, index) => hostPod(set, node, index))),
    ...plan.services.map(serviceObject),
    ...plan.services.flatMap((service) => sliceObjects(plan, service, pods)),
    ...daemonSets.map((set) => daemonSetObject(set, plan.nodes.length)),
    ...['web', 'client', 'coredns'].map((name) => deploymentObject(name, pods)),
    ...configMaps(plan),
  ];
}

export function nodeObject(plan: Plan, node: PlannedNode): JsonObject {
  const flannel = 'flannel.alpha.coreos.com';
  const data = plan.backend === 'vxlan' ? (mac: string) => JSON.stringify({ VNI: 1, VtepMAC: mac }) : () => 'null';
  const six =
    node.address6 === null
      ? {}
      : { [`${flannel}/backend-v6-data`]: data(node.vtepMac6), [`${flannel}/public-ipv6`]: node.address6 };
  return object(
    'v1',
    'Node',
    {
      name: node.name,
      labels: { 'kubernetes.io/hostname': node.name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
      annotations: {
        [`${flannel}/backend-type`]: plan.backend,
        [`${flannel}/backend-data`]: data(node.vtepMac),
        [`${flannel}/kube-subnet-manager`]: 'true',
        [`${flannel}/public-ip`]: node.address,
        ...six,
      },
    },
    {
      spec: { podCIDR: node.podCidr, podCIDRs: [node.podCidr, ...(node.podCidr6 === null ? [] : [node.podCidr6])] },
      status: nodeStatus(node.name, [node.address, ...(node.address6 === null ? [] : [node.address6])]),
    },
  );
}

export function nodeStatus(name: string, addresses: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    addresses: [...addresses.map((address) => ({ type: 'InternalIP', address })), { type: 'Hostname', address: name }],
    conditions: [
      {
        type: 'NetworkUnavailable',
        status: 'False',
        reason: 'FlannelIsUp',
        message: 'Flannel is running on this node',
        lastTransitionTime: created,
      },
      {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
        lastTransitionTime: created,
      },
    ],
    nodeInfo: {
      kubeletVersion: 'v1.34.0',
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
      containerRuntimeVersion: 'containerd://2.1.0',
    },
  };
}

const owned = (kind: string, name: string) => [
  { apiVersion: 'apps/v1', kind, name, uid: uid(`${kind} ${name}`), controller: true, blockOwnerDeletion: true },
];

function podStatus(host: string, addresses: readonly string[], container: string): Readonly<Record<string, unknown>> {
  if (addresses.length === 0) {
    const conditions = [
      { type: 'PodScheduled', status: 'True' },
      { type: 'Ready', status: 'False', reason: 'ContainersNotReady' },
    ];
    return { phase: 'Pending', hostIP: host, startTime: created, conditions };
  }
  return {
    phase: 'Running',
    hostIP: host,
    podIP: addresses[0],
    podIPs: addresses.map((ip) => ({ ip })),
    startTime: created,
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime: created,
    })),
    containerStatuses: [{ name: container, ready: true, restartCount: 0, state: { running: { startedAt: created } } }],
  };
}

function podObject(plan: Plan, pod: RunningPod): JsonObject {
  const ports = {
    web: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    dns: [
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
      { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
    ],
    client: [],
  }[pod.role];
  const host = plan.nodes.find((node) => node.name === pod.node)?.address ?? '';
  const replicaSet = pod.name.slice(0, pod.name.lastIndexOf('-'));
  return object(
    'v1',
    'Pod',
    {
      name: pod.name,
      namespace: pod.namespace,
      uid: pod.uid,
      labels: { ...pod.labels, 'pod-template-hash': replicaSet.slice(pod.owner.length + 1) },
      ownerReferences: owned('ReplicaSet', replicaSet),
    },
    {
      spec: {
        nodeName: pod.node,
        containers: [{ name: pod.owner, image: `example/${pod.owner}:1`, ports }],
        dnsPolicy: pod.role === 'dns' ? 'Default' : 'ClusterFirst',
      },
      status: podStatus(host, pod.addresses, pod.owner),
    },
  );
}

interface HostDaemonSet {
  readonly name: string;
  readonly namespace: string;
  readonly label: Readonly<Record<string, string>>;
  readonly image: string;
  readonly command: readonly string[];
}

function hostPod(set: HostDaemonSet, node: PlannedNode, index: number): JsonObject {
  const name = `${set.name}-${['7xk2p', 'c4mvq', 'tz8wd', 'h6n9b', 'r2f5s'][index] ?? index}`;
  return object(
    'v1',
    'Pod',
    { name, namespace: set.namespace, labels: set.label, ownerReferences: owned('DaemonSet', set.name) },
    {
      spec: {
        nodeName: node.name,
        hostNetwork: true,
        containers: [{ name: set.name, image: set.image, command: set.command }],
      },
      status: podStatus(node.address, [node.address], set.name),
    },
  );
}

function daemonSetObject(set: HostDaemonSet, count: number): JsonObject {
  return object(
    'apps/v1',
    'DaemonSet',
    { name: set.name, namespace: set.namespace, labels: set.label },
    {
      spec: {
        selector: { matchLabels: set.label },
        template: {
          metadata: { labels: set.label },
          spec: { hostNetwork: true, containers: [{ name: set.name, image: set.image, command: set.command }] },
        },
      },
      status: {
        desiredNumberScheduled: count,
        currentNumberScheduled: count,
        numberReady: count,
        numberAvailable: count,
        numberMisscheduled: 0,
        updatedNumberScheduled: count,
        observedGeneration: 1,
      },
    },
  );
}

function deploymentObject(name: string, pods: readonly RunningPod[]): JsonObject {
  const mine = pods.filter((pod) => pod.owner === name);
  const labels = mine[0]?.labels ?? {};
  return object(
    'apps/v1',
    'Deployment',
    { name, namespace: mine[0]?.namespace ?? 'default', labels },
    {
      spec: {
        replicas: mine.length,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name, image: `example/${name}:1` }] } },
      },
      status: {
        replicas: mine.length,
        readyReplicas: mine.length,
        availableReplicas: mine.length,
        updatedReplicas: mine.length,
        observedGeneration: 1,
      },
    },
  );
}

function serviceObject(service: PlannedService): JsonObject {
  const families = service.clusterIps.map((ip) => (ip.includes(':') ? 'IPv6' : 'IPv4'));
  return object(
    'v1',
    'Service',
    { name: service.name, namespace: service.namespace },
    {
      spec: {
        type: service.type,
        clusterIP: service.clusterIps[0],
        clusterIPs: service.clusterIps,
        ipFamilies: families,
        ipFamilyPolicy: families.length > 1 ? 'RequireDualStack' : 'SingleStack',
        internalTrafficPolicy: 'Cluster',
        ...(service.type === 'NodePort' ? { externalTrafficPolicy: 'Cluster' } : {}),
        sessionAffinity: 'None',
        ...(service.selector === null ? {} : { selector: service.selector }),
        ports: service.ports.map(({ name, protocol, port, targetPort, nodePort }) => ({
          name,
          protocol,
          port,
          targetPort,
          ...(nodePort === undefined ? {} : { nodePort }),
        })),
      },
      status: { loadBalancer: {} },
    },
  );
}

function sliceObjects(plan: Plan, service: PlannedService, pods: readonly RunningPod[]): JsonObject[] {
  return service.clusterIps.map((clusterIp, family) => {
    const behind = podsOf(service, pods).map((pod) => ({
      addresses: [pod.addresses[family]],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: pod.node,
      targetRef: { kind: 'Pod', name: pod.name, namespace: pod.namespace, uid: pod.uid },
    }));
    const fixed = service.addresses.map((address) => ({
      addresses: [address],
      conditions: { ready: true },
      nodeName: plan.nodes.find((node) => node.address === address)?.name,
    }));
    return object(
      'discovery.k8s.io/v1',
      'EndpointSlice',
      {
        name: service.name === 'kubernetes' ? 'kubernetes' : `${service.name}-${family === 0 ? 'v4x7q' : 'v6m2k'}`,
        namespace: service.namespace,
        labels: { 'kubernetes.io/service-name': service.name },
      },
      {
        addressType: clusterIp.includes(':') ? 'IPv6' : 'IPv4',
        endpoints: [...behind, ...fixed],
        ports: service.ports.map(({ name, protocol, targetPort }) => ({ name, protocol, port: targetPort })),
      },
    );
  });
}

export function podsOf(service: PlannedService, pods: readonly RunningPod[]): readonly RunningPod[] {
  const selector = service.selector;
  return selector === null
    ? []
    : pods.filter(
        (pod) =>
          pod.addresses.length > 0 &&
          pod.namespace === service.namespace &&
          Object.entries(selector).every(([key, value]) => pod.labels[key] === value),
      );
}

export function kubeProxyConfig(plan: Plan): string {
  const clusterCidr = [plan.podNetwork, ...(plan.podNetwork6 === null ? [] : [plan.podNetwork6])].join(',');
  return `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nclusterCIDR: ${clusterCidr}\nmode: ${plan.proxyMode}\n`;
}

function configMaps(plan: Plan): JsonObject[] {
  const network = {
    Network: plan.podNetwork,
    EnableNFTables: false,
    ...(plan.podNetwork6 === null ? {} : { EnableIPv6: true, IPv6Network: plan.podNetwork6 }),
    Backend: { Type: plan.backend },
  };
  return [
    object(
      'v1',
      'ConfigMap',
      { name: 'kube-proxy', namespace: 'kube-system', labels: { app: 'kube-proxy' } },
      { data: { 'config.conf': kubeProxyConfig(plan) } },
    ),
    object(
      'v1',
      'ConfigMap',
      { name: 'kube-flannel-cfg', namespace: 'kube-flannel', labels: { app: 'flannel' } },
      { data: { 'net-conf.json': `${JSON.stringify(network, null, 2)}\n` } },
    ),
  ];
}
