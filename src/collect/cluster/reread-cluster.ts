import pLimit from 'p-limit';
import type { MovedObject, UnreadResource } from '../../snapshot/motion.ts';
import { slim } from '../../snapshot/slim.ts';
import type { ApiObject } from '../../snapshot/types.ts';
import { type ApiClient, ApiError } from './client-types.ts';
import { servedVersion } from './discovery.ts';
import { jsonOf } from './json-answer.ts';
import { isOwn, keyOf, nameIn, type ObjectVersion, type Versions, versionOf } from './object-version.ts';
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
  readonly moved: readonly MovedObject[];
  readonly objects: readonly ApiObject[];
}

interface Task {
  readonly client: ApiClient;
  readonly resource: ApiResource;
  readonly version: string;
  readonly end: number;
  readonly options: RereadOptions;
}

const left = ({ end }: Task) => Math.max(1, end - performance.now());

type OnVersion = (key: string, version: ObjectVersion, object: ApiObject) => void;

/** All objects of a resource, as they are now. */
async function listNow(task: Task, onVersion: OnVersion): Promise<void> {
  const { client, resource, version, options } = task;
  const end = await readList(client, resource, {
    milliseconds: left(task),
    signal: options.signal,
    version,
    pageSize: options.pageSize ?? 500,
    keep: (object) => (isOwn(object) ? undefined : object),
    onObjects: (objects) => {
      for (const object of objects) tell(object, resource, onVersion);
    },
  });
  if (end.error !== null) throw end.error;
}

/** The same, but of each object only what its metadata says: the server leaves out the rest. */
async function listVersions(task: Task, onVersion: OnVersion): Promise<void> {
  const { client, resource, version, options } = task;
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
        if (slimmed !== undefined) tell(slimmed, resource, onVersion);
      }
    },
  });
  if (end.error !== null) throw end.error;
}

function tell(object: ApiObject, resource: ApiResource, onVersion: OnVersion): void {
  onVersion(keyOf(object.metadata.namespace, object.metadata.name), versionOf(object, resource), object);
}

/** The objects themselves, where so far only their metadata came. One that went meanwhile is left out. */
async function fetchMoved(task: Task, keys: ReadonlyMap<string, unknown>): Promise<Map<string, ApiObject>> {
  const { client, resource, version, options } = task;
  const found = new Map<string, ApiObject>();
  if (keys.size > MOST_SINGLE) {
    await listNow(task, (key, _, object) => {
      if (keys.has(key)) found.set(key, object);
    });
    return found;
  }
  for (const key of keys.keys()) {
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

/** `known` is brought up to date, but only when everything that moved could be read. */
async function motionOf(task: Task, known: Versions): Promise<ResourceMotion> {
  const { resource } = task;
  const reading = {};
  const changed = new Map<string, ObjectVersion>();
  const whole = new Map<string, ApiObject>();
  const content = resource.motion === 'content';
  await (content ? listNow : listVersions)(task, (key, version, object) => {
    const old = known.get(key);
    if (old !== undefined) old.seen = reading;
    if (old?.version === version.version) return;
    changed.set(key, { ...version, seen: reading });
    if (content) whole.set(key, object);
  });
  const now = content ? whole : await fetchMoved(task, changed);
  const moved: MovedObject[] = [];
  const note = (key: string, change: MovedObject['change'], owner: string | undefined) =>
    moved.push({ resource: resource.id, ...nameIn(key), ...(owner === undefined ? {} : { owner }), change });
  for (const [key, version] of changed) {
    const before = known.get(key);
    if (now.has(key)) {
      note(key, before === undefined ? 'added' : 'changed', version.owner ?? before?.owner);
      known.set(key, version);
    } else if (before !== undefined) {
      delete before.seen;
    }
  }
  for (const [key, { seen, owner }] of known) {
    if (seen === reading) continue;
    note(key, 'removed', owner);
    known.delete(key);
  }
  return { moved, objects: [...now.values()] };
}

/**
 * Reads once more what rules compare with the nodes, and tells what is not as it was at `before`, whose versions are brought up to date:
 * the next time tells what moved after this one. Never throws an ApiError.
 */
export async function rereadCluster(
  client: ApiClient,
  before: Pick<ClusterRead, 'versions' | 'served'>,
  options: RereadOptions,
): Promise<Reread> {
  const end = performance.now() + options.milliseconds;
  const moved: MovedObject[] = [];
  const unread: UnreadResource[] = [];
  const objects = new Map<string, readonly ApiObject[]>();
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
      for (const one of motion.moved) moved.push(one);
      if (motion.objects.length > 0) objects.set(id, motion.objects);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      unread.push({ resource: id, reason: reasonFor(resource, error, 0) });
    }
  };
  await Promise.all(
    RESOURCES.filter(({ motion }) => motion !== 'none').map((resource) => limit(() => readAgain(resource))),
  );
  return { moved, unread, objects };
}
