import type { ClusterReading } from '../collect.ts';
import type { ApiClient } from './client-types.ts';
import { withFrugalHeap } from './frugal-heap.ts';
import { type ClusterRead, readCluster } from './read-cluster.ts';
import { rereadCluster } from './reread-cluster.ts';

/** The API's side of a collection, with what has to be remembered between its readings. */
export function clusterReading(
  client: ApiClient,
  { concurrency, pageSize }: { readonly concurrency?: number; readonly pageSize?: number } = {},
): ClusterReading {
  const how = {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(pageSize === undefined ? {} : { pageSize }),
  };
  let last: Pick<ClusterRead, 'versions' | 'served'> = { versions: new Map(), served: null };
  return {
    read: async (limits, onObjects) => {
      const { sources, clockOffsetMs, ...state } = await withFrugalHeap(() =>
        readCluster(client, { ...limits, ...how, onObjects }),
      );
      last = state;
      return { sources, clockOffsetMs };
    },
    again: (limits) => withFrugalHeap(() => rereadCluster(client, last, { ...limits, ...how })),
  };
}
