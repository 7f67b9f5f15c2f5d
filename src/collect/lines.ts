import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiObject } from '../snapshot/types.ts';
import { unwritable } from '../snapshot/unwritable.ts';

/**
 * Slimmed API objects of one collection as the lines that they will be in the snapshot. They are only kept to be written, when it is known
 * which of them were read again; so they lie in files beside the snapshot, and only where each of them lies is in memory: 150,000 Pods have
 * 250 MB as text, and three times that as objects.
 */
export interface ObjectLines {
  /** An object of the same name in the same resource is replaced. */
  add(resource: string, objects: readonly ApiObject[]): void;
  remove(resource: string, namespace: string | null, name: string): void;
  /** Sorted names, also of resources that have no object. */
  resources(): readonly string[];
  count(resource: string): number;
  /** The lines of all objects, sorted by namespace and name, each with its line end: several of them in one piece, good until the next. */
  lines(resource: string): Iterable<Buffer>;
  objects(resource: string): readonly ApiObject[] | undefined;
  find(resource: string, namespace: string | null, name: string): ApiObject | undefined;
  /** Closes the files; whose folder it is removes them. */
  close(): void;
}

/** Bytes that are written or read in one go. */
const PIECE = 1 << 18;

interface Store {
  readonly folder: string;
  readonly file: number;
  /** Line number n is between `ends[n]` and `ends[n + 1]`. A line that was replaced stays, and nothing leads to it any more. */
  readonly ends: number[];
  readonly numbers: Map<string, number>;
  pending: string;
}

const keyOf = (namespace: string | null | undefined, name: string) => `${namespace ?? ''}\0${name}`;
const endOf = ({ ends }: Store) => ends.at(-1) ?? 0;

function append(store: Store, object: ApiObject): void {
  const line = `${JSON.stringify(object)}\n`;
  const { namespace, name } = object.metadata;
  store.numbers.set(keyOf(namespace, name), store.ends.length - 1);
  store.ends.push(endOf(store) + Buffer.byteLength(line));
  store.pending += line;
  if (store.pending.length >= PIECE) flush(store);
}

function flush(store: Store): void {
  const bytes = Buffer.from(store.pending);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(store.file, bytes, at);
  } catch (error) {
    throw unwritable(store.folder, store.folder, error);
  }
  store.pending = '';
}

/** Bytes from a place of the file, into `into`. */
function readInto(store: Store, into: Buffer, place: number): Buffer {
  let at = 0;
  while (at < into.length) {
    const more = readSync(store.file, into, at, into.length - at, place + at);
    if (more === 0) throw new Error('a temporary file was cut off');
    at += more;
  }
  return into;
}

/** Lines that follow one another, sorted and in the file, as runs of line numbers: nearly always that is all of them. */
function* sortedRuns({ numbers }: Store): Generator<readonly [first: number, last: number]> {
  let first = -1;
  let last = -1;
  for (const key of [...numbers.keys()].sort()) {
    const number = numbers.get(key) ?? -1;
    if (number === last + 1 && first !== -1) {
      last = number;
      continue;
    }
    if (first !== -1) yield [first, last];
    first = number;
    last = number;
  }
  if (first !== -1) yield [first, last];
}

function* sortedLines(store: Store): Generator<Buffer> {
  flush(store);
  const memory = Buffer.allocUnsafeSlow(PIECE);
  for (const [first, last] of sortedRuns(store)) {
    const end = store.ends[last + 1] ?? 0;
    for (let place = store.ends[first] ?? 0; place < end; place += PIECE) {
      yield readInto(store, memory.subarray(0, Math.min(PIECE, end - place)), place);
    }
  }
}

function readObject(store: Store, number: number): ApiObject {
  const start = store.ends[number] ?? 0;
  const bytes = Buffer.allocUnsafe((store.ends[number + 1] ?? start) - start);
  return JSON.parse(readInto(store, bytes, start).toString('utf8')) as ApiObject;
}

/** `folder` is the caller's, and private. */
export function createObjectLines(folder: string): ObjectLines {
  const stores = new Map<string, Store>();
  const storeOf = (resource: string): Store => {
    const known = stores.get(resource);
    if (known !== undefined) return known;
    const file = openSync(join(folder, `lines-${stores.size}`), 'wx+', 0o600);
    const store = { folder, file, ends: [0], numbers: new Map(), pending: '' };
    stores.set(resource, store);
    return store;
  };
  return {
    add: (resource, objects) => {
      const store = storeOf(resource);
      for (const object of objects) append(store, object);
    },
    remove: (resource, namespace, name) => stores.get(resource)?.numbers.delete(keyOf(namespace, name)),
    resources: () => [...stores.keys()].sort(),
    count: (resource) => stores.get(resource)?.numbers.size ?? 0,
    lines: (resource) => {
      const store = stores.get(resource);
      return store === undefined ? [] : sortedLines(store);
    },
    objects: (resource) => {
      const store = stores.get(resource);
      if (store === undefined) return undefined;
      flush(store);
      return [...store.numbers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, number]) => readObject(store, number));
    },
    find: (resource, namespace, name) => {
      const store = stores.get(resource);
      const number = store?.numbers.get(keyOf(namespace, name));
      if (store === undefined || number === undefined) return undefined;
      flush(store);
      return readObject(store, number);
    },
    close: () => {
      for (const { file } of stores.values()) closeSync(file);
      stores.clear();
    },
  };
}
