// A faithful server of lists for scripts/bench-api.mjs: TLS, limit and continue, discovery, and objects of the size and shape that a real
// cluster has (a pod about 6 KB with its managedFields, environment, probes and volumes). Pages are put together from one template a kind.
import { createServer } from 'node:https';
import { makeCertificate } from '../test/support/certificates.ts';

const COUNTS = { nodes: Number(process.argv[2]), pods: Number(process.argv[3]), services: Number(process.argv[4]) };

const podsEach = Math.ceil(COUNTS.pods / COUNTS.nodes);
const address = (number) => `10.${64 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
/** As hard to pack as real ones. */
const hex = (number, salt) => (Math.imul(number + salt, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
const uid = (number) =>
  `${hex(number, 1)}-${hex(number, 2).slice(4)}-4${hex(number, 3).slice(5)}-9${hex(number, 4).slice(5)}-${hex(number, 5)}${hex(number, 6).slice(4)}`;
const managedFields = (manager, fields) => [
  {
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: '2026-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
  },
];
const manyFields = Object.fromEntries(
  [
    'name',
    'image',
    'env',
    'ports',
    'resources',
    'volumeMounts',
    'livenessProbe',
    'readinessProbe',
    'securityContext',
  ].map((name) => [`f:${name}`, { '.': {}, 'f:a': {}, 'f:b': {}, 'f:c': { '.': {}, 'f:d': {} } }]),
);

function pod() {
  const container = {
    name: 'app',
    image: 'registry.example.com/team/application:1.24.3',
    command: ['/app/server'],
    args: ['--listen=:8080', '--config=/etc/app/config.yaml'],
    ports: [
      { name: 'http', containerPort: 8080, protocol: 'TCP' },
      { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
    ],
    env: Array.from({ length: 12 }, (_, i) => ({ name: `SETTING_${i}`, value: `value-of-setting-number-${i}` })),
    resources: { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '100m', memory: '256Mi' } },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app' },
      { name: 'kube-api-access-abcde', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
    livenessProbe: {
      httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    readinessProbe: {
      httpGet: { path: '/readyz', port: 'http', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    },
  };
  const condition = (type) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: '@TIME@Z' });
  return {
    metadata: {
      name: '@NAME@',
      generateName: 'application-6d4cf56db6-',
      namespace: 'team-@TEAM@',
      uid: '@UID@',
      resourceVersion: '@VERSION@',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: {
        app: 'application',
        'app.kubernetes.io/name': 'application',
        'app.kubernetes.io/part-of': 'shop',
        'pod-template-hash': '6d4cf56db6',
        team: 'team-@TEAM@',
      },
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '9090',
        'checksum/config': 'b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184',
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'application-6d4cf56db6',
          uid: '@OWNER@',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      managedFields: [
        ...managedFields('kube-controller-manager', {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': { 'f:containers': { 'k:{"name":"app"}': manyFields } },
        }),
        ...managedFields('kubelet', {
          'f:status': {
            'f:conditions': manyFields,
            'f:podIPs': { '.': {}, 'k:{"ip":"@IP@"}': { '.': {}, 'f:ip': {} } },
          },
        }),
      ],
    },
    spec: {
      volumes: [
        { name: 'config', configMap: { name: 'application-config', defaultMode: 420 } },
        {
          name: 'kube-api-access-abcde',
          projected: {
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
              { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
              {
                downwardAPI: {
                  items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
                },
              },
            ],
            defaultMode: 420,
          },
        },
      ],
      containers: [container],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: 'application',
      nodeName: 'node-@NODE@',
      securityContext: { fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      schedulerName: 'default-scheduler',
      tolerations: ['not-ready', 'unreachable'].map((what) => ({
        key: `node.kubernetes.io/${what}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: {
      phase: 'Running',
      conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
        condition,
      ),
      hostIP: '192.168.0.1',
      hostIPs: [{ ip: '192.168.0.1' }],
      podIP: '@IP@',
      podIPs: [{ ip: '@IP@' }],
      startTime: '2026-01-01T00:00:00Z',
      containerStatuses: [
        {
          name: 'app',
          state: { running: { startedAt: '2026-01-01T00:00:05Z' } },
          lastState: {},
          ready: true,
          restartCount: 0,
          image: 'registry.example.com/team/application:1.24.3',
          imageID:
            'registry.example.com/team/application@sha256:b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184',
          containerID: 'containerd://b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184',
          started: true,
        },
      ],
      qosClass: 'Burstable',
    },
  };
}

