import { POD_NICS } from './resources.ts';
import { configMap } from './slim/config-map.ts';
import { endpointSlice, endpoints } from './slim/endpoints.ts';
import { event } from './slim/event.ts';
import { isRecord, type Keep, shape } from './slim/keep.ts';
import { metadata } from './slim/metadata.ts';
import { networkPolicy } from './slim/network-policy.ts';
import { node } from './slim/node.ts';
import { pod } from './slim/pod.ts';
import { podNic } from './slim/pod-nic.ts';
import { service } from './slim/service.ts';
import { workload } from './slim/workload.ts';
import type { ApiObject } from './types.ts';

type Members = Readonly<Record<string, Keep>>;

const BY_RESOURCE: ReadonlyMap<string, (object: Readonly<Record<string, unknown>>) => Members> = new Map([
  ['nodes', () => node],
  ['pods', pod],
  ['services', () => service],
  ['endpoints', () => endpoints],
  ['endpointslices', () => endpointSlice],
  ['daemonsets', () => workload],
  ['deployments', () => workload],
  ['networkpolicies', () => networkPolicy],
  ['events', () => event],
  ['configmaps', configMap],
  [POD_NICS, podNic],
]);

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
  const members = BY_RESOURCE.get(resource)?.(value);
  // metadata's shape has checked what ApiObject promises; the rest of it is unknown by type.
  return {
    apiVersion,
    kind,
    metadata: slimmed,
    ...(members && (shape(members)(value) as object)),
  } as unknown as ApiObject;
}
