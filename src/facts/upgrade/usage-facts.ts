import type { ClusterModel, Workload } from '../../model/types.ts';
import { absentBecause, fromReading, listOf } from '../fact-value.ts';
import { defineFact, type FactValue, type Item, type Unseen } from '../types.ts';

/** What of the cluster's objects an upgrade is about. */
export const usageFacts = [
  defineFact({
    name: 'cluster.endpoints.truncated',
    target: 'cluster',
    type: 'list',
    fields: { service: 'string' },
    doc: 'Services whose Endpoints were cut off at 1,000 addresses (annotation endpoints.kubernetes.io/over-capacity): who reads Endpoints in place of EndpointSlices sees a part of them.',
    sources: ['cluster/endpoints'],
    compute: (_, { cluster: { truncatedEndpoints: endpoints } }) =>
      fromReading(endpoints, (names) =>
        listOf(
          names.map((service) => ({ service })),
          endpoints.state === 'known' ? partial('endpoints', endpoints.partial) : [],
        ),
      ),
  }),
  defineFact({
    name: 'cluster.services.externalIps',
    target: 'cluster',
    type: 'list',
    fields: { service: 'string', ips: 'string' },
    doc: 'Services with spec.externalIPs.',
    sources: ['cluster/services'],
    compute: (_, { cluster: { services } }) =>
      fromReading(services, (all) =>
        listOf(
          all
            .filter(({ externalIps }) => externalIps.length > 0)
            .map(({ namespace, name, externalIps }) => ({
              service: `${namespace}/${name}`,
              ips: externalIps.join(', '),
            })),
          services.state === 'known' ? partial('services', services.partial) : [],
        ),
      ),
  }),
  defineFact({
    name: 'cluster.ingressNginx.installed',
    target: 'cluster',
    type: 'list',
    fields: { kind: 'string', name: 'string', what: 'string' },
    doc: 'Where the controller of kubernetes/ingress-nginx is: Deployments and DaemonSets with its image, and IngressClasses that name it (`what`). Not that of F5 NGINX, which is another project.',
    sources: ['cluster/deployments', 'cluster/daemonsets', 'cluster/ingressclasses'],
    compute: (_, { cluster }) => ingressNginx(cluster),
  }),
  defineFact({
    name: 'cluster.kubeDns.installed',
    target: 'cluster',
    type: 'list',
    fields: { name: 'string', images: 'string' },
    doc: 'Deployments of kube-dns, which CoreDNS has replaced. Absent on GKE, which maintains a kube-dns of its own.',
    sources: ['cluster/deployments', 'cluster/versions', 'cluster/nodes'],
    compute: (_, { cluster }) => kubeDns(cluster),
  }),
] as const;

const partial = (resource: string, reason: string | undefined): readonly Unseen[] =>
  reason === undefined ? [] : [{ who: `cluster/${resource}`, missing: `cluster/${resource}`, reason }];

/** `registry.k8s.io/ingress-nginx/controller:v1.12.1`, and `controller-chroot`, in whatever registry. */
const INGRESS_NGINX_IMAGE = /(?:^|\/)ingress-nginx\/controller(?:-chroot)?(?:[:@]|$)/;
/** What it was called until 2021. */
const OLD_IMAGE = /(?:^|\/)nginx-ingress-controller\/?(?:[:@]|$)/;
const isIngressNginx = (image: string): boolean =>
  INGRESS_NGINX_IMAGE.test(image) || (OLD_IMAGE.test(image) && /kubernetes-ingress-controller\//.test(image));

function ingressNginx({ workloads, ingressClasses }: ClusterModel): FactValue {
  const unseen: Unseen[] = [];
  for (const reading of [workloads, ingressClasses]) {
    if (reading.state === 'unknown')
      unseen.push({ who: reading.missing, missing: reading.missing, reason: reading.reason });
    else if (reading.state === 'known' && reading.partial !== undefined) {
      const missing = reading === workloads ? 'cluster/deployments' : 'cluster/ingressclasses';
      unseen.push({ who: missing, missing, reason: reading.partial });
    }
  }
  const controllers = workloadsOf(workloads).flatMap(({ kind, namespace, name, images }): Item[] => {
    const image = images.find(isIngressNginx);
    return image === undefined ? [] : [{ kind, name: `${namespace}/${name}`, what: image }];
  });
  const classes = (ingressClasses.state === 'known' ? ingressClasses.value : [])
    .filter(({ controller }) => controller === 'k8s.io/ingress-nginx')
    .map(({ name, controller }): Item => ({ kind: 'IngressClass', name, what: controller }));
  return listOf([...controllers, ...classes], unseen);
}

const workloadsOf = (workloads: ClusterModel['workloads']): readonly Workload[] =>
  workloads.state === 'known' ? workloads.value : [];

function kubeDns({ workloads, apiServerVersion, nodes }: ClusterModel): FactValue {
  const isGke =
    (apiServerVersion.state === 'known' && /-gke\./.test(apiServerVersion.value)) ||
    nodes.some(
      ({ kubernetes }) => kubernetes.state === 'known' && /-gke\./.test(kubernetes.value.kubeletVersion ?? ''),
    );
  if (isGke) return absentBecause('GKE maintains a kube-dns of its own');
  return fromReading(workloads, (all) =>
    listOf(
      all
        .filter(
          ({ kind, images }) =>
            kind === 'Deployment' &&
            images.some((image) => /(?:^|\/)(?:k8s-dns-kube-dns|kubedns)(?:-amd64)?(?:[:@]|$)/.test(image)),
        )
        .map(({ namespace, name, images }) => ({ name: `${namespace}/${name}`, images: images.join(', ') })),
      workloads.state === 'known' ? partial('deployments', workloads.partial) : [],
    ),
  );
}
