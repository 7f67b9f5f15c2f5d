import pLimit from 'p-limit';
import type { MovedObject, UnreadResource } from '../../snapshot/motion.ts';
import { slim } from '../../snapshot/slim.ts';
import type { ApiObject } from '../../snapshot/types.ts';
import { type ApiClient, ApiError } from './client-types.ts';
import { servedVersion } from './discovery.ts';
import { jsonOf } from './json-answer.ts';
import { isOwn, keyOf, nameIn, ownerIn, type Versions, versionIn, versionOf } from './object-version.ts';
import { readPages } from './pages.ts';
import type { ClusterRead } from './read-cluster.ts';
import { readList, reasonFor } from './read-resource.ts';
import { type ApiResource, listPath, RESOURCES } from './resources.ts';

export interface Reread {
  readonly moved: readonly MovedObject[];
  /** Resources of which it is not known what moved. */
  readonly unread: readonly UnreadResource[];
  /** Of what moved, by resource, that which is still there, as it is now. */
  readonly objects: ReadonlyMap<string, readonly ApiObject[]>;
  /** For the next time. */
  readonly versions: ReadonlyMap<string, Versions>;
}

export interface RereadOptions {
  readonly milliseconds: number;
  readonly signal: AbortSignal;
  readonly concurrency?: number;
  readonly pageSize?: number;
}

/** Up to here what moved is fetched object by object, above it as a list. */
const MOST_SINGLE = 100;
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

interface ResourceMotion {
  readonly moved: MovedObject[];
  readonly objects: ApiObject[];
  readonly versions: Versions;
}

interface Task {
  readonly client: ApiClient;
  readonly resource: ApiResource;
  readonly version: string;
  readonly end: number;
  readonly options: RereadOptions;
}

const left = ({ end }: Task) => Math.max(1, end - performance.now());

/** All objects of a resource, as they are now. */
async function listNow(task: Task, keep: (key: string) => boolean): Promise<Map<string, ApiObject>> {
  const { client, resource, version, options } = task;
  const found = new Map<string, ApiObject>();
  const end = await readList(client, resource, {
    milliseconds: left(task),
    signal: options.signal,
    version,
    pageSize: options.pageSize ?? 500,
    keep: (object) => (isOwn(object) ? undefined : object),
    onObjects: (objects) => {
      for (const object of objects) {
        const key = keyOf(object.metadata.namespace, object.metadata.name);
        if (keep(key)) found.set(key, object);
      }
    },
  });
  if (end.error !== null) throw end.error;
  return found;
}

/** Only the versions of all objects: the server leaves out the rest. */
async function listVersions(task: Task): Promise<Versions> {
  const { client, resource, version, options } = task;
  const found: Versions = new Map();
  const end = await readPages(client, {
    milliseconds: left(task),
    signal: options.signal,
    path: listPath(resource, version),
    limit: options.pageSize ?? 500,
    accept: METADATA_ONLY,
    onItems: (items) => {
      for (const item of items) {
        if (isOwn(item)) continue;
        const slimmed = slim('', { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', ...(item as object) });
        if (slimmed === undefined) continue;
        found.set(keyOf(slimmed.metadata.namespace, slimmed.metadata.name), versionOf(slimmed, resource));
      }
    },
  });
  if (end.error !== null) throw end.error;
  return found;
}

/** The objects themselves, where so far only their metadata came. One that went meanwhile is left out. */
async function fetchMoved(task: Task, keys: readonly string[]): Promise<Map<string, ApiObject>> {
  if (keys.length > MOST_SINGLE) {
    const wanted = new Set(keys);
    return listNow(task, (key) => wanted.has(key));
  }
  const { client, resource, version, options } = task;
  const found = new Map<string, ApiObject>();
  for (const key of keys) {
    const { namespace, name } = nameIn(key);
    const path = `${listPath({ ...resource, ...(namespace === null ? {} : { namespace }) }, version)}/${name}`;
    try {
      const answer = await client.request({ path, milliseconds: left(task), signal: options.signal });
      const object = slim(resource.id, jsonOf(answer, client, path));
      if (object !== undefined) found.set(key, object);
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'absent') throw error;
    }
  }
  return found;
}

async function motionOf(task: Task, before: Versions): Promise<ResourceMotion> {
  const { resource } = task;
  const listed = resource.motion === 'content' ? await listNow(task, () => true) : null;
  const versions: Versions =
    listed === null
      ? await listVersions(task)
      : new Map([...listed].map(([key, object]) => [key, versionOf(object, resource)]));
  const changed = [...versions].flatMap(([key, version]) => {
    const old = before.get(key);
    return old !== undefined && versionIn(old) === versionIn(version) ? [] : [key];
  });
  const now = listed ?? (await fetchMoved(task, changed));
  const moved: MovedObject[] = [];
  const told = (key: string, change: MovedObject['change'], owner: string | undefined) =>
    moved.push({ resource: resource.id, ...nameIn(key), ...(owner === undefined ? {} : { owner }), change });
  for (const [key, old] of before) if (!versions.has(key)) told(key, 'removed', ownerIn(old));
  for (const key of changed) {
    const version = versions.get(key);
    const owner = version === undefined ? undefined : ownerIn(version);
    if (!now.has(key)) {
      versions.delete(key);
      if (before.has(key)) told(key, 'removed', owner);
    } else {
      told(key, before.has(key) ? 'changed' : 'added', owner);
    }
  }
  return { moved, objects: changed.flatMap((key) => now.get(key) ?? []), versions };
}

/** Reads once more what rules compare with the nodes, and tells what is not as it was at `before`. Never throws an ApiError. */
export async function rereadCluster(
  client: ApiClient,
  before: Pick<ClusterRead, 'versions' | 'served'>,
  options: RereadOptions,
): Promise<Reread> {
  const end = performance.now() + options.milliseconds;
  const moved: MovedObject[] = [];
  const unread: UnreadResource[] = [];
  const objects = new Map<string, readonly ApiObject[]>();
  const versions = new Map<string, Versions>();
  const limit = pLimit(options.concurrency ?? 4);
  const readAgain = async (resource: ApiResource): Promise<void> => {
    const { id, group, resource: plural } = resource;
    const old = before.versions.get(id);
    const version = servedVersion(before.served, group, plural, resource.versions);
    if (version === null) return;
    if (old === undefined) {
      unread.push({ resource: id, reason: 'it was not read completely the first time' });
      return;
    }
    try {
      const task = { client, resource, version: version ?? resource.versions[0] ?? 'v1', end, options };
      const motion = await motionOf(task, old);
      moved.push(...motion.moved);
      if (motion.objects.length > 0) objects.set(id, motion.objects);
      versions.set(id, motion.versions);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      versions.set(id, old);
      unread.push({ resource: id, reason: reasonFor(resource, error, 0) });
    }
  };
  await Promise.all(
    RESOURCES.filter(({ motion }) => motion !== 'none').map((resource) => limit(() => readAgain(resource))),
  );
  return { moved, unread, objects, versions };
}
