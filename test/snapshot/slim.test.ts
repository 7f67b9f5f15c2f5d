import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterPart } from '../../src/snapshot/import/cluster.ts';
import { slim } from '../../src/snapshot/slim.ts';

const SECRET = 's3cr3t';

/** What every object carries in a real cluster and nobody needs. */
const metadata = (name: string, namespace: string | undefined, more = {}) => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  uid: 'u1',
  resourceVersion: '42',
  creationTimestamp: '2026-01-01T00:00:00Z',
  labels: { app: 'web' },
  annotations: {
    'kubectl.kubernetes.io/last-applied-configuration': `{"env":"${SECRET}"}`,
    'example.com/token': SECRET,
    'flannel.alpha.coreos.com/public-ip': '192.168.10.1',
    'net.example.com/backend-data': '{"VNI":1,"VtepMAC":"02:00:00:00:00:01"}',
  },
  managedFields: [{ manager: SECRET, fieldsV1: {} }],
  finalizers: [SECRET],
  ...more,
});

const container = {
  name: 'c',
  image: 'localhost/x:1',
  command: ['/opt/bin/flanneld', '--password', SECRET],
  args: ['--ip-masq', '--iface', 'eth1', '-conf=/etc/x', `--token=${SECRET}`, '--kube-subnet-mgr', SECRET],
  env: [{ name: 'PASSWORD', value: SECRET }],
  envFrom: [{ secretRef: { name: SECRET } }],
  ports: [{ name: 'http', containerPort: 8080, hostPort: 80, protocol: 'TCP' }],
  volumeMounts: [{ name: SECRET }],
  livenessProbe: { httpGet: { httpHeaders: [{ name: 'Authorization', value: SECRET }] } },
};

const podSpec = {
  nodeName: 'n1',
  hostNetwork: true,
  containers: [container],
  initContainers: [container],
  volumes: [{ secret: { secretName: SECRET } }],
  imagePullSecrets: [{ name: SECRET }],
};