function node() {
  return {
    metadata: {
      name: '@NAME@',
      uid: '@UID@',
      resourceVersion: '@VERSION@',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': '@NAME@',
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/zone': 'a',
      },
      annotations: {
        'flannel.alpha.coreos.com/backend-type': 'vxlan',
        'flannel.alpha.coreos.com/public-ip': '@IP@',
        'node.alpha.kubernetes.io/ttl': '0',
      },
      managedFields: managedFields('kubelet', { 'f:status': manyFields }),
    },
    spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] },
    status: {
      capacity: { cpu: '32', memory: '128Gi', pods: '110' },
      allocatable: { cpu: '32', memory: '128Gi', pods: '110' },
      conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
        type,
        status: type === 'Ready' ? 'True' : 'False',
        lastHeartbeatTime: '2026-01-01T00:00:00Z',
        lastTransitionTime: '2026-01-01T00:00:00Z',
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
      })),
      addresses: [
        { type: 'InternalIP', address: '@IP@' },
        { type: 'Hostname', address: '@NAME@' },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        machineID: '@UID@',
        systemUUID: '@UID@',
        bootID: '@UID@',
        kernelVersion: '6.18.0',
        osImage: 'Debian',
        containerRuntimeVersion: 'containerd://2.0.0',
        kubeletVersion: 'v1.36.3',
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
      images: Array.from({ length: 50 }, (_, i) => ({
        names: [
          `registry.example.com/team/image-${i}@sha256:b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184`,
          `registry.example.com/team/image-${i}:1.0`,
        ],
        sizeBytes: 123456789 + i,
      })),
    },
  };
}

const service = () => ({
  metadata: {
    name: '@NAME@',
    namespace: 'team-@TEAM@',
    uid: '@UID@',
    resourceVersion: '@VERSION@',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { app: 'application' },
    managedFields: managedFields('helm', { 'f:spec': manyFields }),
  },
  spec: {
    ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 'http' }],
    selector: { app: 'application' },
    clusterIP: '@IP@',
    clusterIPs: ['@IP@'],
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
  },
  status: { loadBalancer: {} },
});

const slice = () => ({
  metadata: {
    name: '@NAME@-x7x7x',
    generateName: '@NAME@-',
    namespace: 'team-@TEAM@',
    uid: '@UID@',
    resourceVersion: '@VERSION@',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: {
      'kubernetes.io/service-name': '@NAME@',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    },
    managedFields: managedFields('kube-controller-manager', { 'f:endpoints': {} }),
  },
  addressType: 'IPv4',
  endpoints: Array.from({ length: 15 }, (_, i) => ({
    addresses: [address(i)],
    conditions: { ready: true, serving: true, terminating: false },
    targetRef: { kind: 'Pod', namespace: 'team-@TEAM@', name: `application-6d4cf56db6-${i}`, uid: uid(i) },
    nodeName: `node-${i}`,
    zone: 'a',
  })),
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
});

const endpoints = () => ({
  metadata: {
    name: '@NAME@',
    namespace: 'team-@TEAM@',
    uid: '@UID@',
    resourceVersion: '@VERSION@',
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: managedFields('kube-controller-manager', { 'f:subsets': {} }),
  },
  subsets: [
    {
      addresses: Array.from({ length: 15 }, (_, i) => ({
        ip: address(i),
        nodeName: `node-${i}`,
        targetRef: { kind: 'Pod', namespace: 'team-@TEAM@', name: `application-6d4cf56db6-${i}`, uid: uid(i) },
      })),
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    },
  ],
});

