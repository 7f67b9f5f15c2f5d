import { createGunzip } from 'node:zlib';
import pLimit from 'p-limit';
import { decodeFrame } from './frame.ts';
import type { Frame } from './frame-types.ts';
import { SnapshotError } from './types.ts';

/** More than any node's frame has (30 MB with 10,000 Services), and little enough for 20 nodes at once; what unpacks to more is refused. */
export const MAX_FRAME_BYTES = 128 * 1024 * 1024;

export interface Unpacked {
  readonly bytes: Buffer;
  /** Set when the gzip stream is cut off or damaged: `bytes` is what came before. */
  readonly problem?: string;
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Unpacks gzip bytes; anything else is given back as it is. A damaged stream costs only what comes after the damage.
 * Throws SnapshotError when more than `limit` bytes come out.
 */
export async function gunzipBounded(bytes: Buffer, limit: number = MAX_FRAME_BYTES): Promise<Unpacked> {
  return isGzip(bytes) ? oneAtATime(() => unpack(bytes, limit)) : { bytes };
}

/** Many nodes answer at once, and each may be a bomb: no more than one of them is in memory. */
const oneAtATime = pLimit(1);

async function unpack(bytes: Buffer, limit: number): Promise<Unpacked> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream = createGunzip({ chunkSize: 256 * 1024 });
  stream.end(bytes);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) {
        throw new SnapshotError(
          `The gzip data unpacks to more than ${limit} bytes, which no probe output has: it was not read.`,
        );
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof SnapshotError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return {
      bytes: Buffer.concat(chunks),
      problem: `the gzip data is cut off or damaged after ${size} unpacked bytes (${why})`,
    };
  } finally {
    stream.destroy();
  }
  return { bytes: Buffer.concat(chunks) };
}

/** decodeFrame for plain or gzipped bytes. Throws SnapshotError as decodeFrame does. */
export async function readFrame(bytes: Buffer, limit: number = MAX_FRAME_BYTES): Promise<Frame> {
  const unpacked = await gunzipBounded(bytes, limit);
  const frame = decodeFrame(unpacked.bytes);
  return unpacked.problem === undefined
    ? frame
    : { ...frame, complete: false, problems: [unpacked.problem, ...frame.problems] };
}
