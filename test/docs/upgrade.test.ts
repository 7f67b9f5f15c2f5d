import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { factRegistry } from '../../src/facts/registry.ts';
import { catalogue, loadRules } from '../../src/rules/load.ts';
import { scratchFolders } from '../support/scratch.ts';
import { fillIn, prepare, stepsOf } from './session.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'upgrade.md'), 'utf8');
const scratch = scratchFolders();

test('the shell session in docs/upgrade.md prints what is there', { timeout: 60_000 }, () => {
  const steps = stepsOf(page);
  expect(steps.map(({ command }) => command)).toContain('echo $?');
  const folder = scratch();
  symlinkSync(join(root, 'test', 'fixtures', 'upgrade', 'kubeadm-1.28'), join(folder, 'kubeadm-1.28'));
  const run = prepare(folder);
  for (const { command, output } of steps) {
    const printed = run(command);
    expect(printed.trimEnd(), command).toBe(fillIn(output, printed).trimEnd());
  }
});

test('docs/upgrade.md names every rule about upgrades', () => {
  const { rules } = loadRules([{ ...catalogue, skipTests: true }], factRegistry);
  const ids = rules.map(({ id }) => id).filter((id) => id.startsWith('upgrade/'));
  const named = new Set([...page.matchAll(/`(upgrade\/[a-z0-9-]+)`/g)].map(([, id]) => id));
  expect([...named].sort()).toEqual(ids);
});
