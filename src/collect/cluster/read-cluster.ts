import pLimit from 'p-limit';
import { LONGEST_REASON, plain } from '../../snapshot/quote.ts';
import { POD_NICS } from '../../snapshot/resources.ts';
import { versionObject } from '../../snapshot/slim/version.ts';
import { slim } from '../../snapshot/slim.ts';
import type { ApiObject, ManifestSource } from '../../snapshot/types.ts';
import { type ApiClient, ApiError, type ApiErrorKind } from './client-types.ts';
import { discover, type Served, servedVersion } from './discovery.ts';
import { jsonOf } from './json-answer.ts';
import { keeperOf } from './keep-objects.ts';
import { nicResources } from './nics.ts';
import { keyOf, nameIn, type Versions, versionOf } from './object-version.ts';
import { type ResourceEnd, readList, readNamed } from './read-resource.ts';
import { type ApiResource, type NamedObject, qualified, RESOURCES } from './resources.ts';

export interface ReadClusterOptions {
  /** For everything together. */
  readonly milliseconds: number;
  readonly signal: AbortSignal;
  /** Slimmed objects, page by page; also once, with none, for a kind that this cluster does not have and need not have. */
  readonly onObjects: (resource: string, objects: readonly ApiObject[]) => void;
  /** Requests at a time; default 4. */
  readonly concurrency?: number;
  /** Objects a page; default 500. */
  readonly pageSize?: number;
}

export interface ClusterRead {
  /** One for each resource, sorted by id. */
  readonly sources: readonly ManifestSource[];
  /** The API server's clock minus this machine's, to a second; null where no answer told its time. */
  readonly clockOffsetMs: number | null;
  /** By resource, for those whose motion is looked for; a resource that was not read as a whole is missing. */
  readonly versions: ReadonlyMap<string, Versions>;
  readonly served: Served | null;
}

/** Errors that the next request would have too. */
const FATAL: ReadonlySet<ApiErrorKind> = new Set([
  'unreachable',
  'tls',
  'unauthorized',
  'timeout',
  'configuration',
  'foreign',
]);
/** After so many resources without an answer nobody waits for the others. */
const MOST_HANGS = 3;
/** For the two small requests that come first. */
const FIRST_MILLISECONDS = 30_000;

interface Run {
  readonly client: ApiClient;
  readonly options: ReadClusterOptions;
  readonly end: number;
  readonly ends: Map<string, ManifestSource>;
  readonly versions: Map<string, Versions>;
  readonly seen: Set<string>;
  /** Null until all are known. */
  namespaces: ReadonlySet<string> | null;
  clockOffsetMs: number | null;
  served: Served | null;
  hangs: number;
  hangReason: string;
}

const left = ({ end }: Run) => Math.max(1, end - performance.now());
const now = () => new Date().toISOString();

function note(run: Run, id: string, from: string, { status, reason, error, clockOffsetMs }: ResourceEnd): void {
  run.ends.set(id, {
    id: `cluster/${id}`,
    status,
    ...(reason === undefined ? {} : { reason: plain(reason, LONGEST_REASON) }),
    from,
    to: now(),
  });
  run.clockOffsetMs ??= clockOffsetMs;
  if (error?.kind === 'timeout' || error?.kind === 'unreachable') {
    run.hangs += 1;
    run.hangReason = error.message;
  } else if (clockOffsetMs !== null) {
    // Something was heard.
    run.hangs = 0;
  }
}

