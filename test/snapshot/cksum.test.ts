import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_CKSUM, encodeCksum } from '../../src/snapshot/cksum.ts';

describe('encodeCksum', () => {
  it('knows the published value of "123456789"', () => {
    expect(encodeCksum(Buffer.from('123456789'))).toBe(930766865);
    expect(encodeCksum(Buffer.alloc(0))).toBe(EMPTY_CKSUM);
  });

  it('agrees with the real cksum', () => {
    const real = (bytes: Uint8Array): number =>
      Number(execFileSync('cksum', { input: bytes }).toString().split(' ')[0]);
    for (const length of [0, 1, 7, 8, 9, 255, 256, 65_537]) {
      const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 167 + 13) % 256));
      expect(encodeCksum(bytes), `${length} bytes`).toBe(real(bytes));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => encodeCksum(bytes) === real(bytes)),
      { numRuns: 30 },
    );
  });
});
