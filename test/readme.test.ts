import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/**
 * Console blocks: a `$ netlint …` line and what it prints; a line `…` stands for lines left out. The one that reads a live cluster is held by
 * test/cluster/live-full.test.ts.
 */
const blocks = [...readme.matchAll(/```console\n\$ netlint ([^\n]*snapshots\/[^\n]*)\n([\s\S]*?)```/g)].map(
  ([, command = '', output = '']) => ({
    command,
    output,
  }),
);

test('the README shows a command with its output', () => expect(blocks.length).toBeGreaterThan(0));

test.each(blocks)('netlint $command prints what the README shows', ({ command, output }) => {
  const { stdout } = spawnSync(process.execPath, [join(root, 'bin', 'netlint.js'), ...command.split(' ')], {
    cwd: root,
    encoding: 'utf8',
  });
  let from = 0;
  for (const part of output.split(/^…\n/m)) {
    const at = stdout.indexOf(part, from);
    expect(at, `not in the output, or not in this order:\n${part}\n--- the output:\n${stdout}`).toBeGreaterThanOrEqual(
      from,
    );
    from = at + part.length;
  }
});
