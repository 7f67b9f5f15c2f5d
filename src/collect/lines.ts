import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ApiObject } from '../snapshot/types.ts';

/**
 * Slimmed API objects of one collection as the lines that they will be in the snapshot. They are only kept to be written, when it is known
 * which of them were read again; so they lie packed, outside the heap: 150,000 Pods have 250 MB as text, three times that as objects, and a
 * tenth packed.
 */
export interface ObjectLines {
  /** An object of the same name in the same resource is replaced. */
  add(resource: string, objects: readonly ApiObject[]): void;
  remove(resource: string, namespace: string | null, name: string): void;
  /** Forgets all of a resource. */
  clear(resource: string): void;
  /** Sorted names, also of resources that have no object. */
  resources(): readonly string[];
  count(resource: string): number;
  /** Objects one by one, sorted by namespace and name. */
  lines(resource: string): Iterable<string>;
  objects(resource: string): readonly ApiObject[] | undefined;
  find(resource: string, namespace: string | null, name: string): ApiObject | undefined;
}

/** Characters of the text that is packed in one go. */
const PIECE = 1 << 17;
/** Unpacked pieces that are kept: lists come sorted nearly as they are written, so two would do. */
const UNPACKED = 4;
/** Who unpacks each piece so often reads in another order, and gets them all. */
const MOST_UNPACKINGS = 4;
/** A position is the number of a piece and that of a line in it; no line is empty, so a piece has fewer lines than characters. */
const LINES = PIECE + 1;

interface Store {
  readonly pieces: Buffer[];
  pending: string[];
  pendingLength: number;
  /** Where the line of an object is. A line that was replaced stays where it is, and nothing leads to it any more. */
  readonly positions: Map<string, number>;
}

const keyOf = (namespace: string | null | undefined, name: string) => `${namespace ?? ''}\0${name}`;
const parse = (line: string) => JSON.parse(line) as ApiObject;

function append(store: Store, object: ApiObject): void {
  const line = `${JSON.stringify(object)}\n`;
  const { namespace, name } = object.metadata;
  store.positions.set(keyOf(namespace, name), store.pieces.length * LINES + store.pending.length);
  store.pending.push(line);
  store.pendingLength += line.length;
  if (store.pendingLength < PIECE) return;
  store.pieces.push(zstdCompressSync(store.pending.join('')));
  store.pending = [];
  store.pendingLength = 0;
}

/** Reads lines by their positions; the last few pieces stay unpacked. */
function createLineReader({ pieces, pending }: Store): (position: number) => string {
  const unpacked = new Map<number, readonly string[]>();
  let unpackings = 0;
  const linesOf = (piece: number): readonly string[] => {
    const packed = pieces[piece];
    if (packed === undefined) return pending;
    const known = unpacked.get(piece);
    if (known !== undefined) return known;
    const lines = zstdDecompressSync(packed, { chunkSize: 2 * PIECE })
      .toString('utf8')
      .split('\n');
    unpackings += 1;
    const [oldest] = unpacked.keys();
    const most = unpackings > MOST_UNPACKINGS * pieces.length ? pieces.length : UNPACKED;
    if (unpacked.size >= most && oldest !== undefined) unpacked.delete(oldest);
    unpacked.set(piece, lines);
    return lines;
  };
  return (position) => {
    const line = linesOf(Math.floor(position / LINES))[position % LINES] ?? '';
    return line.endsWith('\n') ? line : `${line}\n`;
  };
}

function* sortedLines(store: Store): Generator<string> {
  const read = createLineReader(store);
  for (const key of [...store.positions.keys()].sort()) {
    const position = store.positions.get(key);
    if (position !== undefined) yield read(position);
  }
}

export function createObjectLines(): ObjectLines {
  const stores = new Map<string, Store>();
  const storeOf = (resource: string): Store => {
    const store = stores.get(resource) ?? { pieces: [], pending: [], pendingLength: 0, positions: new Map() };
    stores.set(resource, store);
    return store;
  };
  const lines = (resource: string): Iterable<string> => {
    const store = stores.get(resource);
    return store === undefined ? [] : sortedLines(store);
  };
  return {
    add: (resource, objects) => {
      const store = storeOf(resource);
      for (const object of objects) append(store, object);
    },
    remove: (resource, namespace, name) => stores.get(resource)?.positions.delete(keyOf(namespace, name)),
    clear: (resource) => stores.delete(resource),
    resources: () => [...stores.keys()].sort(),
    count: (resource) => stores.get(resource)?.positions.size ?? 0,
    lines,
    objects: (resource) => (stores.has(resource) ? [...lines(resource)].map(parse) : undefined),
    find: (resource, namespace, name) => {
      const store = stores.get(resource);
      const position = store?.positions.get(keyOf(namespace, name));
      return store === undefined || position === undefined ? undefined : parse(createLineReader(store)(position));
    },
  };
}
