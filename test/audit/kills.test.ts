import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseHistory } from '../../src/audit/history.ts';
import { listNights } from '../../src/audit/nights.ts';
import { parseResult } from '../../src/gate/saved-result.ts';
import { scratchFolders } from '../support/scratch.ts';
import { type KernelOf, RULES, writeRule, writeSnapshot } from './support.ts';

const scratch = scratchFolders();
const netlint = fileURLToPath(new URL('../../bin/netlint.js', import.meta.url));

const KILLS = 100;
/** Audits at once, each with a folder of its own. */
const WORKERS = 4;
const KEEP = 3;

/** Numbers from 0 to 1 that a seed decides about (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Place {
  readonly folder: string;
  readonly cache: string;
}

const names = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Starts an audit; `kill` ends it after so many milliseconds, counted from its start or from its first file. */
function audit(
  { folder, cache }: Place,
  snapshot: string,
  kill: { readonly after: number; readonly writing: boolean } | null,
) {
  const words = ['audit', snapshot, ...RULES, '--out', 'D', '--keep', String(KEEP), '--output', 'json=out.json'];
  const child = spawn(process.execPath, [netlint, ...words, '--fail-on', 'never'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, NODE_COMPILE_CACHE: cache },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<{ readonly code: number | null; readonly said: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, said })),
  );
  const fire = (after: number) => setTimeout(() => child.kill('SIGKILL'), after);
  if (kill?.writing === false) fire(kill.after);
  if (kill?.writing) {
    const before = new Set([...names(folder), ...names(join(folder, 'D', 'nights'))]);
    const watch = setInterval(() => {
      const now = [...names(folder), ...names(join(folder, 'D', 'nights'))];
      if (!now.some((name) => !before.has(name))) return;
      clearInterval(watch);
      fire(kill.after);
    }, 1);
    child.on('close', () => clearInterval(watch));
  }
  return ended;
}

