import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder, syncTree } from '../files/sync.ts';
import { type Content, writeAll } from '../files/write-file.ts';
import { packFiles } from '../snapshot/pack.ts';
import { reasonOf } from '../snapshot/quote.ts';
import { makeTemporaryFolder } from '../snapshot/temporary-folder.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { SnapshotError } from '../snapshot/types.ts';
import { type NightRecord, nightName } from './nights.ts';

export interface NightContent {
  readonly record: NightRecord;
  /** Texts by file name. */
  readonly reports: ReadonlyMap<string, Content>;
  readonly snapshot: Snapshot;
}

const PRIVATE = 0o600;

/**
 * Keeps a night below `nights` and gives the name of its folder: everything is flushed to the disk before the folder gets its name, so that
 * a folder with a name is a complete night. A part of the snapshot that cannot be read is a sentence for `complain`, and the night has no copy
 * of it then. Throws what the file system says.
 */
export async function writeNight(
  nights: string,
  { record, reports, snapshot }: NightContent,
  complain: (sentence: string) => void,
): Promise<string> {
  const { path, remove } = makeTemporaryFolder(nights);
  try {
    for (const [name, text] of reports) writeNew(join(path, name), text);
    await copySnapshot(snapshot, path, complain);
    writeNew(join(path, 'night.json'), `${JSON.stringify(record, null, 2)}\n`);
    syncTree(path);
    const name = freeName(nights, nightName(new Date(record.taken)));
    renameSync(path, join(nights, name));
    syncFolder(nights);
    return name;
  } finally {
    remove();
  }
}

function writeNew(path: string, content: Content): void {
  const file = openSync(path, 'wx', PRIVATE);
  try {
    writeAll(file, content);
  } finally {
    closeSync(file);
  }
}

async function copySnapshot(
  { files, location }: Snapshot,
  folder: string,
  complain: (sentence: string) => void,
): Promise<void> {
  if (files === undefined) return;
  const packed = makeTemporaryFolder(folder);
  try {
    await packFiles(files(), join(packed.path, 'snapshot.tar.gz'));
    renameSync(join(packed.path, 'snapshot.tar.gz'), join(folder, 'snapshot.tar.gz'));
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    complain(`the snapshot ${location} was not kept with the night (${reasonOf(error)}).`);
  } finally {
    packed.remove();
  }
}

/** Two snapshots of one second, or one that is judged twice: both stay. */
function freeName(nights: string, name: string): string {
  for (let copy = 1; ; copy++) {
    const free = copy === 1 ? name : `${name}-${copy}`;
    if (!existsSync(join(nights, free))) return free;
  }
}
