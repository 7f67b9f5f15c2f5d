import { basename, dirname } from 'node:path';
import { plain, reasonOf } from './quote.ts';
import { SnapshotError } from './types.ts';

const NO_ROOM: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/** Folders that netlint makes for itself say nothing to the user. */
function ownFolder(folder: string): string {
  return basename(folder).startsWith('.netlint-') ? ownFolder(dirname(folder)) : folder;
}

/** Why a part of the snapshot `out` could not be written below `folder`. A full disk is said with the folder where room is missing. */
export function unwritable(out: string, folder: string, error: unknown): SnapshotError {
  if (error instanceof SnapshotError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (NO_ROOM.has(code)) {
    return new SnapshotError(
      `There is no room left in ${plain(ownFolder(folder))} for what is collected (${String(code)}): make room there, or choose another folder (with --out; for a scan with TMPDIR or --keep).`,
    );
  }
  return new SnapshotError(`The snapshot ${plain(out)} cannot be written (${reasonOf(error)}).`);
}
