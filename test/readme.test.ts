import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fillIn, prepare, stepsOf } from './docs/session.ts';
import { scratchFolders } from './support/scratch.ts';

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
const scratch = scratchFolders();

/** The one step that reads a live cluster is held by test/cluster/live-full.test.ts. */
const steps = stepsOf(readme).filter(({ command }) => command !== 'netlint scan');

test('the commands of the README print what it shows', { timeout: 120_000 }, () => {
  const run = prepare(scratch());
  for (const { command, output } of steps) {
    const printed = run(command);
    expect(printed.trimEnd(), command).toBe(fillIn(output, printed).trimEnd());
  }
});

test('the gate of the README fails on the fault, passes while the waiver holds, and fails when it has expired', () => {
  const exitCodes = steps.filter(({ command }) => command === 'echo $?').map(({ output }) => output.trim());
  expect(exitCodes).toEqual(['1', '0', '1']);
});
