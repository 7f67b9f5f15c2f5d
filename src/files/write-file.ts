import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from './sync.ts';

export interface WriteOptions {
  /** Permissions of a file that is new, before the umask; default 0666. An older file's stay. */
  readonly mode?: number;
  /** `keep`: what the user named may be a link, and the file that it leads to is written. `replace`: a link there gives way to the file. */
  readonly link?: 'keep' | 'replace';
}

/** Nobody writes one file for so long: what is older was left by a process that was killed. */
const LEFT_BEHIND = 10 * 60_000;

export type Content = string | Uint8Array | Iterable<string>;

/**
 * Writes a file all or not at all: beside it under another name, flushed to the disk, then renamed. A reader sees the old content or the
 * new one, whenever the process or the machine stops. Devices and pipes (`/dev/stdout`) are written as they are. Throws an Error whose
 * message is the reason alone, without the name.
 *
 * By hand, since write-file-atomic 7 and atomically 2 call write(2) once: on a disk that fills up meanwhile they rename a file that was cut
 * off into its place, and report no error.
 */
export function writeFileWhole(path: string, content: Content, options: WriteOptions = {}): void {
  try {
    writeWhole(path, content, options);
  } catch (error) {
    throw withoutPlace(error);
  }
}

function writeWhole(path: string, content: Content, { mode = 0o666, link = 'keep' }: WriteOptions): void {
  const older = (link === 'keep' ? statSync : lstatSync)(path, { throwIfNoEntry: false });
  if (older && !older.isFile() && !older.isSymbolicLink()) {
    if (link === 'replace') throw new Error('it is no ordinary file');
    // A folder says so by itself.
    const file = openSync(path, 'w');
    try {
      writeAll(file, content);
    } finally {
      closeSync(file);
    }
    return;
  }
  const target = older && link === 'keep' ? realpathSync(path) : path;
  const folder = dirname(target);
  const stem = temporaryStem(target);
  clearLeftBehind(folder, stem);
  const beside = join(folder, `${stem}${randomBytes(6).toString('hex')}`);
  let file: number | undefined;
  try {
    file = openSync(beside, 'wx', mode);
    writeAll(file, content);
    if (older?.isFile()) fchmodSync(file, older.mode & 0o7777);
    fsyncSync(file);
    closeSync(file);
    file = undefined;
    renameSync(beside, target);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(folder);
}

/** writeFileSync with a descriptor goes on where the last one ended, and writes the rest where write(2) took a part. */
export function writeAll(file: number, content: Content): void {
  const whole = typeof content === 'string' || content instanceof Uint8Array;
  for (const piece of whole ? [content] : content) writeFileSync(file, piece);
}

/** The same for every write of one file, and of a bounded length. */
const temporaryStem = (target: string): string =>
  `.netlint-${createHash('sha256').update(basename(target)).digest('hex').slice(0, 12)}-`;

function clearLeftBehind(folder: string, stem: string): void {
  try {
    for (const name of readdirSync(folder).filter((each) => each.startsWith(stem))) {
      const path = join(folder, name);
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (stats?.isFile() && stats.mtimeMs < Date.now() - LEFT_BEHIND) rmSync(path, { force: true });
    }
  } catch {
    // A folder that may be written and not listed, or somebody else's file: no reason not to write.
  }
}

/** `ENOSPC: no space left on device`: the name after it is of a file that the user does not know. */
function withoutPlace(error: unknown): Error {
  const reason = error instanceof Error ? (error.message.split(', ', 1)[0] ?? error.message) : String(error);
  return Object.assign(new Error(reason, { cause: error }), {
    code: error instanceof Error && 'code' in error ? error.code : undefined,
  });
}