async function readOne(run: Run, resource: ApiResource): Promise<void> {
  const { client, options, served } = run;
  const from = now();
  const { id } = resource;
  const emit = (objects: readonly ApiObject[]) => {
    run.seen.add(id);
    const versions = run.versions.get(id);
    if (versions !== undefined) {
      for (const object of objects) {
        versions.set(keyOf(object.metadata.namespace, object.metadata.name), versionOf(object, resource));
      }
    }
    options.onObjects(id, objects);
  };
  const version = servedVersion(served, resource.group, resource.resource, resource.versions);
  if (version === null) {
    // Looked, and not there: that is an answer, and nothing that a report has to name as missing.
    if (resource.optional) {
      emit([]);
      return note(run, id, from, { ...ok, clockOffsetMs: null });
    }
    const reason = `the API server does not serve ${qualified(resource)}`;
    return note(run, id, from, { status: 'skipped', reason, error: null, clockOffsetMs: null });
  }
  if (options.signal.aborted) return note(run, id, from, unread('interrupted before it was read'));
  if (run.hangs >= MOST_HANGS) return note(run, id, from, unread(`not asked for any more: ${run.hangReason}`));
  if (resource.motion !== 'none') run.versions.set(id, new Map());
  const limits = {
    version: version ?? resource.versions[0] ?? 'v1',
    milliseconds: left(run),
    signal: options.signal,
    onObjects: emit,
  };
  const end =
    resource.named === undefined
      ? await readList(client, resource, {
          ...limits,
          pageSize: options.pageSize ?? 500,
          keep: keeperOf(resource, run.seen.has('endpointslices') || serves(run, 'discovery.k8s.io', 'endpointslices')),
        })
      : await readNamed(client, resource, namesThere(run, resource.named), limits);
  if (id === 'namespaces' && end.status === 'ok') {
    run.namespaces = new Set([...(run.versions.get(id)?.keys() ?? [])].map((key) => nameIn(key).name));
  }
  if (end.status !== 'ok') run.versions.delete(id);
  if (end.status === 'skipped' && resource.optional) {
    emit([]);
    return note(run, id, from, { ...ok, clockOffsetMs: end.clockOffsetMs });
  }
  note(run, id, from, end);
}

/** A Role cannot be made in a namespace that does not exist, so nothing there may be asked for either. */
function namesThere({ namespaces }: Run, named: readonly NamedObject[]): readonly NamedObject[] {
  return namespaces === null ? named : named.filter(({ namespace }) => namespaces.has(namespace));
}

const ok = { status: 'ok', error: null } as const;

const unread = (reason: string): ResourceEnd => ({ status: 'failed', reason, error: null, clockOffsetMs: null });

const serves = ({ served }: Run, group: string, resource: string): boolean =>
  served !== null && servedVersion(served, group, resource, []) !== null;

async function readVersion(run: Run): Promise<ApiError | null> {
  const from = now();
  const path = '/version';
  try {
    const milliseconds = Math.min(left(run), FIRST_MILLISECONDS);
    const answer = await run.client.request({ path, milliseconds, signal: run.options.signal });
    const object = slim('versions', versionObject(jsonOf(answer, run.client, path)));
    run.options.onObjects('versions', object === undefined ? [] : [object]);
    const clockOffsetMs = answer.date === null ? null : answer.date - Date.now();
    note(run, 'versions', from, { status: 'ok', error: null, clockOffsetMs });
    return null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    note(run, 'versions', from, { status: 'failed', reason: error.message, error, clockOffsetMs: null });
    return error;
  }
}

async function readServed(run: Run): Promise<ApiError | null> {
  try {
    const milliseconds = Math.min(left(run), FIRST_MILLISECONDS);
    run.served = await discover(run.client, { signal: run.options.signal, milliseconds });
    return null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error;
  }
}

function result(run: Run): ClusterRead {
  return {
    sources: [...run.ends.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    clockOffsetMs: run.clockOffsetMs,
    versions: run.versions,
    served: run.served,
  };
}

/**
 * Reads everything that rules want of the API, each list page by page, slimmed as it comes. Never throws for something that the server
 * does: a kind that is absent, forbidden or cut off costs itself, and its source says why.
 */
export async function readCluster(client: ApiClient, options: ReadClusterOptions): Promise<ClusterRead> {
  const run: Run = {
    client,
    options,
    end: performance.now() + options.milliseconds,
    ends: new Map(),
    versions: new Map(),
    seen: new Set(),
    namespaces: null,
    clockOffsetMs: null,
    served: null,
    hangs: 0,
    hangReason: '',
  };
  const [unversioned, undiscovered] = await Promise.all([readVersion(run), readServed(run)]);
  const nics = run.served === null ? [] : nicResources(run.served);
  const resources = [...RESOURCES, ...nics];
  if (unversioned !== null && undiscovered !== null && FATAL.has(undiscovered.kind) && FATAL.has(unversioned.kind)) {
    for (const { id } of [...resources, { id: POD_NICS }]) note(run, id, now(), unread(undiscovered.message));
    return result(run);
  }
  if (nics.length === 0 && run.served !== null) {
    options.onObjects(POD_NICS, []);
    note(run, POD_NICS, now(), { ...ok, clockOffsetMs: null });
  } else if (run.served === null) {
    note(run, POD_NICS, now(), unread(`which kinds there are could not be asked: ${undiscovered?.message ?? ''}`));
  }
  const limit = pLimit(options.concurrency ?? 4);
  await Promise.all(resources.map((resource) => limit(() => readOne(run, resource))));
  return result(run);
}
