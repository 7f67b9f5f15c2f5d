import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scratchFolders } from '../support/scratch.ts';

const scratch = scratchFolders();
const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const scan = `"${process.execPath}" "${path('bin/netlint.js')}" scan "${path('snapshots/arp-mac-mismatch')}" --verbose`;

function run(command: string) {
  const folder = scratch();
  const { stdout } = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  return { stdout, folder };
}

test('a result that nobody reads to its end is no error, and the files are written all the same', () => {
  const { stdout, folder } = run(
    `${scan} --format json --output csv=all.csv 2>said | head -n 1; echo "\${PIPESTATUS[0]}"`,
  );
  expect(stdout).toBe('{\n0\n');
  expect(readFileSync(join(folder, 'said'), 'utf8')).toMatch(/^Not looked at: .*\n$/);
  expect(readFileSync(join(folder, 'all.csv'), 'utf8').split('\r\n').length).toBeGreaterThan(250);
});

// A pipe holds 64 KiB.
test('a slow reader gets all of it', () => {
  const { stdout, folder } = run(
    `${scan} --format json 2>/dev/null | { sleep 1; cat; }; ${scan} --output json=all.json >/dev/null 2>&1`,
  );
  expect(stdout).toBe(readFileSync(join(folder, 'all.json'), 'utf8'));
  expect(stdout.length).toBeGreaterThan(65_536);
});