const objects: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  nodes: {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: metadata('n1', undefined),
    spec: { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'], configSource: SECRET },
    status: {
      addresses: [{ type: 'InternalIP', address: '192.168.10.1' }],
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
      images: [{ names: [SECRET] }],
      nodeInfo: { kubeletVersion: 'v1.36.3', operatingSystem: 'linux', machineID: SECRET, bootID: SECRET },
    },
  },
  pods: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata('web-1', 'kube-system', {
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u2', controller: true, x: SECRET },
      ],
    }),
    spec: podSpec,
    status: {
      phase: 'Running',
      podIP: '10.244.1.5',
      podIPs: [{ ip: '10.244.1.5' }],
      containerStatuses: [
        { name: 'c', ready: true, restartCount: 0, state: { waiting: { reason: 'x', message: SECRET } } },
      ],
    },
  },
  services: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata('web', 'default'),
    spec: {
      clusterIP: '10.96.0.9',
      ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', nodePort: 30080 }],
      selector: { app: 'web' },
      strange: SECRET,
    },
    status: { loadBalancer: { ingress: [{ ip: '10.0.0.1', ports: [{ error: SECRET }] }] } },
  },
  endpoints: {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: metadata('web', 'default'),
    subsets: [
      {
        addresses: [{ ip: '10.244.1.5', nodeName: 'n1', targetRef: { kind: 'Pod', name: 'web-1', fieldPath: SECRET } }],
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      },
    ],
  },
  endpointslices: {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: metadata('web-x', 'default'),
    addressType: 'IPv4',
    endpoints: [
      { addresses: ['10.244.1.5'], conditions: { ready: true }, nodeName: 'n1', deprecatedTopology: { x: SECRET } },
    ],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  },
  daemonsets: {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadata('kube-flannel-ds', 'kube-flannel'),
    spec: {
      selector: { matchLabels: { app: 'flannel' } },
      template: { metadata: metadata('x', undefined), spec: podSpec },
    },
    status: { desiredNumberScheduled: 3, numberReady: 2 },
  },
  deployments: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata('coredns', 'kube-system'),
    spec: { replicas: 2, selector: {}, template: { metadata: {}, spec: podSpec } },
    status: { readyReplicas: 2, conditions: [{ message: SECRET }] },
  },
  networkpolicies: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata('deny', 'default'),
    spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {}, x: SECRET }] }, {}] },
  },
  events: {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: metadata('web-1.1', 'default'),
    reason: 'FailedCreatePodSandBox',
    message: 'plugin type="flannel" failed (add)',
    involvedObject: { kind: 'Pod', name: 'web-1', namespace: 'default', fieldPath: SECRET },
    related: { name: SECRET },
  },
  configmaps: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata('kubelet-config', 'kube-system'),
    data: {
      kubelet: `clusterDNS: [10.96.0.10]\nstaticPodURLHeader: {Authorization: [${SECRET}]}\nmaxPods: 110\n`,
      other: SECRET,
    },
    binaryData: { x: SECRET },
  },
  replicasets: {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: metadata('web-1', 'default', {
      ownerReferences: [{ kind: 'Deployment', name: 'web', controller: true }],
    }),
    spec: { replicas: 2, template: { spec: podSpec } },
    status: { replicas: 2, readyReplicas: 1, conditions: [{ message: SECRET }] },
  },
  namespaces: {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: metadata('default', undefined),
    spec: { finalizers: [SECRET] },
    status: { phase: 'Active' },
  },
  ingresses: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: metadata('web', 'default', {
      annotations: { 'kubernetes.io/ingress.class': 'nginx', 'nginx.org/auth': SECRET },
    }),
    spec: {
      ingressClassName: 'nginx',
      defaultBackend: { service: { name: 'web', port: { number: 80 } } },
      rules: [
        {
          host: 'example.com',
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: 'web', port: { name: 'http' } }, x: SECRET },
              },
            ],
          },
        },
        { http: { paths: [{ path: '/old', backend: { serviceName: 'web', servicePort: 80 } }] } },
      ],
      tls: [{ hosts: ['example.com'], secretName: SECRET }],
    },
    status: { loadBalancer: { ingress: [{ ip: '10.0.0.1', ports: [{ error: SECRET }] }] } },
  },
  ingressclasses: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: metadata('nginx', undefined, { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } }),
    spec: { controller: 'k8s.io/ingress-nginx', parameters: { kind: 'X', name: 'y', token: SECRET } },
  },
  gatewayclasses: {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: metadata('lb', undefined),
    spec: { controllerName: 'example.com/gateway', description: SECRET },
    status: { conditions: [{ type: 'Accepted', status: 'True', reason: 'Accepted', message: '' }] },
  },
  gateways: {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: metadata('web', 'default'),
    spec: {
      gatewayClassName: 'lb',
      listeners: [
        {
          name: 'https',
          port: 443,
          protocol: 'HTTPS',
          hostname: '*.example.com',
          tls: { certificateRefs: [{ name: SECRET }] },
        },
      ],
    },
    status: {
      addresses: [{ type: 'IPAddress', value: '10.0.0.1' }],
      listeners: [{ name: 'https', attachedRoutes: 1, conditions: [{ type: 'Programmed', status: 'False' }] }],
    },
  },
  httproutes: {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: metadata('web', 'default'),
    spec: {
      parentRefs: [{ name: 'web', sectionName: 'https' }],
      hostnames: ['a.example.com'],
      rules: [
        {
          matches: [{ headers: [{ name: 'Authorization', value: SECRET }] }],
          filters: [{ requestHeaderModifier: { set: [{ value: SECRET }] } }],
          backendRefs: [{ name: 'web', port: 80, weight: 1 }],
        },
      ],
    },
    status: {
      parents: [
        { parentRef: { name: 'web' }, controllerName: 'x', conditions: [{ type: 'Accepted', status: 'True' }] },
      ],
    },
  },
  leases: {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: metadata('n1', 'kube-node-lease'),
    spec: {
      holderIdentity: 'n1',
      leaseDurationSeconds: 40,
      renewTime: '2026-01-01T00:00:00.000000Z',
      strategy: SECRET,
    },
  },
  validatingwebhooks: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: metadata('policy', undefined),
    webhooks: [
      {
        name: 'a.example.com',
        clientConfig: { service: { namespace: 'policy', name: 'hook', path: '/v', port: 443 }, caBundle: SECRET },
        failurePolicy: 'Fail',
        timeoutSeconds: 10,
        rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], scope: '*' }],
        namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] },
        matchConditions: [{ expression: SECRET }],
      },
    ],
  },
  servicecidrs: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: metadata('kubernetes', undefined),
    spec: { cidrs: ['10.96.0.0/12'] },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  },
  ipaddresses: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: metadata('10.96.0.1', undefined),
    spec: { parentRef: { group: '', resource: 'services', namespace: 'default', name: 'kubernetes', x: SECRET } },
  },
  ippools: {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'IPPool',
    metadata: metadata('default-ipv4-ippool', undefined),
    spec: {
      cidr: '10.244.0.0/16',
      ipipMode: 'Always',
      vxlanMode: 'Never',
      natOutgoing: true,
      blockSize: 26,
      x: SECRET,
    },
  },
  bgpconfigurations: {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'BGPConfiguration',
    metadata: metadata('default', undefined),
    spec: { asNumber: 64512, nodeToNodeMeshEnabled: false, nodeMeshPassword: { secretKeyRef: { key: SECRET } } },
  },
  bgppeers: {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'BGPPeer',
    metadata: metadata('rack-1', undefined),
    spec: { peerIP: '10.0.0.1', asNumber: '64513', password: { secretKeyRef: { name: SECRET } } },
  },
  ciliumnodes: {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNode',
    metadata: metadata('n1', undefined),
    spec: {
      addresses: [{ type: 'InternalIP', ip: '192.168.10.1' }],
      ipam: { podCIDRs: ['10.0.0.0/24'], pool: { x: SECRET } },
      encryption: { key: 3 },
    },
  },
  ciliumconfig: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata('cilium-config', 'kube-system'),
    data: {
      'routing-mode': 'tunnel',
      'tunnel-protocol': 'vxlan',
      'etcd-config': SECRET,
      'identity-allocation-mode': SECRET,
    },
  },
  versions: {
    apiVersion: 'netlint/v1',
    kind: 'Version',
    metadata: { name: 'kube-apiserver' },
    gitVersion: 'v1.36.3',
    major: '1',
    gitCommit: SECRET,
  },
  podnics: {
    apiVersion: 'sdn.example.com/v1',
    kind: 'Nic',
    metadata: metadata('192.100.0.31-vpc-default', 'kube-system'),
    spec: { ip: '192.100.0.31', pod: 'web-1', port: 'if2090037512165', apiToken: SECRET, note: `a ${SECRET}` },
    env: { A: SECRET },
  },
};

