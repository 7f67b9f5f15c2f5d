import { randomBytes } from 'node:crypto';
import { lstatSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../files/sync.ts';
import { TEMPORARY } from './audit-folder.ts';

/** Lets `latest` lead to a night: a link beside it takes its place in one step. Throws an Error with the reason. */
export function switchLatest(folder: string, night: string): void {
  const latest = join(folder, 'latest');
  const there = lstatSync(latest, { throwIfNoEntry: false });
  if (there && !there.isSymbolicLink()) throw new Error('it is there and is no link');
  const beside = join(folder, `${TEMPORARY}latest-${randomBytes(6).toString('hex')}`);
  try {
    symlinkSync(join('nights', night), beside);
    renameSync(beside, latest);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(folder);
}
