import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { syncFolder, syncTree } from '../files/sync.ts';
import { jsonLines, jsonText } from './json-text.ts';
import { type MotionRecord, sortedMotion } from './motion.ts';
import { isNodeName, isResourceName, NODE_NAME_RULE } from './names.ts';
import type { NodePart } from './node-part.ts';
import { nameOutputs } from './output-file-names.ts';
import { packFolder } from './pack.ts';
import { quoted } from './quote.ts';
import { checkTarget, isArchiveName } from './target.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { type ApiObject, type Manifest, type NodeIndex, SnapshotError } from './types.ts';
import { unwritable } from './unwritable.ts';

/** Takes a snapshot part by part, so that no more than one node is in memory. Nothing is seen at the target before `finish`. */
export interface SnapshotWriter {
  /** A private folder for what is not part of the snapshot; it goes with `finish` and `abort`. */
  readonly scratch: string;
  /** A node that is given once more replaces what was given before. */
  node(part: NodePart): void;
  /** Slimmed objects of one resource; sorted by namespace and name when written. */
  resource(name: string, objects: readonly ApiObject[]): void;
  motion(record: MotionRecord): void;
  /** The same where the objects are lines already (each with its line end; Buffers may hold several), sorted. */
  lines(name: string, lines: Iterable<string | Buffer>): void;
  notes(text: string): void;
  /** Writes the manifest and puts the snapshot in its place. */
  finish(manifest: Manifest): Promise<void>;
  /** Throws away what was written so far; harmless after `finish`. */
  abort(): void;
}

/** A snapshot says much about a network: it is its owner's alone, whatever the umask. */
const FILE = 0o600;
const FOLDER = 0o700;

function byName(a: ApiObject, b: ApiObject): number {
  const left = [a.metadata.namespace ?? '', a.metadata.name, a.kind];
  const right = [b.metadata.namespace ?? '', b.metadata.name, b.kind];
  const at = left.findIndex((value, index) => value !== right[index]);
  return at === -1 ? 0 : (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
}

function writeNode(folder: string, part: NodePart): void {
  if (!isNodeName(part.node)) throw new SnapshotError(`${quoted(part.node)} is no node name: use ${NODE_NAME_RULE}.`);
  const path = join(folder, 'nodes', part.node);
  mkdirSync(path, { recursive: true, mode: FOLDER });
  const named = nameOutputs(part.outputs);
  for (const { record, output } of named) {
    if (record.stdout !== null) writeFileSync(join(path, record.stdout), output.stdout, { flag: 'wx', mode: FILE });
    if (record.stderr !== null) writeFileSync(join(path, record.stderr), output.stderr, { flag: 'wx', mode: FILE });
  }
  const { node, kubernetesNode, frame, takenAt, status, reason, netns } = part;
  const index: NodeIndex = {
    node,
    kubernetesNode,
    frame,
    takenAt,
    status,
    ...(reason === undefined ? {} : { reason }),
    netns: [...netns].sort((a, b) => (a.id < b.id ? -1 : 1)),
    outputs: named.map(({ record }) => record),
  };
  writeFileSync(join(path, 'index.json'), jsonText(index), { flag: 'wx', mode: FILE });
}

/** Written in pieces: all Pods of a big cluster are more than one string should hold. */
const PIECE = 1 << 20;

function writeLines(folder: string, resource: string, lines: Iterable<string | Buffer>): void {
  if (!isResourceName(resource)) throw new SnapshotError(`${quoted(resource)} is no name of a resource.`);
  mkdirSync(join(folder, 'cluster'), { recursive: true, mode: FOLDER });
  const file = openSync(join(folder, 'cluster', `${resource}.jsonl`), 'wx', FILE);
  try {
    let piece = '';
    for (const line of lines) {
      if (typeof line !== 'string') {
        writeFileSync(file, piece);
        piece = '';
        writeFileSync(file, line);
        continue;
      }
      piece += line;
      if (piece.length < PIECE) continue;
      writeFileSync(file, piece);
      piece = '';
    }
    writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}

/** Moves the finished folder to its place; an older snapshot there goes aside first, and away when the new one stands. */
function replaceFolder(made: string, target: string, aside: string): void {
  if (existsSync(target)) {
    try {
      rmdirSync(target);
    } catch {
      renameSync(target, aside);
    }
  }
  renameSync(made, target);
}

export interface SnapshotWriterOptions {
  /** Replace an older snapshot. */
  readonly force?: boolean;
  /** Flush it to the disk before it gets its name; false for one that is thrown away soon. Default true. */
  readonly lasting?: boolean;
}

/**
 * Starts a snapshot at `out`: a folder, or a .tar.gz where the name ends so. Written beside the target under another name and renamed at
 * the end. Throws SnapshotError when the target is taken (see `checkTarget`) or cannot be written.
 */
export function createSnapshotWriter(
  out: string,
  { force = false, lasting = true }: SnapshotWriterOptions = {},
): SnapshotWriter {
  checkTarget(out, force);
  const target = resolve(out);
  const place = attempt(out, () => makeTemporaryFolder(dirname(target)));
  const folder = join(place.path, 'snapshot');
  attempt(out, () => mkdirSync(folder, { mode: FOLDER }));
  return {
    scratch: place.path,
    node: (part) =>
      attempt(out, () => {
        if (isNodeName(part.node)) rmSync(join(folder, 'nodes', part.node), { recursive: true, force: true });
        writeNode(folder, part);
      }),
    resource: (name, objects) =>
      attempt(out, () =>
        writeLines(
          folder,
          name,
          [...objects].sort(byName).map((object) => jsonLines([object])),
        ),
      ),
    lines: (name, lines) => attempt(out, () => writeLines(folder, name, lines)),
    motion: (record) =>
      attempt(out, () =>
        writeFileSync(join(folder, 'motion.json'), jsonText(sortedMotion(record)), { flag: 'wx', mode: FILE }),
      ),
    notes: (text) => attempt(out, () => writeFileSync(join(folder, 'notes.md'), text, { mode: FILE })),
    finish: async (manifest) => {
      try {
        writeFileSync(join(folder, 'manifest.json'), jsonText(manifest), { mode: FILE });
        if (isArchiveName(out)) {
          await packFolder(folder, join(place.path, 'packed'));
          checkTarget(out, force);
          renameSync(join(place.path, 'packed'), target);
        } else {
          if (lasting) syncTree(folder);
          checkTarget(out, force);
          replaceFolder(folder, target, join(place.path, 'old'));
        }
        if (lasting) syncFolder(dirname(target));
      } catch (error) {
        throw unwritable(out, dirname(target), error);
      } finally {
        place.remove();
      }
    },
    abort: () => place.remove(),
  };
}

function attempt<T>(out: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw unwritable(out, dirname(resolve(out)), error);
  }
}
