import { isRecord } from '../../snapshot/slim/keep.ts';

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

/** An Endpoints object with the number of its addresses in the place of the addresses, which the EndpointSlices have too. */
export function countEndpoints(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { subsets, ...rest } = object;
  let ready = 0;
  let notReady = 0;
  for (const subset of Array.isArray(subsets) ? subsets : []) {
    if (!isRecord(subset)) continue;
    ready += lengthOf(subset.addresses);
    notReady += lengthOf(subset.notReadyAddresses);
  }
  return { ...rest, counted: { ready, notReady } };
}
