import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolders } from '../support/scratch.ts';
import { fillIn, prepare, stepsOf } from './session.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'audit.md'), 'utf8');
const scratch = scratchFolders();

test('the shell session in docs/audit.md prints what is there', { timeout: 120_000 }, () => {
  const steps = stepsOf(page);
  expect(steps.filter(({ command }) => command.startsWith('netlint audit')).length).toBeGreaterThan(3);
  const run = prepare(scratch());
  for (const { command, output } of steps) {
    const printed = run(command);
    expect(printed.trimEnd(), command).toBe(fillIn(output, printed).trimEnd());
  }
});
