import { accessSync, constants, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { plain, reasonOf } from '../snapshot/quote.ts';
import { AuditError } from './audit-error.ts';
import { takeLock } from './lock.ts';

/** The folder of an audit, held by this process alone. */
export interface AuditFolder {
  /** As the user named it, for sentences. */
  readonly path: string;
  readonly nights: string;
  release(): void;
}

/** What netlint makes before it has its name: `.netlint-…`. Whoever holds the lock knows that nobody works on it any more. */
export const TEMPORARY = '.netlint-';

/** It tells much about a network. */
const PRIVATE = 0o700;

/**
 * Makes the folder where there is none, locks it, and clears what killed runs left in it. Nothing else in it is touched. Throws AuditError:
 * it cannot be written, or somebody else is writing to it.
 */
export async function openAuditFolder(path: string): Promise<AuditFolder> {
  const nights = nightsIn(path);
  try {
    mkdirSync(path, { recursive: true, mode: PRIVATE });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(path, error);
  }
  const lock = await takeLock(join(path, 'audit.lock'), plain(path)).catch((error: unknown) => {
    throw unusable(path, error);
  });
  try {
    makeNights(nights);
    for (const folder of [path, nights])
      for (const name of readdirSync(folder).filter((each) => each.startsWith(TEMPORARY)))
        rmSync(join(folder, name), { recursive: true, force: true });
  } catch (error) {
    lock.release();
    throw unusable(path, error);
  }
  return { path, nights, release: () => lock.release() };
}

export const nightsIn = (path: string): string => join(path, 'nights');

/** A link there would lead what is written, and what is removed, to another place. */
function makeNights(nights: string): void {
  const there = lstatSync(nights, { throwIfNoEntry: false });
  if (there === undefined) mkdirSync(nights, { mode: PRIVATE });
  else if (!there.isDirectory())
    throw new AuditError(`${plain(nights)} is no folder, and netlint follows no link there; move it away.`, 'unusable');
}

function unusable(path: string, error: unknown): AuditError {
  if (error instanceof AuditError) return error;
  const isFile = statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
  return new AuditError(
    `--out ${plain(path)} cannot be used (${isFile ? 'it is no folder' : reasonOf(error)}); give a folder that can be written.`,
    'unusable',
  );
}
