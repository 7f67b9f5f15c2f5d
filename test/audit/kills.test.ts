import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scratchFolders } from '../support/scratch.ts';
import { checkNextRun, checkNothingLost, checkWhole, KEEP, namesIn, type Place, startAudit } from './audit-run.ts';
import { type KernelOf, writeRule, writeSnapshot } from './support.ts';

const scratch = scratchFolders();

const KILLS = 100;
/** Audits at once, each with a folder of its own. */
const WORKERS = 4;

function makePlace(cache: string): Place {
  const folder = scratch();
  writeRule(folder);
  mkdirSync(join(folder, 'D'));
  return { folder, cache };
}

const timeOf = (day: number, minute: number): string => new Date(Date.UTC(2026, 0, day, 2, minute)).toISOString();

/** n2 has its finding on every night, so that the history can be counted. */
const snapshotAt = ({ folder }: Place, taken: string, kernel: KernelOf = 'old'): string =>
  writeSnapshot(folder, 'S', taken, { n1: kernel, n2: 'old' });

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

/** Ends an audit after so many milliseconds, counted from its start or from the first file that it makes. */
async function auditAndKill(place: Place, snapshot: string, after: number, fromFirstFile: boolean): Promise<boolean> {
  const names = () => [...namesIn(place.folder), ...namesIn(join(place.folder, 'D', 'nights'))];
  const before = new Set(names());
  const { ended, kill } = startAudit(place, snapshot);
  if (!fromFirstFile) setTimeout(kill, after);
  const watch = setInterval(() => {
    if (!fromFirstFile || names().every((name) => before.has(name))) return;
    clearInterval(watch);
    setTimeout(kill, after);
  }, 1);
  const { code } = await ended;
  clearInterval(watch);
  return code === null;
}

interface Tally {
  kills: number;
  tooLate: number;
  leftovers: number;
}

async function killOften(
  place: Place,
  kills: number,
  random: () => number,
  whole: number,
  tally: Tally,
): Promise<void> {
  let nights: readonly string[] = [];
  let hasLatest = false;
  for (let run = 1; run <= kills; run++) {
    const snapshot = snapshotAt(place, timeOf(1, run), random() < 0.5 ? 'old' : 'new');
    // Half of them anywhere, half of them while something is written, which is a small part of the time.
    const writing = random() < 0.5;
    const wasKilled = await auditAndKill(place, snapshot, random() * (writing ? 60 : whole * 1.1), writing);
    if (wasKilled) tally.kills++;
    else tally.tooLate++;
    const at = join(place.folder, 'D');
    tally.leftovers += [at, join(at, 'nights')].flatMap(namesIn).filter((name) => name.startsWith('.netlint-')).length;
    const now = checkWhole(place.folder);
    checkNothingLost(nights, now);
    expect(namesIn(at).includes('latest') || !hasLatest, 'latest is there').toBe(true);
    nights = now;
    if (run % 10 === 0 || run === kills)
      nights = await checkNextRun(place, snapshotAt(place, timeOf(2, run)), timeOf(2, run));
    hasLatest = namesIn(at).includes('latest');
  }
}

test(`${KILLS} kills at random times leave no half file, lose no night, and the next run works`, {
  timeout: 300_000,
}, async () => {
  const seed = Number(process.env.NETLINT_SEED ?? Math.floor(Math.random() * 2 ** 32));
  process.stderr.write(`kills of netlint audit: NETLINT_SEED=${seed}\n`);
  const cache = scratch();
  const places = Array.from({ length: WORKERS }, () => makePlace(cache));
  const [first] = places;
  if (first) await startAudit(first, snapshotAt(first, timeOf(1, 0))).ended;
  const start = performance.now();
  await Promise.all(places.map((place) => startAudit(place, snapshotAt(place, timeOf(1, 0))).ended));
  const whole = performance.now() - start;
  const tally: Tally = { kills: 0, tooLate: 0, leftovers: 0 };
  await Promise.all(
    places.map((place, at) => killOften(place, KILLS / WORKERS, createRandom(seed + at), whole, tally)),
  );
  const seconds = Math.round((performance.now() - start) / 1000);
  process.stderr.write(`kills of netlint audit: ${JSON.stringify(tally)} in ${seconds} s\n`);
  // Else it would have been a test of runs that end by themselves.
  expect(tally.kills).toBeGreaterThan(KILLS / 2);
  expect(tally.leftovers).toBeGreaterThan(0);
});

test('a kill at any step that changes the file system does no harm, and the next run works', {
  timeout: 300_000,
}, async () => {
  const cache = scratch();
  const prepared = makePlace(cache);
  for (let night = 1; night <= KEEP; night++) await startAudit(prepared, snapshotAt(prepared, timeOf(1, night))).ended;
  const before = checkWhole(prepared.folder);
  expect(before).toHaveLength(KEEP);
  snapshotAt(prepared, timeOf(2, 0), 'new');

  const hook = fileURLToPath(new URL('kill-at-step.mjs', import.meta.url));
  const auditFrom = async (place: Place, step: number) => {
    rmSync(place.folder, { recursive: true });
    cpSync(prepared.folder, place.folder, { recursive: true, verbatimSymlinks: true });
    const env = { KILL_AT: String(step), STEPS: join(place.folder, 'steps') };
    return (await startAudit(place, 'S', { before: ['--import', hook], env }).ended).code;
  };
  const counting = makePlace(cache);
  expect(await auditFrom(counting, 0)).toBe(0);
  const steps = Number(readFileSync(join(counting.folder, 'steps'), 'utf8'));
  process.stderr.write(`kills of netlint audit: ${steps} steps\n`);
  expect(steps).toBeGreaterThan(30);

  let next = 1;
  const work = async (place: Place): Promise<void> => {
    while (next <= steps) {
      const step = next++;
      expect(await auditFrom(place, step), `step ${step}`).toBe(null);
      checkNothingLost(before, checkWhole(place.folder));
      expect(existsSync(join(place.folder, 'D', 'latest')), `latest after step ${step}`).toBe(true);
      expect(existsSync(join(place.folder, 'D', 'history.json')), `history after step ${step}`).toBe(true);
      if (step % 8 === 0) await checkNextRun(place, snapshotAt(place, timeOf(3, step)), timeOf(3, step));
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, () => work(makePlace(cache))));
});
