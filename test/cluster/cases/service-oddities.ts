import type { RealOddity } from '../case.ts';
import { restartsKubeProxy } from '../case.ts';
import { settled } from '../settled.ts';

const services = '/api/v1/namespaces/default/services';
const apps = '/apis/apps/v1/namespaces/default';
const ingresses = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';

const port = { name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 };
const service = (name: string, spec: unknown) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec,
});

/** A workload that is scaled to zero. */
const idle = (kind: 'Deployment' | 'StatefulSet', name: string) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'default' },
  spec: {
    replicas: 0,
    ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image: 'example/web:1' }] } },
  },
});

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'idle', namespace: 'default' },
  spec: {
    defaultBackend: { service: { name: 'idle', port: { name: 'http' } } },
    rules: [
      {
        host: 'out.example.test',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'out', port: { number: 80 } } } }],
        },
      },
    ],
  },
};

const emptyOnPurpose: readonly (readonly [path: string, object: { readonly metadata: { readonly name: string } }])[] = [
  [`${apps}/deployments`, idle('Deployment', 'idle')],
  [services, service('idle', { selector: { app: 'idle' }, ports: [port] })],
  [`${apps}/statefulsets`, idle('StatefulSet', 'store')],
  [services, service('store', { clusterIP: 'None', selector: { app: 'store' }, ports: [port] })],
  [services, service('manual', { ports: [port] })],
  [services, service('out', { type: 'ExternalName', externalName: 'example.test' })],
  [ingresses, ingress],
];

const newborn = service('newborn', { selector: { app: 'newborn' }, ports: [port] });

export const serviceOddities: readonly RealOddity[] = [
  {
    name: 'Services that have no endpoint on purpose',
    smoke: true,
    inject: async (cluster) => {
      for (const [path, object] of emptyOnPurpose) await cluster.api.create(path, object);
      await settled(cluster);
    },
    undo: async (cluster) => {
      for (const [path, { metadata }] of emptyOnPurpose) await cluster.api.remove(`${path}/${metadata.name}`);
    },
  },
  {
    name: 'a Service whose pods are not there yet',
    inject: (cluster) => cluster.api.create(services, newborn),
    undo: (cluster) => cluster.api.remove(`${services}/newborn`),
  },
  {
    name: 'every pod of kube-proxy was replaced',
    inject: restartsKubeProxy('node1', 'node2', 'node3'),
  },
];