/** Everything with a final name is whole. Gives the names of the nights, the oldest first. */
function checkWhole({ folder }: Place): readonly string[] {
  const out = join(folder, 'out.json');
  if (existsSync(out)) parseResult(readFileSync(out, 'utf8'));
  const at = join(folder, 'D');
  const nights = listNights(join(at, 'nights')).map(({ name }) => name);
  const visible = names(join(at, 'nights')).filter((name) => !name.startsWith('.netlint-'));
  expect([...visible].sort(), 'folders that are no whole night').toEqual([...nights].sort());
  for (const name of nights) {
    const night = join(at, 'nights', name);
    parseResult(readFileSync(join(night, 'result.json'), 'utf8'));
    expect(gunzipSync(readFileSync(join(night, 'snapshot.tar.gz'))).includes('manifest.json')).toBe(true);
    for (const report of ['report.txt', 'report.md', 'netlint.prom'])
      expect(readFileSync(join(night, report), 'utf8').endsWith('\n'), `${name}/${report}`).toBe(true);
  }
  if (existsSync(join(at, 'history.json'))) parseHistory(readFileSync(join(at, 'history.json'), 'utf8'));
  if (nights.length > 0 && names(at).includes('latest')) {
    const night = readlinkSync(join(at, 'latest')).replace(/^nights\//, '');
    expect(nights, 'latest').toContain(night);
    expect(statSync(join(at, 'latest', 'result.json')).isFile()).toBe(true);
  }
  return nights;
}

/** What went is what rotation takes: the oldest, and no more than are beyond --keep. */
function checkNothingLost(before: readonly string[], now: readonly string[]): void {
  const gone = before.filter((name) => !now.includes(name));
  expect(gone, 'nights that went').toEqual(before.slice(0, gone.length));
  if (gone.length > 0) expect(now.length).toBeGreaterThanOrEqual(KEEP);
}

interface Tally {
  kills: number;
  tooLate: number;
  leftovers: number;
}

async function worker(
  place: Place,
  kills: number,
  random: () => number,
  milliseconds: number,
  tally: Tally,
): Promise<void> {
  let nights: readonly string[] = [];
  for (let run = 1; run <= kills; run++) {
    const taken = new Date(Date.UTC(2026, 0, 1, 2, run)).toISOString();
    const kernel: KernelOf = random() < 0.5 ? 'old' : 'new';
    const snapshot = writeSnapshot(place.folder, 'S', taken, { n1: kernel, n2: 'old' });
    // Half of them anywhere, half of them while something is written, which is a small part of the time.
    const writing = random() < 0.5;
    const after = writing ? random() * 60 : random() * milliseconds * 1.1;
    const { code } = await audit(place, snapshot, { after, writing });
    if (code === null) tally.kills++;
    else tally.tooLate++;
    const left = [...names(join(place.folder, 'D')), ...names(join(place.folder, 'D', 'nights'))];
    tally.leftovers += left.filter((name) => name.startsWith('.netlint-')).length;
    const now = checkWhole(place);
    checkNothingLost(nights, now);
    nights = now;
    if (run % 10 !== 0 && run !== kills) continue;
    const next = new Date(Date.UTC(2026, 0, 2, 2, run)).toISOString();
    const { code: status, said } = await audit(
      place,
      writeSnapshot(place.folder, 'S', next, { n1: 'old', n2: 'old' }),
      null,
    );
    const kept = `D/nights/${next.slice(0, 19).replaceAll(':', '')}Z`;
    expect([status, said], 'the next run').toEqual([0, `netlint: kept as ${kept}\n`]);
    nights = checkWhole(place);
    expect(readlinkSync(join(place.folder, 'D', 'latest'))).toBe(kept.slice(2));
    expect(nights.length).toBeLessThanOrEqual(KEEP);
    const history = parseHistory(readFileSync(join(place.folder, 'D', 'history.json'), 'utf8'));
    // Every night that was kept is in it, also those whose audit was killed before it wrote its history.
    expect(history.sequence).toBe(listNights(join(place.folder, 'D', 'nights')).at(-1)?.record.sequence);
    expect(history.entries.find(({ target }) => target === 'node/n2')).toMatchObject({ nights: history.nights });
    const left2 = readdirSync(place.folder, { recursive: true }).filter((name) =>
      /^D\/.*\.netlint-/.test(String(name)),
    );
    expect(left2, 'leftovers').toEqual([]);
  }
}

test(`${KILLS} kills at random times leave no half file, lose no night, and the next run works`, {
  timeout: 300_000,
}, async () => {
  const seed = Number(process.env.NETLINT_SEED ?? Math.floor(Math.random() * 2 ** 32));
  process.stderr.write(`kills of netlint audit: NETLINT_SEED=${seed}\n`);
  const cache = scratch();
  const places = Array.from({ length: WORKERS }, (): Place => {
    const folder = scratch();
    writeRule(folder);
    mkdirSync(join(folder, 'D'));
    return { folder, cache };
  });
  const [first = { folder: '', cache }] = places;
  const snapshot = writeSnapshot(first.folder, 'S', '2026-01-01T02:00:00Z', { n1: 'old', n2: 'old' });
  await audit({ ...first, folder: first.folder }, snapshot, null);
  const start = performance.now();
  await Promise.all(
    places.map((place) =>
      audit(place, writeSnapshot(place.folder, 'S', '2026-01-01T02:00:01Z', { n1: 'old', n2: 'old' }), null),
    ),
  );
  const milliseconds = performance.now() - start;
  const tally: Tally = { kills: 0, tooLate: 0, leftovers: 0 };
  await Promise.all(
    places.map((place, at) => worker(place, KILLS / WORKERS, createRandom(seed + at), milliseconds, tally)),
  );
  process.stderr.write(
    `kills of netlint audit: ${JSON.stringify(tally)} in ${Math.round((performance.now() - start) / 1000)} s\n`,
  );
  // Else it would have been a test of runs that end by themselves.
  expect(tally.kills).toBeGreaterThan(KILLS / 2);
  expect(tally.leftovers).toBeGreaterThan(0);
});
