import { closeSync, openSync, readSync } from 'node:fs';

const PIECE = 64 * 1024;

/**
 * The text of a file, a pipe or a device, in UTF-8. What a size says is not believed: `/dev/zero` has none and never ends. Throws an Error
 * with the reason: it cannot be read, or it has more bytes than `most`.
 */
export function readBounded(path: string, most: number): string {
  const file = openSync(path, 'r');
  try {
    const pieces: Buffer[] = [];
    for (let total = 0; ; ) {
      const piece = Buffer.allocUnsafe(PIECE);
      const length = readSync(file, piece);
      if (length === 0) return Buffer.concat(pieces).toString('utf8');
      total += length;
      if (total > most) throw new Error(`it has more than ${most} bytes`);
      pieces.push(piece.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}
