import { isCiliumConfig } from './slim/cilium.ts';
import { isWantedConfigMap } from './slim/config-map.ts';
import { isNetworkEvent } from './slim/event.ts';
import { NODE_LEASES } from './slim/lease.ts';
import { isPodNicName } from './slim/pod-nic.ts';

/** Resources by `group/Kind`; old clusters print some kinds in the group `extensions`. */
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ['/Node', 'nodes'],
  ['/Pod', 'pods'],
  ['/Service', 'services'],
  ['/Endpoints', 'endpoints'],
  ['discovery.k8s.io/EndpointSlice', 'endpointslices'],
  ['apps/DaemonSet', 'daemonsets'],
  ['extensions/DaemonSet', 'daemonsets'],
  ['apps/Deployment', 'deployments'],
  ['extensions/Deployment', 'deployments'],
  ['networking.k8s.io/NetworkPolicy', 'networkpolicies'],
  ['extensions/NetworkPolicy', 'networkpolicies'],
  ['/Event', 'events'],
  ['events.k8s.io/Event', 'events'],
  ['/ConfigMap', 'configmaps'],
  ['/Namespace', 'namespaces'],
  ['apps/ReplicaSet', 'replicasets'],
  ['apps/StatefulSet', 'statefulsets'],
  ['extensions/ReplicaSet', 'replicasets'],
  ['networking.k8s.io/Ingress', 'ingresses'],
  ['extensions/Ingress', 'ingresses'],
  ['networking.k8s.io/IngressClass', 'ingressclasses'],
  ['networking.k8s.io/ServiceCIDR', 'servicecidrs'],
  ['networking.k8s.io/IPAddress', 'ipaddresses'],
  ['gateway.networking.k8s.io/GatewayClass', 'gatewayclasses'],
  ['gateway.networking.k8s.io/Gateway', 'gateways'],
  ['gateway.networking.k8s.io/HTTPRoute', 'httproutes'],
  ['coordination.k8s.io/Lease', 'leases'],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', 'validatingwebhooks'],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', 'mutatingwebhooks'],
  ['crd.projectcalico.org/IPPool', 'ippools'],
  ['projectcalico.org/IPPool', 'ippools'],
  ['crd.projectcalico.org/BGPConfiguration', 'bgpconfigurations'],
  ['projectcalico.org/BGPConfiguration', 'bgpconfigurations'],
  ['crd.projectcalico.org/BGPPeer', 'bgppeers'],
  ['projectcalico.org/BGPPeer', 'bgppeers'],
  ['cilium.io/CiliumNode', 'ciliumnodes'],
  ['netlint/Version', 'versions'],
]);

/** The name of the resource for an OVS-based CNI's objects, whatever the cluster calls them. */
export const POD_NICS = 'podnics';

export type Destination =
  | { readonly to: 'resource'; readonly resource: string }
  /** Of a wanted kind, but not one of the wanted objects: another ConfigMap, an event that is not about the network. */
  | { readonly to: 'left-out'; readonly resource: string }
  | { readonly to: 'secret' }
  | { readonly to: 'foreign'; readonly kind: string };

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** Where an API object belongs. `object` is the whole of it: events are told apart by what they say. */
export function destinationOf(
  apiVersion: string,
  kind: string,
  name: string,
  namespace: string | undefined,
  object: Readonly<Record<string, unknown>>,
): Destination {
  const group = groupOf(apiVersion);
  if (group === '' && kind === 'Secret') return { to: 'secret' };
  const resource = BUILT_IN.get(`${group}/${kind}`);
  if (resource === undefined) {
    const custom = group.includes('.') && !group.endsWith('.k8s.io') && namespace !== undefined && isPodNicName(name);
    return custom
      ? { to: 'resource', resource: POD_NICS }
      : { to: 'foreign', kind: group === '' ? kind : `${kind}.${group}` };
  }
  if (resource === 'configmaps' && isCiliumConfig(name, namespace ?? ''))
    return { to: 'resource', resource: 'ciliumconfig' };
  if (resource === 'leases' && namespace !== NODE_LEASES) return { to: 'left-out', resource };
  if (resource === 'configmaps' && !isWantedConfigMap(name, namespace ?? '')) return { to: 'left-out', resource };
  if (resource === 'events' && !isNetworkEvent(object)) return { to: 'left-out', resource };
  return { to: 'resource', resource };
}
