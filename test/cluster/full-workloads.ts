import { cniConflist } from '../lab/flannel.ts';
import type { Manifest, Workload } from './manifests.ts';

const hostPath = (path: string, type = ''): { readonly path: string; readonly type: string } => ({ path, type });
const tools = 'localhost/tools:1';

/** What pods of the `tools` image take from their node: programs and libraries. */
const fromNode = (programs: string) => ({
  volumes: [
    { name: 'usr', hostPath: hostPath('/usr') },
    { name: 'alternatives', hostPath: hostPath('/etc/alternatives') },
    { name: 'programs', hostPath: hostPath(programs) },
    { name: 'lab', hostPath: hostPath('/run/bin') },
  ],
  mounts: [
    { name: 'usr', mountPath: '/usr', readOnly: true },
    { name: 'alternatives', mountPath: '/etc/alternatives', readOnly: true },
    { name: 'programs', mountPath: programs, readOnly: true },
    { name: 'lab', mountPath: '/opt/lab', readOnly: true },
  ],
});

const onePerNode = (labels: Readonly<Record<string, string>>) => ({
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels: labels }, topologyKey: 'kubernetes.io/hostname' },
    ],
  },
});

/** As flannel's and kubeadm's manifests have them, but for images that need no registry. */
export function fullWorkloads(
  programs: string,
  server: string,
): { readonly deployments: readonly Workload[]; readonly daemonSets: readonly Workload[] } {
  const { volumes, mounts } = fromNode(programs);
  const url = new URL(server);
  const host = { hostNetwork: true, priorityClassName: 'system-node-critical', tolerations: [{ operator: 'Exists' }] };
  const container = (name: string, rest: Readonly<Record<string, unknown>>) => ({
    name,
    image: tools,
    imagePullPolicy: 'Never',
    ...rest,
  });
  const lock = { name: 'lock', hostPath: hostPath('/run/xtables.lock', 'FileOrCreate') };
  const lockMount = { name: 'lock', mountPath: '/run/xtables.lock' };
  const configMap = (name: string) => ({ name: 'config', configMap: { name } });
  const fieldRef = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return {
    daemonSets: [
      {
        namespace: 'kube-system',
        name: 'kube-proxy',
        labels: { 'k8s-app': 'kube-proxy' },
        replicas: 0,
        pod: {
          ...host,
          serviceAccountName: 'kube-proxy',
          volumes: [...volumes, lock, configMap('kube-proxy')],
          containers: [
            container('kube-proxy', {
              command: [
                `${programs}/kube-proxy`,
                '--config=/var/lib/kube-proxy/config.conf',
                '--hostname-override=$(NODE_NAME)',
              ],
              env: [fieldRef('NODE_NAME', 'spec.nodeName')],
              securityContext: { privileged: true },
              volumeMounts: [...mounts, lockMount, { name: 'config', mountPath: '/var/lib/kube-proxy' }],
            }),
          ],
        },
      },
      {
        namespace: 'kube-flannel',
        name: 'kube-flannel-ds',
        labels: { app: 'flannel', tier: 'node' },
        replicas: 0,
        pod: {
          ...host,
          serviceAccountName: 'flannel',
          volumes: [
            ...volumes,
            lock,
            configMap('kube-flannel-cfg'),
            { name: 'run', hostPath: hostPath('/run/flannel') },
            { name: 'cni', hostPath: hostPath('/etc/cni/net.d') },
          ],
          containers: [
            container('kube-flannel', {
              command: [
                `${programs}/flanneld`,
                '--ip-masq',
                '--kube-subnet-mgr',
                '--iface=eth0',
                '--healthz-ip=127.0.0.1',
                '--healthz-port=10258',
              ],
              env: [
                fieldRef('POD_NAME', 'metadata.name'),
                fieldRef('POD_NAMESPACE', 'metadata.namespace'),
                // Through the Service it would have to wait for kube-proxy.
                { name: 'KUBERNETES_SERVICE_HOST', value: url.hostname },
                { name: 'KUBERNETES_SERVICE_PORT', value: url.port },
              ],
              securityContext: { privileged: true },
              // flannel's manifest copies it before flanneld has its subnet, and the first pods then wait for the kubelet's second try.
              lifecycle: {
                postStart: {
                  exec: {
                    command: [
                      'sh',
                      '-c',
                      'until [ -e /run/flannel/subnet.env ]; do sleep 0.05; done; cp /etc/kube-flannel/cni-conf.json /etc/cni/net.d/10-flannel.conflist',
                    ],
                  },
                },
              },
              volumeMounts: [
                ...mounts,
                lockMount,
                { name: 'config', mountPath: '/etc/kube-flannel' },
                { name: 'run', mountPath: '/run/flannel' },
                { name: 'cni', mountPath: '/etc/cni/net.d' },
              ],
            }),
          ],
        },
      },
    ],
    deployments: [
      {
        namespace: 'default',
        name: 'web',
        labels: { app: 'web' },
        replicas: 3,
        pod: {
          affinity: onePerNode({ app: 'web' }),
          terminationGracePeriodSeconds: 1,
          volumes,
          containers: [
            container('web', {
              command: ['/opt/lab/stand-in'],
              env: [{ name: 'LISTEN', value: '0.0.0.0:8080' }, fieldRef('ANSWER', 'metadata.name')],
              ports: [{ name: 'http', containerPort: 8080 }],
              volumeMounts: mounts,
            }),
          ],
        },
      },
      {
        namespace: 'default',
        name: 'client',
        labels: { app: 'client' },
        replicas: 3,
        pod: {
          affinity: onePerNode({ app: 'client' }),
          terminationGracePeriodSeconds: 1,
          containers: [container('client', { image: 'localhost/busybox:1', command: ['sleep', '86400'] })],
        },
      },
      {
        namespace: 'kube-system',
        name: 'coredns',
        labels: { 'k8s-app': 'kube-dns' },
        replicas: 2,
        pod: {
          affinity: onePerNode({ 'k8s-app': 'kube-dns' }),
          dnsPolicy: 'Default',
          serviceAccountName: 'coredns',
          priorityClassName: 'system-cluster-critical',
          terminationGracePeriodSeconds: 1,
          volumes: [configMap('coredns')],
          containers: [
            container('coredns', {
              image: 'localhost/coredns:1',
              command: ['/coredns', '-conf', '/etc/coredns/Corefile'],
              ports: [
                { name: 'dns', containerPort: 53, protocol: 'UDP' },
                { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
                { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
              ],
              livenessProbe: { httpGet: { path: '/health', port: 8080 }, periodSeconds: 10 },
              readinessProbe: { httpGet: { path: '/ready', port: 8181 }, periodSeconds: 1 },
              volumeMounts: [{ name: 'config', mountPath: '/etc/coredns', readOnly: true }],
            }),
          ],
        },
      },
    ],
  };
}

/** What the DaemonSets' ConfigMaps hold besides the daemons' own configuration. */
export const fullConfigData = (server: string): Readonly<Record<string, Readonly<Record<string, string>>>> => {
  const secret = '/var/run/secrets/kubernetes.io/serviceaccount';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'default', cluster: { server, 'certificate-authority': `${secret}/ca.crt` } }],
    users: [{ name: 'default', user: { tokenFile: `${secret}/token` } }],
    contexts: [{ name: 'default', context: { cluster: 'default', user: 'default' } }],
    'current-context': 'default',
  };
  return {
    'kube-proxy': { 'kubeconfig.conf': `${JSON.stringify(config, null, 2)}\n` },
    'kube-flannel-cfg': { 'cni-conf.json': cniConflist },
  };
};

/** kube-proxy's ServiceAccount may do what its user may. */
export const fullPermissions: readonly Manifest[] = [
  {
    path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
    object: {
      metadata: { name: 'kubeadm:node-proxier' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:node-proxier' },
      subjects: [{ kind: 'ServiceAccount', name: 'kube-proxy', namespace: 'kube-system' }],
    },
  },
];
