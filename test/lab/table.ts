/**
 * `npm run lab:table [FILE]`, `npm run proof:cluster [FILE]`: runs all cases of the lab, or of the real cluster, and writes what each lost, what
 * netlint found, and what healed it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cluster = process.argv[2] === '--cluster';
const file = process.argv[cluster ? 3 : 2] ?? (cluster ? 'cluster-table.md' : 'lab-table.md');
const rows = `${file}.rows`;
const root = fileURLToPath(new URL('../../', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

rmSync(rows, { force: true });
const run = spawnSync(process.execPath, [vitest, 'run', cluster ? 'test/cluster' : 'test/lab'], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, NETLINT_LAB_TABLE: rows, ...(cluster ? { NETLINT_CLUSTER: 'all' } : {}) },
});
const sorted = existsSync(rows) ? readFileSync(rows, 'utf8').split('\n').filter(Boolean).sort() : [];
const faults = sorted.filter((row) => row.startsWith('| fault')).length;
writeFileSync(
  file,
  `${faults} faults, ${sorted.length - faults} harmless oddities.\n\n| kind | case | traffic lost | finding, first root | healed by |\n|---|---|---|---|---|\n${sorted.join('\n')}\n`,
);
rmSync(rows, { force: true });
process.stdout.write(`${file}: ${faults} faults, ${sorted.length - faults} harmless oddities\n`);
process.exitCode = run.status ?? 1;
