import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formats } from '../../src/report/report.ts';

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const waivers = `waivers:
  - { rule: dns/queries-lost, target: "*", reason: known, owner: net, expires: 2030-01-01 }
  - { rule: flannel/vtep-mac-stale, target: node/none, reason: gone, owner: net, expires: 2024-01-01 }
`;

interface Surroundings {
  readonly node: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** What may differ between two machines, and must not show. */
const surroundings: readonly Surroundings[] = [
  { node: ['--hash-seed=1', '--random-seed=1'], env: { TZ: 'UTC', LANG: 'C', LC_ALL: 'C', HOME: '/' }, folder: 'a' },
  {
    node: ['--hash-seed=4711', '--random-seed=99', '--stack-size=900'],
    env: {
      TZ: 'Asia/Kathmandu',
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
      COLUMNS: '40',
      TERM: 'xterm-256color',
      FORCE_COLOR: '3',
      HOME: '/nonexistent',
    },
    folder: 'b/deeper',
  },
];

describe.each(['flannel-cross-node-lab-vtep-mac', 'one-node-services-dead-lab-nat-accept'])('%s', (snapshot) => {
  const folder = mkdtempSync(join(tmpdir(), 'netlint-bytes-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(() => {
    const config = join(folder, 'netlint.yaml');
    writeFileSync(config, waivers);
    const baseline = join(folder, 'baseline.json');
    const healthy = path('snapshots/healthy-flannel-vxlan');
    const netlint = path('bin/netlint.js');
    spawnSync(process.execPath, [netlint, 'baseline', 'write', healthy, '--out', baseline, '--no-config']);
    for (const { node, env, folder: own } of surroundings) {
      mkdirSync(join(folder, own), { recursive: true });
      const args = ['scan', path(`snapshots/${snapshot}`), '--config', config, '--baseline', baseline];
      const outputs = formats.flatMap((format) => ['--output', `${format}=${join(folder, own, format)}`]);
      const { status, stderr, stdout } = spawnSync(
        process.execPath,
        [...node, netlint, ...args, '--as-of', '2026-12-01', ...outputs],
        { cwd: join(folder, own), encoding: 'utf8', env: { PATH: process.env.PATH ?? '', ...env } },
      );
      if (status !== 1) throw new Error(`exit code ${status}: ${stderr}`);
      writeFileSync(join(folder, own, 'stdout'), stdout);
    }
  }, 60_000);

  test.each([...formats, 'stdout'])('%s', (name) => {
    const [first, second] = surroundings.map(({ folder: own }) => readFileSync(join(folder, own, name)));
    expect(first?.length).toBeGreaterThan(100);
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
  });
});
