import { createReadStream } from 'node:fs';
import { gunzipBounded } from '../gunzip.ts';
import { sizeInWords } from '../limits.ts';
import { plain, reasonOf } from '../quote.ts';
import { SnapshotError } from '../types.ts';

export interface Input {
  /** The file as the user named it, for sentences. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Set when the gzip stream was cut off: `bytes` is what came before. */
  readonly problem?: string;
}

const LONGEST = 512 * 1024 * 1024;

async function readAll(stream: AsyncIterable<Buffer>, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > LONGEST) throw new SnapshotError(`${name} has more than ${sizeInWords(LONGEST)}: not read.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads a file, or standard input for `-`, plain or gzipped. Throws SnapshotError when there is nothing to read. */
export async function readInput(file: string, stdin: AsyncIterable<Buffer> = process.stdin): Promise<Input> {
  const name = file === '-' ? 'standard input' : plain(file);
  let packed: Buffer;
  try {
    packed = await readAll(file === '-' ? stdin : createReadStream(file), name);
  } catch (error) {
    if (error instanceof SnapshotError) throw error;
    throw new SnapshotError(`${name} cannot be read (${reasonOf(error)}).`);
  }
  return { name, ...(await gunzipBounded(packed, LONGEST)) };
}
