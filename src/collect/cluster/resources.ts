import { NODE_LEASES } from '../../snapshot/slim/lease.ts';

/**
 * What is read of the API. Reading, permissions, `preflight`, `rbac` and the docs all follow this table.
 */
export interface ApiResource {
  /** File name in `cluster/`. */
  readonly id: string;
  /** '' is the core group. */
  readonly group: string;
  /** The first that the server has is used. */
  readonly versions: readonly string[];
  /** Plural, as RBAC names it. */
  readonly resource: string;
  /** Only this namespace is read. */
  readonly namespace?: string;
  /** Objects that are read one by one, by name; all others of the kind are never asked for. */
  readonly named?: readonly NamedObject[];
  /** A cluster may do without it: then there is none, and nothing is missing. */
  readonly optional: boolean;
  /** What rules learn from it: half a sentence. */
  readonly why: string;
  /**
   * How it is seen that something moved while the nodes were read. version: by resourceVersion · content: by what is kept of it, since a
   * heartbeat changes the version · none: nothing that nodes show rests on it.
   */
  readonly motion: 'version' | 'content' | 'none';
}

export interface NamedObject {
  readonly namespace: string;
  readonly name: string;
}

const core = (id: string, why: string, motion: ApiResource['motion'] = 'none'): ApiResource => ({
  id,
  group: '',
  versions: ['v1'],
  resource: id,
  optional: false,
  why,
  motion,
});

const grouped = (
  id: string,
  group: string,
  versions: readonly string[],
  why: string,
  more: Partial<ApiResource> = {},
): ApiResource => ({ id, group, versions, resource: id, optional: false, why, motion: 'none', ...more });

const optional = { optional: true } as const;
const NETWORKING = 'networking.k8s.io';
const GATEWAY = 'gateway.networking.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const CALICO = 'crd.projectcalico.org';

/** The longest list comes first, as its pages can only be asked for one after another. */
export const RESOURCES: readonly ApiResource[] = [
  core('pods', 'which addresses are pods and where they run, and how the network daemons are started', 'version'),
  grouped('endpointslices', 'discovery.k8s.io', ['v1', 'v1beta1'], 'which addresses a Service should lead to', {
    motion: 'version',
  }),
  core('nodes', "addresses, pod networks, flannel's annotations, readiness and versions of the nodes", 'content'),
  core('services', 'which virtual addresses and node ports the nodes should know', 'version'),
  core(
    'endpoints',
    'whether a list of endpoints was cut off at 1,000 (and all of it on clusters without EndpointSlices)',
  ),
  core('namespaces', 'labels by which network policies choose namespaces', 'version'),
  grouped('networkpolicies', NETWORKING, ['v1'], 'what policies forbid, as DNS', { motion: 'version' }),
  grouped('daemonsets', 'apps', ['v1'], 'whether kube-proxy, flannel and the like should run on every node'),
  grouped('deployments', 'apps', ['v1'], 'how many replicas of CoreDNS and others there should be'),
  grouped('statefulsets', 'apps', ['v1'], 'whether a Service without pods was scaled to zero'),
  grouped('replicasets', 'apps', ['v1'], 'which Deployment a pod belongs to'),
  core('events', 'what the kubelet and the controllers say about the network'),
  grouped('leases', 'coordination.k8s.io', ['v1'], "whether a node's kubelet still reports", {
    namespace: NODE_LEASES,
  }),
  grouped('ingresses', NETWORKING, ['v1'], 'which Services are published by host and path'),
  grouped('ingressclasses', NETWORKING, ['v1'], 'which controller serves an Ingress'),
  grouped(
    'servicecidrs',
    NETWORKING,
    ['v1', 'v1beta1'],
    'the range of ClusterIPs (Kubernetes 1.33 and later)',
    optional,
  ),
  grouped('ipaddresses', NETWORKING, ['v1', 'v1beta1'], 'which Service has which ClusterIP (1.33 and later)', optional),
  grouped('validatingwebhooks', ADMISSION, ['v1'], 'which Services the API server itself must reach', {
    resource: 'validatingwebhookconfigurations',
  }),
  grouped('mutatingwebhooks', ADMISSION, ['v1'], 'which Services the API server itself must reach', {
    resource: 'mutatingwebhookconfigurations',
  }),
  grouped('gatewayclasses', GATEWAY, ['v1', 'v1beta1'], 'which controller serves a Gateway', optional),
  grouped('gateways', GATEWAY, ['v1', 'v1beta1'], 'listeners and addresses of Gateways', optional),
  grouped('httproutes', GATEWAY, ['v1', 'v1beta1'], 'which Services are published through Gateways', optional),
  grouped('ippools', CALICO, ['v1'], "Calico's pod networks, and how it encapsulates and translates", optional),
  grouped('bgpconfigurations', CALICO, ['v1'], "Calico's mesh between the nodes", optional),
  grouped('bgppeers', CALICO, ['v1'], 'which routers Calico talks to', optional),
  grouped('ciliumnodes', 'cilium.io', ['v2'], "the nodes' addresses and pod networks as Cilium sees them", optional),
  {
    ...core('configmaps', 'how kube-proxy, flannel, CoreDNS and the kubelets are configured; only these few names'),
    named: [
      { namespace: 'kube-system', name: 'kube-proxy' },
      { namespace: 'kube-system', name: 'coredns' },
      { namespace: 'kube-system', name: 'kubeadm-config' },
      { namespace: 'kube-system', name: 'kubelet-config' },
      { namespace: 'kube-system', name: 'kube-flannel-cfg' },
      { namespace: 'kube-flannel', name: 'kube-flannel-cfg' },
    ],
  },
  {
    ...core('ciliumconfig', 'how Cilium routes; of this one ConfigMap only known settings are kept'),
    resource: 'configmaps',
    named: [{ namespace: 'kube-system', name: 'cilium-config' }],
    optional: true,
  },
];

/** Objects of an OVS-based CNI: the group has another name in every cluster, the resource is called `nics`. */
export const NIC_RESOURCE = {
  resource: 'nics',
  why: 'which bridge port carries a pod, on clusters with such an OVS-based CNI',
};

/** `deployments.apps`, as kubectl writes it. */
export function qualified({ group, resource }: Pick<ApiResource, 'group' | 'resource'>): string {
  return group === '' ? resource : `${resource}.${group}`;
}

export function listPath(
  { group, resource, namespace }: Pick<ApiResource, 'group' | 'resource' | 'namespace'>,
  version: string,
): string {
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${base}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${resource}`;
}