describe('slimming', () => {
  test.each(Object.entries(objects))('%s keeps what rules need', (resource, object) => {
    const slimmed = slim(resource, object);
    expect(slimmed).toMatchSnapshot();
    expect(JSON.stringify(slimmed)).not.toContain(SECRET);
  });

  test.each(Object.entries(objects))('%s slimmed twice is the same, to the byte', (resource, object) => {
    const once = slim(resource, object);
    expect(JSON.stringify(slim(resource, JSON.parse(JSON.stringify(once))))).toBe(JSON.stringify(once));
  });

  test('an ordinary pod keeps no arguments at all', () => {
    const pod = { ...objects.pods, metadata: metadata('web-1', 'default') };
    expect(slim('pods', pod)?.spec).toMatchObject({ containers: [{ name: 'c', image: 'localhost/x:1' }] });
    expect(JSON.stringify(slim('pods', pod))).not.toMatch(/args|command|iface/);
  });

  test('an owner without kind or name is none', () => {
    const ownerReferences = [
      { kind: 'ReplicaSet', controller: true },
      { kind: 5, name: 'x' },
      { kind: 'DaemonSet', name: 'd' },
    ];
    const slimmed = slim('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: metadata('p', 'default', { ownerReferences }),
    });
    expect(slimmed?.metadata.ownerReferences).toEqual([{ kind: 'DaemonSet', name: 'd' }]);
  });

  test('a label called __proto__ changes nothing', () => {
    const object: unknown = JSON.parse(
      '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a","labels":{"__proto__":"x","b":"c"}},"__proto__":{"spec":{"type":"X"}}}',
    );
    const slimmed = slim('services', object);
    expect(slimmed?.metadata.labels).toEqual({ b: 'c' });
    expect(slimmed?.spec).toBeUndefined();
    expect(Object.getPrototypeOf(slimmed?.metadata.labels)).toBe(Object.prototype);
  });

  test.each([
    null,
    7,
    'x',
    [],
    {},
    { apiVersion: 'v1', kind: 'Pod' },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 7 } },
  ])('%j is no API object', (value) => expect(slim('pods', value)).toBeUndefined());

  test('CoreDNS credentials in its Corefile are left out', () => {
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'coredns', namespace: 'kube-system' },
      data: { Corefile: `.:53 {\n  route53 example.org. {\n    aws_access_key AKIA ${SECRET}\n  }\n  loop\n}\n` },
    };
    expect(slim('configmaps', map)?.data).toEqual({
      Corefile: '.:53 {\n  route53 example.org. {\n    aws_access_key (left out)\n  }\n  loop\n}\n',
    });
  });
});

