import { closeSync, constants, openSync } from 'node:fs';
import { plain } from '../snapshot/quote.ts';
import { AuditError } from './audit-error.ts';

export interface Lock {
  release(): void;
}

/** https://www.sqlite.org/rescode.html */
const BUSY = 5;
const DAMAGED = [11, 26];

/**
 * Takes the lock of an audit's folder. It is the kernel's lock on a file (fcntl, as SQLite takes it), so that it ends with the process that
 * holds it, however that ends; it knows neither process ids nor clocks, and holds between pods that share a volume, on NFSv4 between nodes too.
 * SQLite comes with Node, which has no such call itself. Lock files made of names and times (proper-lockfile) have to guess whether their
 * holder is alive, and take a long evaluation for a dead one. Throws AuditError where somebody else holds it.
 */
export async function takeLock(path: string, folder: string): Promise<Lock> {
  // Not through a link that somebody put there; closed before SQLite opens it, since closing it later would end the lock (fcntl(2)).
  closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o600));
  const { DatabaseSync } = await withoutWarning(() => import('node:sqlite'));
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // In memory, so that nothing is ever written: a full disk locks as well.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
    if (code === BUSY)
      throw new AuditError(
        `another audit is writing to ${folder}; wait for it, or give this one another --out.`,
        'busy',
      );
    if (typeof code === 'number' && DAMAGED.includes(code))
      throw new AuditError(`${plain(path)} is no lock of netlint; remove it.`, 'unusable');
    throw error;
  }
  return { release: () => database.close() };
}

/** Node 22 calls its SQLite experimental on stderr, once; of all of it only the lock is used. */
async function withoutWarning<T>(load: () => Promise<T>): Promise<T> {
  const warn = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return await load();
  } finally {
    process.emitWarning = warn;
  }
}
