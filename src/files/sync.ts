import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** File systems that know no fsync of a folder (some network and FUSE ones) have nothing to be asked for. */
const NOT_OFFERED: ReadonlySet<unknown> = new Set([
  'EINVAL',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EISDIR',
  'EPERM',
  'EACCES',
]);

/** After this the names in a folder survive a power cut; a rename is on the disk only then (fsync(2), NOTES). */
export function syncFolder(path: string): void {
  let folder: number | undefined;
  try {
    folder = openSync(path, 'r');
    fsyncSync(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NOT_OFFERED.has(error.code))) throw error;
  } finally {
    if (folder !== undefined) closeSync(folder);
  }
}

/** The same for everything below a folder that netlint has made: contents and names. */
export function syncTree(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const below = join(path, entry.name);
    if (entry.isDirectory()) syncTree(below);
    else if (entry.isFile()) syncFile(below);
  }
  syncFolder(path);
}

export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
