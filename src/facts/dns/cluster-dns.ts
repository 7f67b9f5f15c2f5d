import { absent, known, type Reading, unknown } from '../../model/reading.ts';
import type { Endpoint, Pod, Service, Workload } from '../../model/types.ts';
import type { FactContext } from '../types.ts';

/** The Service that pods ask for names, and what is behind it. */
export interface ClusterDns {
  readonly service: Service;
  /** `kube-system/kube-dns` */
  readonly name: string;
  /** Pods that its selector selects and that have not ended. */
  readonly pods: readonly Pod[];
  /** Pods of the same namespace that serve names and that it does not select. */
  readonly unselected: readonly Pod[];
  /** Of port 53 by UDP, where it has that, else by TCP; ready and not ready. */
  readonly endpoints: Reading<readonly Endpoint[]>;
  readonly workload: Workload | null;
}

/** Names that installers give it: kubeadm and most others, CoreDNS's chart, RKE2, OpenShift. */
const NAMES: ReadonlySet<string> = new Set(['kube-dns', 'coredns', 'rke2-coredns-rke2-coredns', 'dns-default']);
const NAMESPACES: ReadonlySet<string> = new Set(['kube-system', 'openshift-dns', 'kube-dns', 'coredns']);

/** Services that answer for the cluster's names. The upstream of a node-local cache leads to the same pods, but no pod asks there. */
export function dnsServices({ cluster: { services }, memo }: FactContext): readonly Service[] {
  return memo('Services of the cluster DNS', () =>
    services.state === 'known' ? services.value.filter(isClusterDns).toSorted(byUsualName) : [],
  );
}

export const isClusterDns = ({ namespace, name, labels, ports, clusterIps }: Service): boolean =>
  NAMESPACES.has(namespace) &&
  clusterIps.length > 0 &&
  ports.some(({ port }) => port === 53) &&
  (NAMES.has(name) || ['KubeDNS', 'CoreDNS'].includes(labels['kubernetes.io/name'] ?? ''));

const byUsualName = (a: Service, b: Service): number =>
  Number(b.name === 'kube-dns') - Number(a.name === 'kube-dns') || (a.name < b.name ? -1 : 1);

/** What serves the cluster's names; absent where nothing says that the cluster has its own. */
export function clusterDns(context: FactContext): Reading<ClusterDns> {
  return context.memo('cluster DNS', () => {
    const { services, pods, endpoints, workloads } = context.cluster;
    if (services.state === 'unknown') return services;
    const [service] = dnsServices(context);
    if (service === undefined) {
      const partial = services.state === 'known' ? services.partial : undefined;
      return partial === undefined
        ? absent('no Service of the cluster DNS is known', 'services of the API')
        : unknown('cluster/services', partial);
    }
    if (pods.state !== 'known') return pods;
    const here = pods.value.filter((pod) => pod.namespace === service.namespace && !isOver(pod));
    const selector = service.selector;
    const own = here.filter((pod) => selector !== null && isSelected(pod, selector));
    const name = `${service.namespace}/${service.name}`;
    return known(
      {
        service,
        name,
        pods: own,
        unselected: selector === null ? [] : here.filter((pod) => !own.includes(pod) && isDnsServer(pod)),
        endpoints:
          endpoints.state === 'known'
            ? known(
                (endpoints.value.get(name) ?? []).filter(
                  ({ protocol, portName }) => protocol === askedBy(service) && isPort53(service, portName),
                ),
                endpoints.source,
                endpoints.partial,
              )
            : endpoints,
        workload:
          workloads.state === 'known'
            ? (workloads.value.find(
                (one) =>
                  one.namespace === service.namespace &&
                  (own.some(({ owner }) => owner === one.name) || (own.length === 0 && isDnsWorkload(one))),
              ) ?? null)
            : null,
      },
      services.source,
      pods.partial,
    );
  });
}

/** A Service without UDP is a fault of its own; its servers may be well. */
const askedBy = ({ ports }: Service): 'udp' | 'tcp' =>
  ports.some(({ port, protocol }) => port === 53 && protocol === 'udp') ? 'udp' : 'tcp';

const isPort53 = (service: Service, portName: string | null): boolean =>
  service.ports.some(
    ({ port, protocol, name }) => port === 53 && protocol === askedBy(service) && (name ?? '') === (portName ?? ''),
  );

const isOver = ({ phase, terminating }: Pod): boolean => phase === 'Succeeded' || phase === 'Failed' || terminating;

const isSelected = ({ labels }: Pod, selector: Readonly<Record<string, string>>): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

/** By what every installer labels it, or by its name; a node-local cache has the label `node-local-dns`. */
const isDnsServer = ({ labels, owner }: Pod): boolean =>
  labels['k8s-app'] === 'kube-dns' ||
  labels['k8s-app'] === 'coredns' ||
  labels['app.kubernetes.io/name'] === 'coredns' ||
  /^(?:rke2-)?coredns(?!.*autoscaler)/.test(owner);

const isDnsWorkload = ({ name, labels, images }: Workload): boolean =>
  NAMES.has(name) ||
  labels['k8s-app'] === 'kube-dns' ||
  images.some((image) => /(?:^|\/)coredns(?:[:@]|$)/.test(image));

/** Age below which a pod that has never been ready is only starting. */
export const STARTING_SECONDS = 60;
