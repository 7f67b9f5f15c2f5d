import type { Workload } from './manifests.ts';

const hostPod = (name: string, serviceAccountName: string, command: readonly string[]): Workload['pod'] => ({
  hostNetwork: true,
  priorityClassName: 'system-node-critical',
  serviceAccountName,
  tolerations: [{ operator: 'Exists' }],
  containers: [{ name, image: `example/${name}:1`, command }],
});

/** The pods of the quick form: their containers are made by `pod-runner.ts`, by name. */
export function quickWorkloads(): {
  readonly deployments: readonly Workload[];
  readonly daemonSets: readonly Workload[];
} {
  const image = (name: string): string => `example/${name}:1`;
  return {
    deployments: [
      {
        namespace: 'default',
        name: 'web',
        labels: { app: 'web' },
        replicas: 3,
        pod: {
          containers: [{ name: 'web', image: image('web'), ports: [{ name: 'http', containerPort: 8080 }] }],
        },
      },
      {
        namespace: 'default',
        name: 'client',
        labels: { app: 'client' },
        replicas: 3,
        pod: { containers: [{ name: 'client', image: image('client') }] },
      },
      {
        namespace: 'kube-system',
        name: 'coredns',
        labels: { 'k8s-app': 'kube-dns' },
        replicas: 2,
        pod: {
          dnsPolicy: 'Default',
          serviceAccountName: 'coredns',
          priorityClassName: 'system-cluster-critical',
          containers: [
            {
              name: 'coredns',
              image: image('coredns'),
              args: ['-conf', '/etc/coredns/Corefile'],
              ports: [
                { name: 'dns', containerPort: 53, protocol: 'UDP' },
                { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
                { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
              ],
              livenessProbe: { httpGet: { path: '/health', port: 8080 } },
              readinessProbe: { httpGet: { path: '/ready', port: 8181 } },
            },
          ],
        },
      },
    ],
    daemonSets: [
      {
        namespace: 'kube-system',
        name: 'kube-proxy',
        labels: { 'k8s-app': 'kube-proxy' },
        replicas: 0,
        pod: hostPod('kube-proxy', 'kube-proxy', [
          '/usr/local/bin/kube-proxy',
          '--config=/var/lib/kube-proxy/config.conf',
          '--hostname-override=$(NODE_NAME)',
        ]),
      },
      {
        namespace: 'kube-flannel',
        name: 'kube-flannel-ds',
        labels: { app: 'flannel', tier: 'node' },
        replicas: 0,
        pod: hostPod('kube-flannel', 'flannel', ['/opt/bin/flanneld', '--ip-masq', '--kube-subnet-mgr']),
      },
    ],
  };
}