/** Any JSON, with a secret in every string: whatever stays must be a member that is known, in its known place. */
const foreign = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(SECRET),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('env', 'value', 'secret', 'args', 'data', 'x', '__proto__', 'spec'), tie('value'), {
      maxKeys: 4,
    }),
  ),
})).value;

const dropped = fc.constantFrom(
  'env',
  'envFrom',
  'managedFields',
  'volumes',
  'volumeMounts',
  'stringData',
  'fieldsV1',
  'secret',
);

/** Puts `value` as member `key` into every object of a JSON tree, but not where a user chooses the keys (labels, selectors). */
function spread(tree: unknown, key: string, value: unknown): unknown {
  if (Array.isArray(tree)) return tree.map((item) => spread(item, key, value));
  if (typeof tree !== 'object' || tree === null) return tree;
  const free = new Set(['labels', 'selector', 'matchLabels', 'nodeSelector']);
  const members = Object.entries(tree).map(([name, item]) => [name, free.has(name) ? item : spread(item, key, value)]);
  return { ...Object.fromEntries(members), [key]: value };
}

describe('slimming anything', () => {
  test('no environment, managed fields or secret survives, wherever it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(objects)), dropped, foreign, (resource, key, value) => {
        const text = JSON.stringify(slim(resource, spread(objects[resource], key, value)));
        expect(text).not.toContain(SECRET);
        expect(text).not.toContain(`"${key}"`);
      }),
      { numRuns: 300 },
    );
  });

  test('never throws, and the second time changes nothing', () => {
    const members = fc.dictionary(fc.constantFrom('spec', 'status', 'data', 'subsets', 'endpoints', 'ports'), foreign);
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(objects)), members, foreign, (resource, parts, labels) => {
        const object = {
          apiVersion: 'v1',
          kind: 'X',
          metadata: { name: 'coredns', labels, annotations: labels },
          ...parts,
        };
        const once = JSON.stringify(slim(resource, object));
        expect(JSON.stringify(slim(resource, JSON.parse(once)))).toBe(once);
      }),
      { numRuns: 300 },
    );
  });
});

describe('lists as a real API server prints them', () => {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(new URL(`../fixtures/kube-proxy-1.36/${file}`, import.meta.url), 'utf8'));

  test.each([
    ['nodes.json', 'nodes'],
    ['services.json', 'services'],
    ['endpointslices.json', 'endpointslices'],
  ])('%s is kept as %s', (file, resource) => {
    const list = read(file) as { items: { metadata: { name: string } }[] };
    const { resources, sources, problems } = clusterPart([{ documents: [list], problems: [] }]);
    expect(resources.get(resource)?.map(({ metadata: { name } }) => name)).toEqual(
      list.items.map(({ metadata: { name } }) => name),
    );
    expect(sources).toEqual([{ id: `cluster/${resource}`, status: 'ok' }]);
    expect(problems).toEqual([]);
    const text = JSON.stringify(resources.get(resource));
    expect(text).not.toContain('managedFields');
    expect(text.length).toBeLessThan(JSON.stringify(list).length * 0.8);
  });
});
