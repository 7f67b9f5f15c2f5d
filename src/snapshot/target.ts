import { lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { plain } from './quote.ts';
import { SnapshotError } from './types.ts';

const MEMBERS: ReadonlySet<string> = new Set(['manifest.json', 'motion.json', 'cluster', 'nodes', 'notes.md']);

export function isArchiveName(path: string): boolean {
  return /\.(?:tar\.gz|tgz)$/i.test(path);
}

function statsOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function hasManifest(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'format' in manifest && 'netlint' in manifest;
  } catch {
    return false;
  }
}

/**
 * Checks that a snapshot may be written to `path`: nothing is there, an empty folder, or with `force` an older snapshot. A folder that
 * holds anything else is never overwritten. Throws SnapshotError.
 */
export function checkTarget(path: string, force: boolean): void {
  const stats = statsOf(path);
  const shown = plain(path);
  if (/\.(?:tar|zip|gz)$/i.test(path) && !isArchiveName(path)) {
    throw new SnapshotError(`${shown}: netlint writes folders and .tar.gz archives: give a name that ends in .tar.gz.`);
  }
  if (stats === undefined) return;
  if (isArchiveName(path)) {
    if (!stats.isFile()) throw new SnapshotError(`${shown} is no file: give another name after --out.`);
    if (!force) throw new SnapshotError(`${shown} is there already: give another name, or --force to overwrite it.`);
    return;
  }
  if (!stats.isDirectory()) {
    throw new SnapshotError(`${shown} is there and is no folder: give a folder, or a name ending in .tar.gz.`);
  }
  const names = readdirSync(path);
  if (names.length === 0) return;
  const stranger = names.find((name) => !MEMBERS.has(name));
  if (stranger !== undefined || !hasManifest(path)) {
    const why = stranger === undefined ? 'is no snapshot' : `holds ${plain(stranger)}, which is no part of a snapshot`;
    throw new SnapshotError(`${shown} is not empty and ${why}: give another name; netlint does not overwrite it.`);
  }
  if (!force)
    throw new SnapshotError(`${shown} holds a snapshot already: give another name, or --force to replace it.`);
}
