import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBounded } from '../../src/files/read-bounded.ts';
import { scratchFolders } from '../support/scratch.ts';

const scratch = scratchFolders();

test('a text of any length up to the bound, with characters that lie across two pieces', () => {
  const file = join(scratch(), 'x');
  const text = `a${'ü'.repeat(100_000)}`;
  writeFileSync(file, text);
  expect(readBounded(file, 200_001)).toBe(text);
  expect(() => readBounded(file, 200_000)).toThrow('it has more than 200000 bytes');
});

test('what has no size and no end is not read to its end', () => {
  expect(() => readBounded('/dev/zero', 1_000_000)).toThrow('it has more than 1000000 bytes');
});
