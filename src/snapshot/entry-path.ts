import { isSnapshotPath } from './names.ts';
import { quoted } from './quote.ts';
import { SnapshotError } from './types.ts';

/**
 * The path of an archive's entry without `./` and empty parts. Throws for a path that leads out of the archive or hides something;
 * which files a snapshot has is checked when all entries are known (`snapshotRoot`).
 */
export function entryPath(name: string, location: string): string {
  const refuse = (why: string) =>
    new SnapshotError(`${location}: the entry ${quoted(name)} ${why}; this is no snapshot that netlint made.`);
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) throw refuse('has an absolute path');
  if (/[\\\p{Cc}]/u.test(name)) throw refuse('has characters that no path of a snapshot has');
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw refuse('leads out of the archive ("..")');
  if (parts.length > 4 || name.length > 1000) throw refuse('is nested deeper than a snapshot is');
  return parts.join('/');
}

/** Litter of macOS's tar and Finder: skipped, as it says nothing. */
export function isLitter(path: string): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last.startsWith('._') || last === '.DS_Store';
}

/** The common top folder of an archive's files (`''` or `x/`), found by where the manifest is. Throws when a file has no place in a snapshot. */
export function snapshotRoot(paths: ReadonlySet<string>, location: string): string {
  const [first = ''] = paths;
  const top = paths.has('manifest.json') ? '' : first.slice(0, first.indexOf('/') + 1);
  if (!paths.has(`${top}manifest.json`)) {
    throw new SnapshotError(
      `${location} has no manifest.json and is no snapshot: give one that netlint collected or imported.`,
    );
  }
  for (const path of paths) {
    if (!path.startsWith(top) || !isSnapshotPath(path.slice(top.length))) {
      throw new SnapshotError(`${location}: the entry ${quoted(path)} has no place in a snapshot: remove it.`);
    }
  }
  return top;
}
