import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Pack, pack as tarPack } from 'tar-stream';

/** All files below a folder, relative and sorted by their bytes, so that the order is the same everywhere. */
function filesBelow(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(folder, path) : [path];
    })
    .sort((a, b) => (a < b ? -1 : 1));
}

/** Byte 9 of a gzip header names the operating system (RFC 1952); 255 says unknown, so that all write the same. */
function withoutSystem(): Transform {
  let first = true;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (first && chunk.length > 9) chunk[9] = 255;
      first = false;
      done(null, chunk);
    },
  });
}

/** A file of a snapshot: its path with `/`, and its bytes when its turn comes. */
export interface PackedFile {
  readonly name: string;
  readonly read: () => Buffer;
}

async function addFiles(pack: Pack, files: Iterable<PackedFile>): Promise<void> {
  for (const { name, read } of files) {
    const content = read();
    await new Promise<void>((resolve, reject) => {
      pack.entry({ name, mode: 0o600, uid: 0, gid: 0, mtime: new Date(0) }, content, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }
  pack.finalize();
}

/** Writes a folder as .tar.gz: the same files give the same bytes (sorted, no times, no owners). */
export const packFolder = (folder: string, file: string): Promise<void> =>
  packFiles(
    filesBelow(folder).map((name) => ({ name, read: () => readFileSync(join(folder, name)) })),
    file,
  );

/** Writes files as .tar.gz, in their order, and flushes it to the disk. */
export async function packFiles(files: Iterable<PackedFile>, file: string): Promise<void> {
  const pack = tarPack();
  await Promise.all([
    pipeline(
      pack as unknown as NodeJS.ReadableStream,
      createGzip({ level: 9 }),
      withoutSystem(),
      createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
    ),
    addFiles(pack, files).catch((error: unknown) => {
      pack.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }),
  ]);
}
