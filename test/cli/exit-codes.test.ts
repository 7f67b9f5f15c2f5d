import { afterEach, beforeEach, expect, test } from 'vitest';
import { raiseExitCode } from '../../src/cli/exit-codes.ts';

const before = process.exitCode;
beforeEach(() => {
  process.exitCode = 0;
});
afterEach(() => {
  process.exitCode = before;
});

/** docs/gates.md: where several hold, the first of 4, 2, 1, 3, 0 is the exit code, in whatever order they come up. */
const order = [4, 2, 1, 3, 0];
const pairs = order.flatMap((a) => order.map((b) => [a, b] as const));

test.each(pairs)('%d and %d', (a, b) => {
  raiseExitCode(a);
  raiseExitCode(b);
  expect(process.exitCode).toBe(order.find((code) => code === a || code === b));
});
