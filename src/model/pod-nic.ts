import type { ApiObject } from '../snapshot/types.ts';
import { isObject, namespaceOf } from './api-fields.ts';
import { canonicalAddress } from './ip.ts';
import type { Pod, PodNic } from './types.ts';

/**
 * An object that says which OVS port carries a pod: its name is `ADDRESS-vpc-NETWORK`; the pod's and the port's name stand among its fields,
 * under names that differ from CNI to CNI. So a pod's name is told by the pods that exist, else by its key; the port by its key.
 */
export function podNic(object: ApiObject, pods: ReadonlyMap<string, Pod>): PodNic | undefined {
  const at = object.metadata.name.indexOf('-vpc-');
  const written = object.metadata.name.slice(0, at);
  const ip = canonicalAddress(written) ?? canonicalAddress(written.replaceAll('-', ':'));
  if (at < 0 || ip === undefined) return undefined;
  const { apiVersion: _, kind: __, metadata: ___, ...rest } = object;
  const fields = textsIn(rest);
  const named = fields.find(([, value]) => pods.has(value)) ?? fields.find(([key]) => /^pod(?:_?name)?$/i.test(key));
  const port =
    fields.find(([key, value]) => PORT_KEY.test(key) && DEVICE_NAME.test(value)) ??
    fields.find(([key, value]) => /port|iface|interface/i.test(key) && DEVICE_NAME.test(value));
  return {
    namespace: namespaceOf(object),
    name: object.metadata.name,
    ip,
    pod: named?.[1] ?? null,
    port: port?.[1] ?? null,
  };
}

const PORT_KEY = /^(?:ovs_?)?(?:port|if|iface|interface|nic|device|dev|veth)(?:_?name)?$/i;
/** A device name has at most 15 characters (IFNAMSIZ), begins with a letter and is no address. */
const DEVICE_NAME = /^[A-Za-z][A-Za-z0-9_.-]{1,14}$/;

/** All texts with the key that they stand under, in the object's order. */
function textsIn(value: unknown, key = '', depth = 0): [string, string][] {
  if (typeof value === 'string') return [[key, value]];
  if (depth > 8) return [];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, key, depth + 1));
  if (!isObject(value)) return [];
  return Object.keys(value)
    .sort()
    .flatMap((name) => textsIn(value[name], name, depth + 1));
}
