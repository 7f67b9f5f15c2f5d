import { copyFileSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { syncFolder, syncTree } from '../files/sync.ts';
import { packFolder } from './pack.ts';
import { checkTarget, isArchiveName } from './target.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { unwritable } from './unwritable.ts';

/** A place for a snapshot that is wanted elsewhere first. */
export interface Keeper {
  /** Copies a snapshot's folder to the place: all of it or nothing. Throws SnapshotError. */
  keep(folder: string): Promise<void>;
  /** Harmless after `keep`. */
  abort(): void;
}

/**
 * Looks whether a snapshot can be written to `target`, a new folder or .tar.gz, before anything is collected for it. Throws SnapshotError.
 */
export function keeperAt(target: string): Keeper {
  checkTarget(target, false);
  const path = resolve(target);
  const parent = dirname(path);
  const fail = (error: unknown): never => {
    throw unwritable(target, parent, error);
  };
  const place = made(() => makeTemporaryFolder(parent), fail);
  const copy = join(place.path, 'kept');
  return {
    keep: async (folder) => {
      try {
        if (isArchiveName(target)) await packFolder(folder, copy);
        else {
          copyFolder(folder, copy);
          syncTree(copy);
        }
        checkTarget(target, false);
        renameSync(copy, path);
        syncFolder(parent);
      } catch (error) {
        fail(error);
      } finally {
        place.remove();
      }
    },
    abort: () => place.remove(),
  };
}

/** Files keep their mode by themselves; `cpSync` would make folders that everybody may read. */
function copyFolder(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const copy = entry.isDirectory() ? copyFolder : copyFileSync;
    copy(join(from, entry.name), join(to, entry.name));
  }
}

function made<T>(make: () => T, fail: (error: unknown) => never): T {
  try {
    return make();
  } catch (error) {
    return fail(error);
  }
}
