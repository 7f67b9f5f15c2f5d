import { closeSync, createReadStream, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Extract, extract as tarExtract } from 'tar-stream';
import { entryPath, isLitter, snapshotRoot } from './entry-path.ts';
import { type Limits, sizeInWords } from './limits.ts';
import { quoted, reasonOf } from './quote.ts';
import { takenPaths } from './taken-paths.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { SnapshotError } from './types.ts';

export interface Unpacked {
  /** The snapshot's folder. */
  readonly root: string;
  remove(): void;
}

function isGzip(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const start = Buffer.alloc(2);
    return readSync(descriptor, start, 0, 2, 0) === 2 && start[0] === 0x1f && start[1] === 0x8b;
  } finally {
    closeSync(descriptor);
  }
}

/** Passes bytes on and stops when they are more than the limits allow for the packed bytes read so far. */
function guard(packedBytes: () => number, location: string, limits: Limits): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limits.totalBytes) {
        done(new SnapshotError(`${location} unpacks to more than ${sizeInWords(limits.totalBytes)}: not read.`));
      } else if (bytes > limits.ratioFrom && bytes > packedBytes() * limits.compressionRatio) {
        done(
          new SnapshotError(
            `${location} unpacks to more than ${limits.compressionRatio} times its size, which no snapshot does: not read.`,
          ),
        );
      } else {
        done(null, chunk);
      }
    },
  });
}

function refuseKind(type: string | null | undefined, name: string, location: string): void {
  if (type === 'file' || type === 'directory') return;
  const kinds: Readonly<Record<string, string>> = {
    link: 'a hard link',
    symlink: 'a symbolic link',
    'character-device': 'a device',
    'block-device': 'a device',
    fifo: 'a FIFO',
  };
  throw new SnapshotError(
    `${location}: the entry ${quoted(name)} is ${kinds[type ?? ''] ?? 'no ordinary file'}; a snapshot has only files and folders.`,
  );
}

async function writeEntry(entry: AsyncIterable<Buffer>, target: string): Promise<void> {
  mkdirSync(dirname(target), { recursive: true });
  const descriptor = openSync(target, 'wx', 0o600);
  try {
    for await (const chunk of entry) writeSync(descriptor, chunk);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes the archive's files below `folder` and gives their paths. */
async function writeEntries(extract: Extract, folder: string, location: string, limits: Limits): Promise<Set<string>> {
  const paths = new Set<string>();
  const taken = takenPaths();
  let entries = 0;
  for await (const entry of extract) {
    const { name, type, size = 0 } = entry.header;
    entries += 1;
    if (entries > limits.entries)
      throw new SnapshotError(`${location} has more than ${limits.entries} entries: not read.`);
    const path = entryPath(name, location);
    if (!isLitter(path)) refuseKind(type, name, location);
    if (type !== 'file' || isLitter(path)) {
      entry.resume();
      continue;
    }
    if (size > limits.fileBytes) {
      throw new SnapshotError(
        `${location}: the entry ${quoted(name)} has ${sizeInWords(size)}; netlint reads files of up to ${sizeInWords(limits.fileBytes)}.`,
      );
    }
    if (!taken.take(path)) {
      throw new SnapshotError(
        `${location}: the entry ${quoted(name)} is there twice; this is no snapshot that netlint made.`,
      );
    }
    paths.add(path);
    await writeEntry(entry as unknown as AsyncIterable<Buffer>, join(folder, path));
  }
  return paths;
}

function asSnapshotError(error: unknown, location: string): SnapshotError {
  if (error instanceof SnapshotError) return error;
  return new SnapshotError(
    `${location} is no whole tar or tar.gz archive (${reasonOf(error)}): copy it again, or take the snapshot again.`,
  );
}

/** Unpacks a .tar or .tar.gz into a private folder, checking every entry before it is written. Throws SnapshotError. */
export async function unpackArchive(path: string, location: string, limits: Limits): Promise<Unpacked> {
  const folder = makeTemporaryFolder(tmpdir());
  try {
    const source = createReadStream(path);
    const extract = tarExtract();
    const check = guard(() => source.bytesRead, location, limits);
    // tar-stream's streams behave as Node's but are not typed as such.
    const sink = extract as unknown as NodeJS.WritableStream;
    const [paths] = await Promise.all([
      writeEntries(extract, folder.path, location, limits),
      isGzip(path) ? pipeline(source, createGunzip(), check, sink) : pipeline(source, check, sink),
    ]);
    return { root: join(folder.path, snapshotRoot(paths, location)), remove: folder.remove };
  } catch (error) {
    folder.remove();
    throw asSnapshotError(error, location);
  }
}
