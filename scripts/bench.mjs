// `npm run bench`: how long netlint takes, side by side with what it is measured against. Prints medians and ratios; judges nothing.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const netlint = join(root, 'bin', 'netlint.js');
const rounds = Number(process.env.ROUNDS ?? 15);

function milliseconds(args) {
  const start = process.hrtime.bigint();
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  const took = Number(process.hrtime.bigint() - start) / 1e6;
  if (done.error || (done.status ?? 9) > 1) throw new Error(`${args.join(' ')} failed: ${done.stderr}`);
  return took;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs the commands in turn, so that noise of the machine meets all of them alike. */
function compare(commands, times = rounds) {
  const took = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (const args of Object.values(commands)) milliseconds(args);
  for (let i = 0; i < times; i++)
    for (const [name, args] of Object.entries(commands)) took[name].push(milliseconds(args));
  return Object.fromEntries(Object.entries(took).map(([name, values]) => [name, median(values)]));
}

const start = compare({
  'node -e 0': ['-e', '0'],
  'netlint --version': [netlint, '--version'],
  'netlint scan snapshots/arp-mac-mismatch-lab': [netlint, 'scan', join(root, 'snapshots', 'arp-mac-mismatch-lab')],
});
for (const [name, ms] of Object.entries(start)) console.log(`${ms.toFixed(0).padStart(6)} ms  ${name}`);
console.log(
  `        ratio --version / node -e 0: ${(start['netlint --version'] / start['node -e 0']).toFixed(2)} (wanted <= 2)`,
);
console.log(
  `        scan of a small snapshot: ${(start['netlint scan snapshots/arp-mac-mismatch-lab'] / 1000).toFixed(2)} s (wanted <= 0.5)\n`,
);

const { writeServiceSnapshot } = await import('../test/support/service-snapshot.ts');
const folder = mkdtempSync(join(tmpdir(), 'netlint-bench-'));
try {
  const big = {};
  for (const count of [1000, 10_000]) {
    const path = join(folder, `services-${count}`);
    await writeServiceSnapshot(path, { services: count, endpointsPerService: 3, pods: 30 });
    big[count] = ['--expose-gc', netlint, 'scan', path];
  }
  const times = compare(big, 5);
  for (const [count, ms] of Object.entries(times))
    console.log(
      `${(ms / 1000).toFixed(2).padStart(6)} s   netlint scan, one node, ${count} Services x 3 endpoints, 30 pods`,
    );
  console.log(
    `        ratio 10,000 / 1,000 Services: ${(times[10_000] / times[1000]).toFixed(1)} (wanted <= 13); 10,000 in <= 3 s`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
