import { isRecord } from '../../snapshot/slim/keep.ts';
import type { ApiClient } from './client-types.ts';
import { jsonOf } from './json-answer.ts';

/** What the server serves: by group, by version (the preferred one first), the names of its resources; null where those are not known. */
export type Served = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string> | null>>;

/** One request for everything (1.27 and later); older servers answer with the list of groups. */
const ACCEPT = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

type Json = Readonly<Record<string, unknown>>;

function records(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function resourceNames(value: unknown, member: string): ReadonlySet<string> {
  return new Set(records(value).flatMap((item) => (typeof item[member] === 'string' ? [item[member]] : [])));
}

/** Two forms of the same: `items` with everything (aggregated), `groups` with versions only. */
function groupsOf(answer: Json): Map<string, Map<string, ReadonlySet<string> | null>> {
  const found = new Map<string, Map<string, ReadonlySet<string> | null>>();
  for (const item of records(answer.items)) {
    const name = isRecord(item.metadata) ? item.metadata.name : undefined;
    const versions = records(item.versions).flatMap(({ version, resources }) =>
      typeof version === 'string' ? [[version, resourceNames(resources, 'resource')] as const] : [],
    );
    if (typeof name === 'string') found.set(name, new Map(versions));
  }
  for (const { name, versions } of records(answer.groups)) {
    const known = records(versions).flatMap(({ version }) => (typeof version === 'string' ? [version] : []));
    if (typeof name === 'string') found.set(name, new Map(known.map((version) => [version, null])));
  }
  return found;
}

/** Groups of custom resources among which an old server is asked for `nics`. */
const MOST_GROUPS_ASKED = 60;

/** Asks what the server serves. Throws ApiError. The core group is always there and not asked for. */
export async function discover(
  client: ApiClient,
  limits: { readonly signal: AbortSignal; readonly milliseconds: number },
): Promise<Served> {
  const path = '/apis';
  const answer = jsonOf(await client.request({ path, accept: ACCEPT, ...limits }), client, path);
  const found = groupsOf(answer);
  const custom = [...found].filter(([group]) => group.includes('.') && !group.endsWith('.k8s.io'));
  for (const [group, versions] of custom.slice(0, MOST_GROUPS_ASKED)) {
    const [version, resources] = [...versions][0] ?? [];
    if (version === undefined || resources !== null) continue;
    const groupPath = `/apis/${group}/${version}`;
    try {
      const list = jsonOf(await client.request({ path: groupPath, ...limits }), client, groupPath);
      versions.set(version, resourceNames(list.resources, 'name'));
    } catch {
      // An aggregated API that is down: what it serves stays unknown, and is asked for directly.
    }
  }
  return found;
}

/** The version under which a resource is served; null: not at all; undefined: unknown, so try. */
export function servedVersion(
  served: Served | null,
  group: string,
  resource: string,
  versions: readonly string[],
): string | null | undefined {
  if (group === '' || served === null) return group === '' ? 'v1' : undefined;
  const found = served.get(group);
  if (found === undefined) return null;
  const having = [...found].filter(([, resources]) => resources === null || resources.has(resource));
  const names = having.map(([version]) => version);
  return versions.find((version) => names.includes(version)) ?? names[0] ?? null;
}