const kinds = new Map([
  ['/api/v1/nodes', { kind: 'Node', apiVersion: 'v1', count: COUNTS.nodes, make: node, name: (n) => `node-${n}` }],
  [
    '/api/v1/pods',
    {
      kind: 'Pod',
      apiVersion: 'v1',
      count: COUNTS.pods,
      make: pod,
      name: (n) => `application-${hex(n >> 3, 7)}-${String(n).padStart(6, '0')}`,
    },
  ],
  [
    '/api/v1/services',
    { kind: 'Service', apiVersion: 'v1', count: COUNTS.services, make: service, name: (n) => `service-${n}` },
  ],
  [
    '/api/v1/endpoints',
    { kind: 'Endpoints', apiVersion: 'v1', count: COUNTS.services, make: endpoints, name: (n) => `service-${n}` },
  ],
  [
    '/apis/discovery.k8s.io/v1/endpointslices',
    {
      kind: 'EndpointSlice',
      apiVersion: 'discovery.k8s.io/v1',
      count: COUNTS.services,
      make: slice,
      name: (n) => `service-${n}`,
    },
  ],
]);
const whole = new Map([...kinds].map(([path, kind]) => [path, JSON.stringify(kind.make()).split(/@(\w+)@/)]));
const metadataOnly = new Map(
  [...kinds].map(([path, kind]) => [
    path,
    JSON.stringify({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: kind.make().metadata,
    }).split(/@(\w+)@/),
  ]),
);

function item(parts, kind, number) {
  const values = {
    OWNER: uid(number >> 3),
    TIME: new Date(1767225600000 + ((number * 7919) % 1e10)).toISOString().slice(0, 19),
    NAME: kind.name(number),
    UID: uid(number),
    VERSION: String(1_000_000 + number),
    IP: address(number),
    TEAM: String(Math.floor((number * 200) / kind.count)).padStart(3, '0'),
    NODE: String(Math.floor(number / podsEach)),
  };
  let text = parts[0];
  for (let at = 1; at < parts.length; at += 2) text += values[parts[at]] + parts[at + 1];
  return text;
}

let connections = 0;
let requests = 0;
let bytes = 0;
const authority = makeCertificate({ commonName: 'bench-ca' });
const certificate = makeCertificate({ commonName: 'bench', issuer: authority, addresses: ['127.0.0.1'] });
const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
  const url = new URL(request.url, 'https://x');
  const send = (body, status = 200) => {
    bytes += body.length;
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  };
  if (url.pathname === '/counts') {
    send(JSON.stringify({ connections, requests, bytes }));
    connections = 0;
    requests = 0;
    bytes = 0;
    return;
  }
  requests += 1;
  if (url.pathname === '/version')
    return send('{"major":"1","minor":"36","gitVersion":"v1.36.3","platform":"linux/amd64"}');
  if (url.pathname === '/apis') {
    const groups = [
      {
        metadata: { name: 'discovery.k8s.io' },
        versions: [{ version: 'v1', resources: [{ resource: 'endpointslices' }] }],
      },
    ];
    return send(JSON.stringify({ kind: 'APIGroupDiscoveryList', items: groups }));
  }
  const kind = kinds.get(url.pathname);
  if (kind === undefined) return send('{"kind":"Status","status":"Failure","code":404,"message":"not found"}', 404);
  const partial = String(request.headers.accept).includes('as=PartialObjectMetadataList');
  const parts = (partial ? metadataOnly : whole).get(url.pathname);
  const start = Number(url.searchParams.get('continue') ?? 0);
  const end = Math.min(kind.count, start + Number(url.searchParams.get('limit') ?? kind.count));
  const items = [];
  for (let number = start; number < end; number += 1) items.push(item(parts, kind, number));
  const rest = kind.count - end;
  const metadata =
    rest > 0
      ? { resourceVersion: '9000000', continue: String(end), remainingItemCount: rest }
      : { resourceVersion: '9000000' };
  const head = partial
    ? '{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1"'
    : `{"kind":"${kind.kind}List","apiVersion":"${kind.apiVersion}"`;
  send(`${head},"metadata":${JSON.stringify(metadata)},"items":[${items.join(',')}]}`);
});
server.on('connection', () => {
  connections += 1;
});
server.listen(0, '127.0.0.1', () => {
  process.send({ port: server.address().port, authority: authority.cert, podBytes: JSON.stringify(pod()).length });
});
process.on('disconnect', () => process.exit(0));
