import { type AccessMode, type Permission, permissionsFor } from '../../src/collect/cluster/permissions.ts';

/** Stands for the namespace of the release, where Jobs are made or agents run. */
const HERE = 'namespace-of-the-release';

/** The rights of every way by namespace, null being cluster-wide. */
export function readingRights(): ReadonlyMap<string | null, readonly Permission[]> {
  return Map.groupBy(permissionsFor({ mode: 'api', namespace: HERE }), ({ namespace }) => namespace);
}

/** What one way to the nodes needs beside them: in the whole cluster, and where its pods run. */
export function rightsForNodes(mode: AccessMode): {
  readonly everywhere: readonly Permission[];
  readonly here: readonly Permission[];
} {
  const reading = new Set([...readingRights().values()].flat().map((one) => JSON.stringify(one)));
  const more = permissionsFor({ mode, namespace: HERE }).filter((one) => !reading.has(JSON.stringify(one)));
  return {
    everywhere: more.filter(({ namespace }) => namespace === null),
    here: more.filter(({ namespace }) => namespace === HERE),
  };
}
