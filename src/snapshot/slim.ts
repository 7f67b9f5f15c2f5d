import { POD_NICS } from './resources.ts';
import { bgpConfiguration, bgpPeer, ipPool } from './slim/calico.ts';
import { ciliumConfig, ciliumNode } from './slim/cilium.ts';
import { configMap } from './slim/config-map.ts';
import { endpointSlice, endpoints } from './slim/endpoints.ts';
import { event } from './slim/event.ts';
import { gateway, gatewayClass, httpRoute } from './slim/gateway.ts';
import { ingress, ingressClass } from './slim/ingress.ts';
import { isRecord, type Keep, shape } from './slim/keep.ts';
import { lease } from './slim/lease.ts';
import { lastWritten, metadata } from './slim/metadata.ts';
import { networkPolicy } from './slim/network-policy.ts';
import { node } from './slim/node.ts';
import { pod } from './slim/pod.ts';
import { podNic } from './slim/pod-nic.ts';
import { service } from './slim/service.ts';
import { ipAddress, serviceCidr } from './slim/service-addresses.ts';
import { version } from './slim/version.ts';
import { webhookConfiguration } from './slim/webhook.ts';
import { namespace, replicaSet, statefulSet, workload } from './slim/workload.ts';
import type { ApiObject } from './types.ts';

type KeepFor = (object: Readonly<Record<string, unknown>>) => Keep;

/** The same members whatever the object is. */
const fixed = (members: Readonly<Record<string, Keep>>): KeepFor => {
  const keep = shape(members);
  return () => keep;
};

const BY_RESOURCE: ReadonlyMap<string, KeepFor> = new Map([
  ['nodes', fixed(node)],
  ['pods', pod],
  ['services', fixed(service)],
  ['endpoints', fixed(endpoints)],
  ['endpointslices', fixed(endpointSlice)],
  ['daemonsets', fixed(workload)],
  ['deployments', fixed(workload)],
  ['replicasets', fixed(replicaSet)],
  ['statefulsets', fixed(statefulSet)],
  ['namespaces', fixed(namespace)],
  ['networkpolicies', fixed(networkPolicy)],
  ['ingresses', fixed(ingress)],
  ['ingressclasses', fixed(ingressClass)],
  ['gateways', fixed(gateway)],
  ['gatewayclasses', fixed(gatewayClass)],
  ['httproutes', fixed(httpRoute)],
  ['leases', fixed(lease)],
  ['events', fixed(event)],
  ['validatingwebhooks', fixed(webhookConfiguration)],
  ['mutatingwebhooks', fixed(webhookConfiguration)],
  ['servicecidrs', fixed(serviceCidr)],
  ['ipaddresses', fixed(ipAddress)],
  ['ippools', fixed(ipPool)],
  ['bgpconfigurations', fixed(bgpConfiguration)],
  ['bgppeers', fixed(bgpPeer)],
  ['ciliumnodes', fixed(ciliumNode)],
  ['ciliumconfig', fixed(ciliumConfig)],
  ['configmaps', configMap],
  ['versions', fixed(version)],
  [POD_NICS, podNic],
]);

/** Where rules ask how long ago an object changed. */
const WRITTEN: ReadonlySet<string> = new Set(['endpointslices', 'endpoints']);

/**
 * The part of an API object that rules read, in a fixed order of members; slimming it once more changes nothing.
 * Undefined for what is no API object (no apiVersion, kind or name).
 */
export function slim(resource: string, value: unknown): ApiObject | undefined {
  if (!isRecord(value)) return undefined;
  const { apiVersion, kind } = value;
  const slimmed = metadata(value.metadata);
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  if (!isRecord(slimmed) || slimmed.name === undefined) return undefined;
  const keep = BY_RESOURCE.get(resource)?.(value);
  const written = WRITTEN.has(resource) ? lastWritten(value.metadata) : undefined;
  // metadata's shape has checked what ApiObject promises; the rest of it is unknown by type.
  return {
    apiVersion,
    kind,
    metadata: written === undefined ? slimmed : { ...slimmed, lastWritten: written },
    ...(keep && (keep(value) as object)),
  } as unknown as ApiObject;
}
