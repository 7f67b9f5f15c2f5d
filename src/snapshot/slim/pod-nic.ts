import { isRecord, type Keep, shape } from './keep.ts';

/**
 * Custom objects of an OVS-based CNI that say which bridge port carries a pod: named after the address and the network
 * (`192.100.0.31-vpc-default`), with the pod's name and the port's name among their fields. Which fields differs, so every short value
 * that can be a name, an address or a number stays.
 */
export function isPodNicName(name: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?:[:-][0-9a-f]{0,4}){2,7})-vpc-[a-z0-9][a-z0-9.-]*$/.test(name);
}

const DEEPEST = 6;
const SECRET_KEY =
  /secret|token|passw|credential|cert|private|managedfields|^fields|^env|^volume|^(?:args|command|data|stringdata|binarydata)$|key$/i;
const NAME_OR_ADDRESS = /^[A-Za-z0-9_.:@/-]{1,253}$/;

function scalar(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'string' && NAME_OR_ADDRESS.test(value) ? value : undefined;
}

const fields =
  (depth: number): Keep =>
  (value) => {
    if (Array.isArray(value)) {
      return depth === 0 ? undefined : value.map(fields(depth - 1)).filter((item) => item !== undefined);
    }
    if (!isRecord(value)) return scalar(value);
    if (depth === 0) return undefined;
    const kept: Record<string, unknown> = {};
    for (const key of Object.keys(value).sort()) {
      const item = key === '__proto__' || SECRET_KEY.test(key) ? undefined : fields(depth - 1)(value[key]);
      if (item !== undefined) kept[key] = item;
    }
    return kept;
  };

const BESIDE_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', '__proto__']);

export const podNic = (object: Readonly<Record<string, unknown>>): Keep =>
  shape(
    Object.fromEntries(
      Object.keys(object)
        .filter((key) => !BESIDE_FIELDS.has(key) && !SECRET_KEY.test(key))
        .sort()
        .map((key) => [key, fields(DEEPEST)]),
    ),
  );
