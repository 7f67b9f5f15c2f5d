import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { sizeInWords } from './limits.ts';
import { plain, reasonOf } from './quote.ts';
import { SnapshotError } from './types.ts';

/**
 * A snapshot's folder, read as something that a stranger made: a link in it must not lead to files outside, a FIFO must not make the
 * reader wait, and no file is bigger than the limit. Paths are relative, with `/`.
 */
export interface Folder {
  /** As the user named it, for sentences. */
  readonly location: string;
  /** Names of the files and folders in a folder of the snapshot, sorted; empty where it does not exist. */
  list(path: string): { readonly files: readonly string[]; readonly folders: readonly string[] };
  has(path: string): boolean;
  /** Throws SnapshotError for what is missing, no ordinary file, outside or too big. */
  read(path: string): Buffer;
}

const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

export function openFolder(path: string, location: string, fileBytes: number): Folder {
  const root = realpathSync(path);
  const nameOf = (relative: string) => `${location}/${plain(relative)}`;

  /** The true path inside the snapshot; undefined when there is nothing. */
  function inside(relative: string): string | undefined {
    let real: string;
    try {
      real = realpathSync(join(root, relative));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new SnapshotError(`${nameOf(relative)} cannot be read (${reasonOf(error)}).`);
    }
    if (real === root || real.startsWith(root + sep)) return real;
    throw new SnapshotError(
      `${nameOf(relative)} is a link that leads outside the snapshot: netlint does not follow it; remove the link.`,
    );
  }

  /** What a listing shows, seen through links. A link must end inside; other kinds (FIFO, device, socket) have no place here. */
  function kindOf(entry: Dirent, relative: string): 'file' | 'folder' {
    if (entry.isFile()) return 'file';
    if (entry.isDirectory()) return 'folder';
    if (!entry.isSymbolicLink()) throw new SnapshotError(`${nameOf(relative)} is no ordinary file: remove it.`);
    const real = inside(relative);
    if (real === undefined) throw new SnapshotError(`${nameOf(relative)} is a link that leads nowhere: remove it.`);
    const stats = fstatOf(real, relative);
    if (stats.isFile()) return 'file';
    if (stats.isDirectory()) return 'folder';
    throw new SnapshotError(`${nameOf(relative)} is no ordinary file: remove it.`);
  }

  function withOpen<T>(real: string, relative: string, use: (descriptor: number) => T): T {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(real, OPEN_FLAGS);
      return use(descriptor);
    } catch (error) {
      if (error instanceof SnapshotError) throw error;
      throw new SnapshotError(`${nameOf(relative)} cannot be read (${reasonOf(error)}).`);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  const fstatOf = (real: string, relative: string) => withOpen(real, relative, (descriptor) => fstatSync(descriptor));

  return {
    location,
    has: (relative) => inside(relative) !== undefined,
    list: (relative) => {
      const real = inside(relative);
      if (real === undefined) return { files: [], folders: [] };
      let entries: Dirent[];
      try {
        entries = readdirSync(real, { withFileTypes: true });
      } catch (error) {
        throw new SnapshotError(`${nameOf(relative)} cannot be read (${reasonOf(error)}).`);
      }
      const files: string[] = [];
      const folders: string[] = [];
      for (const entry of entries) {
        const child = relative === '' ? entry.name : `${relative}/${entry.name}`;
        (kindOf(entry, child) === 'file' ? files : folders).push(entry.name);
      }
      return { files: files.sort(), folders: folders.sort() };
    },
    read: (relative) => {
      const real = inside(relative);
      if (real === undefined) throw new SnapshotError(`${nameOf(relative)} is missing.`);
      return withOpen(real, relative, (descriptor) => {
        const stats = fstatSync(descriptor);
        if (!stats.isFile()) throw new SnapshotError(`${nameOf(relative)} is no ordinary file.`);
        if (stats.size > fileBytes) {
          throw new SnapshotError(
            `${nameOf(relative)} has ${sizeInWords(stats.size)}; netlint reads files of up to ${sizeInWords(fileBytes)}.`,
          );
        }
        return readFileSync(descriptor);
      });
    },
  };
}
