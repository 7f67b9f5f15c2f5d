import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { parseHistory } from '../../src/audit/history.ts';
import { listNights } from '../../src/audit/nights.ts';
import { parseResult } from '../../src/gate/saved-result.ts';
import { RULES } from './support.ts';

const netlint = fileURLToPath(new URL('../../bin/netlint.js', import.meta.url));

/** Nights that stay in tests that kill. */
export const KEEP = 3;

export interface Place {
  readonly folder: string;
  /** Of compiled code, which all share. */
  readonly cache: string;
}

export interface Ended {
  /** Null after a kill. */
  readonly code: number | null;
  readonly said: string;
}

export interface Started {
  readonly ended: Promise<Ended>;
  readonly kill: () => void;
}

/** An audit into D, with an output file beside it. */
export function startAudit(
  { folder, cache }: Place,
  snapshot: string,
  {
    before = [],
    env = {},
  }: { readonly before?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Started {
  const words = ['audit', snapshot, ...RULES, '--out', 'D', '--keep', String(KEEP), '--output', 'json=out.json'];
  const child = spawn(process.execPath, [...before, netlint, ...words, '--fail-on', 'never'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, NODE_COMPILE_CACHE: cache, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  return {
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, said }))),
    kill: () => child.kill('SIGKILL'),
  };
}

export const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Everything with a final name is whole. Gives the names of the nights, the oldest first. */
export function checkWhole(folder: string): readonly string[] {
  const out = join(folder, 'out.json');
  if (existsSync(out)) parseResult(readFileSync(out, 'utf8'));
  const at = join(folder, 'D');
  const visible = namesIn(join(at, 'nights')).filter((name) => !name.startsWith('.netlint-'));
  const nights = visible.length === 0 ? [] : listNights(join(at, 'nights')).map(({ name }) => name);
  expect([...visible].sort(), 'folders that are no whole night').toEqual([...nights].sort());
  for (const name of nights) {
    const night = join(at, 'nights', name);
    parseResult(readFileSync(join(night, 'result.json'), 'utf8'));
    expect(gunzipSync(readFileSync(join(night, 'snapshot.tar.gz'))).includes('manifest.json')).toBe(true);
    for (const report of ['report.txt', 'report.md', 'netlint.prom'])
      expect(readFileSync(join(night, report), 'utf8').endsWith('\n'), `${name}/${report}`).toBe(true);
  }
  if (existsSync(join(at, 'history.json'))) parseHistory(readFileSync(join(at, 'history.json'), 'utf8'));
  if (namesIn(at).includes('latest')) {
    expect(nights, 'latest').toContain(readlinkSync(join(at, 'latest')).replace(/^nights\//, ''));
    expect(statSync(join(at, 'latest', 'result.json')).isFile()).toBe(true);
  }
  return nights;
}

/** What went is what rotation takes: the oldest, and no more than are beyond --keep. */
export function checkNothingLost(before: readonly string[], now: readonly string[]): void {
  const gone = before.filter((name) => !now.includes(name));
  expect(gone, 'nights that went').toEqual(before.slice(0, gone.length));
  if (gone.length > 0) expect(now.length).toBeGreaterThanOrEqual(KEEP);
}

/** An audit that nobody kills finds everything in order, keeps its night, and clears up. */
export async function checkNextRun(place: Place, snapshot: string, taken: string): Promise<readonly string[]> {
  const { code, said } = await startAudit(place, snapshot).ended;
  const kept = `D/nights/${taken.slice(0, 19).replaceAll(':', '')}Z`;
  expect([code, said], 'the next run').toEqual([0, `netlint: kept as ${kept}\n`]);
  const at = join(place.folder, 'D');
  const nights = checkWhole(place.folder);
  expect(readlinkSync(join(at, 'latest'))).toBe(kept.slice(2));
  expect(nights.length).toBeLessThanOrEqual(KEEP);
  const history = parseHistory(readFileSync(join(at, 'history.json'), 'utf8'));
  // Every night that was kept is in it, also those whose audit was killed before it wrote its history.
  expect(history.sequence).toBe(listNights(join(at, 'nights')).at(-1)?.record.sequence);
  expect(history.entries.find(({ target }) => target === 'node/n2')).toMatchObject({ nights: history.nights });
  const left = readdirSync(at, { recursive: true }).filter((name) => String(name).includes('.netlint-'));
  expect(left, 'leftovers').toEqual([]);
  return nights;
}
