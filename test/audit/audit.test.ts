import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openSnapshot } from '../../src/snapshot/open.ts';
import { type Ran, run } from '../cli/live-cluster.ts';
import { scratchFolders } from '../support/scratch.ts';
import { type KernelOf, nightsOf, RULES, readJson, writeRule, writeSnapshot } from './support.ts';

// Each starts netlint as a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const scratch = scratchFolders();

function place(): string {
  const folder = scratch();
  writeRule(folder);
  return folder;
}

const day = (number: number): string => `2026-01-0${number}T02:00:00Z`;
const named = (number: number): string => `2026-01-0${number}T020000Z`;

/** One night into D. */
function night(
  folder: string,
  number: number,
  nodes: Readonly<Record<string, KernelOf>>,
  ...options: readonly string[]
): Promise<Ran> {
  const snapshot = writeSnapshot(folder, `S${number}`, day(number), nodes);
  return run(folder, 'audit', snapshot, ...RULES, '--out', 'D', ...options);
}

const entries = (folder: string): readonly { target: string; state: string; nights: number }[] =>
  readJson(folder, 'D', 'history.json').entries;
const states = (folder: string) => Object.fromEntries(entries(folder).map((each) => [each.target, each.state]));

describe('nights', () => {
  test('are kept with result, snapshot and reports, and latest leads to the last', async () => {
    const folder = place();
    const first = await night(folder, 1, { n1: 'old', n2: 'new' });
    expect(first.code).toBe(1);
    expect(first.stdout).toContain('There is no earlier night: everything that is found counts as new.');
    expect(first.stderr).toBe(`netlint: kept as D/nights/${named(1)}\n`);
    const second = await night(folder, 2, { n1: 'new', n2: 'old' });
    expect(second.stdout).toContain(
      'Compared with the history up to 2026-01-01T02:00:00.000Z: 1 new, 0 known, 1 fixed.',
    );
    expect(nightsOf(join(folder, 'D'))).toEqual([named(1), named(2)]);
    expect(readlinkSync(join(folder, 'D', 'latest'))).toBe(`nights/${named(2)}`);
    const latest = join(folder, 'D', 'latest');
    expect(readdirSync(latest).sort()).toEqual([
      'netlint.prom',
      'night.json',
      'report.md',
      'report.txt',
      'result.json',
      'snapshot.tar.gz',
    ]);
    expect(readFileSync(join(latest, 'report.txt'), 'utf8')).toBe(second.stdout);
    expect(readJson(latest, 'result.json').findings).toHaveLength(1);
    const kept = await openSnapshot(join(latest, 'snapshot.tar.gz'));
    expect([kept.manifest.to, kept.nodeNames]).toEqual([day(2), ['n1', 'n2']]);
    kept.close();
    expect(states(folder)).toEqual({ 'node/n1': 'fixed', 'node/n2': 'open' });
    expect(readdirSync(join(folder, 'D')).sort()).toEqual(['audit.lock', 'history.json', 'latest', 'nights']);
  });

  test('the snapshot that is kept has the bytes of a collected archive', async () => {
    const folder = place();
    await night(folder, 1, { n1: 'old' });
    await run(folder, 'audit', join('D', 'latest', 'snapshot.tar.gz'), ...RULES, '--out', 'E');
    const bytes = (at: string) => readFileSync(join(folder, at, 'latest', 'snapshot.tar.gz'));
    expect(bytes('E').equals(bytes('D'))).toBe(true);
  });

  test('are readable for their owner only', async () => {
    const folder = place();
    await night(folder, 1, { n1: 'old' });
    const latest = join(folder, 'D', 'nights', named(1));
    for (const name of readdirSync(latest)) expect(lstatSync(join(latest, name)).mode & 0o077, name).toBe(0);
    for (const name of ['', 'history.json', 'nights']) expect(lstatSync(join(folder, 'D', name)).mode & 0o077).toBe(0);
  });

  test('--keep takes the oldest away, by their order and not by their names', async () => {
    const folder = place();
    for (const number of [3, 2, 1, 4]) await night(folder, number, { n1: 'old' }, '--keep', '2');
    expect(nightsOf(join(folder, 'D'))).toEqual([named(1), named(4)]);
    expect(entries(folder)).toMatchObject([{ nights: 4 }]);
  });

  test('a snapshot older than the last is said, and is a night like others', async () => {
    const folder = place();
    await night(folder, 2, { n1: 'old' });
    const { stderr } = await night(folder, 1, { n1: 'old' });
    expect(stderr).toBe(
      `netlint: this snapshot (2026-01-01T02:00:00.000Z) is older than that of the last night (2026-01-02T02:00:00.000Z): it was given late, or a clock went back.\nnetlint: kept as D/nights/${named(1)}\n`,
    );
    expect(readlinkSync(join(folder, 'D', 'latest'))).toBe(`nights/${named(1)}`);
  });

  test('two of one time stay both, and count as one', async () => {
    const folder = place();
    await night(folder, 1, { n1: 'old' });
    await night(folder, 1, { n1: 'old' });
    expect(nightsOf(join(folder, 'D'))).toEqual([named(1), `${named(1)}-2`]);
    expect(entries(folder)).toMatchObject([{ nights: 1 }]);
  });

  test('--keep 0 and words are wrong usage', async () => {
    const folder = place();
    for (const keep of ['0', '-1', 'all', '1.5'])
      expect((await night(folder, 1, { n1: 'old' }, `--keep=${keep}`)).code, keep).toBe(2);
    expect(existsSync(join(folder, 'D'))).toBe(false);
  });
});

describe('exit codes are those of a scan', () => {
  test('new findings alone with --fail-on new; what could not be looked at is not fixed', async () => {
    const folder = place();
    expect((await night(folder, 1, { n1: 'old', n2: 'new' }, '--fail-on', 'new')).code).toBe(1);
    expect((await night(folder, 2, { n1: 'old', n2: 'new' }, '--fail-on', 'new')).code).toBe(0);
    const blind = await night(folder, 3, { n1: 'unseen', n2: 'new' }, '--fail-on', 'new', '--min-coverage', '90');
    expect(blind.code).toBe(3);
    expect(blind.stdout).toContain('0 new, 0 known, 0 fixed, 1 not looked for');
    expect(states(folder)).toEqual({ 'node/n1': 'open' });
    expect((await night(folder, 4, { n1: 'old', n2: 'new' }, '--fail-on', 'new')).code).toBe(0);
    expect((await night(folder, 5, { n1: 'old', n2: 'old' }, '--fail-on', 'new')).code).toBe(1);
  });

  test('a baseline of netlint.yaml plays no part', async () => {
    const folder = place();
    writeFileSync(join(folder, 'netlint.yaml'), 'gate: { failOn: new, baseline: no-such-file.json }\n');
    const { code, stderr } = await night(folder, 1, { n1: 'old' });
    expect([code, stderr]).toEqual([1, `netlint: kept as D/nights/${named(1)}\n`]);
  });

  test('a waiver of netlint.yaml holds, and the output files of the options are written', async () => {
    const folder = place();
    writeFileSync(
      join(folder, 'netlint.yaml'),
      'waivers: [{ rule: own/old-kernel, target: "*", reason: r, owner: o, expires: 2026-06-30 }]\n',
    );
    const { code } = await night(folder, 1, { n1: 'old' }, '--as-of', '2026-01-01', '--output', 'csv=x.csv');
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'x.csv'), 'utf8')).toContain('own/old-kernel');
    const later = await night(folder, 2, { n1: 'old' }, '--as-of', '2026-07-01', '--fail-on', 'new');
    expect(later.code).toBe(1);
    expect(later.stdout).toContain('gate/waiver-expired');
    expect((await night(folder, 3, { n1: 'old' }, '--as-of', '2026-07-02', '--fail-on', 'new')).code).toBe(0);
  });

  test('no place at all, a snapshot beside --local, and options of a cluster are wrong usage', async () => {
    const folder = place();
    writeSnapshot(folder, 'S1', day(1), { n1: 'old' });
    const said = async (...words: readonly string[]) => {
      const { code, stderr } = await run(folder, 'audit', ...words);
      return `${code} ${stderr}`;
    };
    expect(await said('S1')).toMatch(/^2 netlint: audit needs a place/);
    expect(await said('S1', '--out', 'D', '--local')).toMatch(/^2 netlint: audit takes a snapshot or --local/);
    expect(await said('S1', '--out', 'D', '--via', 'ssh')).toMatch(/^2 netlint: --via is for collecting/);
    expect(await said('S1', '--out', 'D', '--context', 'x')).toMatch(/^2 netlint: --context is for collecting/);
    expect(await said('nothing', '--out', 'D')).toMatch(/^2 netlint: nothing cannot be opened/);
  });
});

describe('what is broken costs itself alone', () => {
  test('a damaged history is put aside and made again from the nights that are kept', async () => {
    const folder = place();
    await night(folder, 1, { n1: 'old' });
    await night(folder, 2, { n1: 'old', n2: 'old' });
    const good = readFileSync(join(folder, 'D', 'history.json'), 'utf8');
    writeFileSync(join(folder, 'D', 'history.json'), good.slice(0, -40));
    const { code, stdout, stderr } = await night(folder, 3, { n1: 'old', n2: 'old' }, '--fail-on', 'new');
    expect(stdout).toContain('0 new, 2 known, 0 fixed');
    expect(stderr).toBe(
      `netlint: the damaged history is kept as D/history.json.damaged-1.\nnetlint: kept as D/nights/${named(3)}\nnetlint: D/history.json is damaged (it is no JSON); it is put aside, and the history begins anew with the nights that are kept (2).\n`,
    );
    expect(code).toBe(2);
    expect(
      entries(folder)
        .map(({ nights }) => nights)
        .sort(),
    ).toEqual([2, 3]);
    expect(readFileSync(join(folder, 'D', 'history.json.damaged-1'), 'utf8')).toBe(good.slice(0, -40));
    expect((await night(folder, 4, { n1: 'old', n2: 'old' }, '--fail-on', 'new')).code).toBe(0);
  });

  test('a history that is gone is made again, and so is one that a killed audit did not write', async () => {
    const folder = place();
    await night(folder, 1, { n1: 'old' });
    const first = readFileSync(join(folder, 'D', 'history.json'), 'utf8');
    await night(folder, 2, { n1: 'old', n2: 'old' });
    const second = readFileSync(join(folder, 'D', 'history.json'), 'utf8');
    writeFileSync(join(folder, 'D', 'history.json'), first);
    expect((await run(folder, 'history', 'D', '--format', 'json')).stdout).toBe(second);
    rmSync(join(folder, 'D', 'history.json'));
    expect((await run(folder, 'history', 'D', '--format', 'json')).stdout).toBe(second);
    expect(existsSync(join(folder, 'D', 'history.json'))).toBe(false);
  });

  test('a history of another version is not touched, the night is kept, and a later one takes it in', async () => {
    const folder = place();
    await night(folder, 1, { n1: 'old' });
    const history = join(folder, 'D', 'history.json');
    const mine = readFileSync(history, 'utf8');
    const theirs = mine.replace('"netlintHistory": 1', '"netlintHistory": 2');
    writeFileSync(history, theirs);
    const { code, stdout, stderr } = await night(folder, 2, { n1: 'old' }, '--fail-on', 'new');
    expect(code).toBe(2);
    expect(stdout).toContain('n1 runs 5010');
    expect(stderr).toContain(
      'D/history.json cannot be used (it has version 2, and this netlint reads version 1), so nothing is known about what is new.',
    );
    expect(readFileSync(history, 'utf8')).toBe(theirs);
    expect(nightsOf(join(folder, 'D'))).toEqual([named(1), named(2)]);
    writeFileSync(history, mine);
    expect((await night(folder, 3, { n1: 'old' })).code).toBe(1);
    expect(entries(folder)).toMatchObject([{ nights: 3 }]);
  });

  test('a folder that cannot be written: the result is printed, and the exit code is 2', async () => {
    const folder = place();
    writeFileSync(join(folder, 'D'), 'a file');
    const { code, stdout, stderr } = await night(folder, 1, { n1: 'old' });
    expect([code, stderr]).toEqual([
      2,
      'netlint: --out D cannot be used (it is no folder); give a folder that can be written.\n',
    ]);
    expect(stdout).toContain('n1 runs 5010');
    expect(readFileSync(join(folder, 'D'), 'utf8')).toBe('a file');
  });

  test('foreign files stay, and latest is not taken from somebody else', async () => {
    const folder = place();
    mkdirSync(join(folder, 'D', 'nights', 'mine'), { recursive: true });
    mkdirSync(join(folder, 'D', 'nights', '2020-01-01T000000Z'));
    writeFileSync(join(folder, 'D', 'README'), 'mine');
    writeFileSync(join(folder, 'D', 'latest'), 'mine');
    const { code, stderr } = await night(folder, 1, { n1: 'old' }, '--keep', '1');
    await night(folder, 2, { n1: 'old' }, '--keep', '1');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'D/latest cannot be switched (it is there and is no link); it still leads to an earlier night.',
    );
    expect(readFileSync(join(folder, 'D', 'latest'), 'utf8')).toBe('mine');
    expect(nightsOf(join(folder, 'D'))).toEqual(['2020-01-01T000000Z', named(2), 'mine']);
    expect(existsSync(join(folder, 'D', 'README'))).toBe(true);
  });

  test('links that somebody put there lead nowhere out of the folder', async () => {
    const folder = place();
    const away = join(folder, 'away');
    mkdirSync(join(away, '.netlint-x'), { recursive: true });
    mkdirSync(join(folder, 'D'));
    writeFileSync(join(away, 'history.json'), 'theirs');
    writeFileSync(join(away, 'lock'), 'theirs');
    const before = () => [readdirSync(away).sort(), readFileSync(join(away, 'history.json'), 'utf8')];
    const was = before();

    symlinkSync('../away', join(folder, 'D', 'nights'));
    const nights = await night(folder, 1, { n1: 'old' });
    expect([nights.code, nights.stderr]).toEqual([
      2,
      'netlint: D/nights is no folder, and netlint follows no link there; move it away.\n',
    ]);
    expect(before()).toEqual(was);
    rmSync(join(folder, 'D', 'nights'));

    rmSync(join(folder, 'D', 'audit.lock'));
    symlinkSync('../away/lock', join(folder, 'D', 'audit.lock'));
    const locked = await night(folder, 1, { n1: 'old' });
    expect(locked.code).toBe(2);
    expect(locked.stderr).toMatch(
      /^netlint: --out D cannot be used \(ELOOP.*\); give a folder that can be written\.\n$/,
    );
    rmSync(join(folder, 'D', 'audit.lock'));

    symlinkSync('../away/history.json', join(folder, 'D', 'history.json'));
    symlinkSync('../away', join(folder, 'D', 'latest'));
    symlinkSync('../away', join(folder, 'D', '.netlint-left'));
    mkdirSync(join(folder, 'D', 'nights'));
    symlinkSync('../../away', join(folder, 'D', 'nights', named(9)));
    const { code } = await night(folder, 1, { n1: 'old' }, '--keep', '1');
    expect(code).toBe(2);
    expect(before()).toEqual(was);
    expect(lstatSync(join(folder, 'D', 'history.json')).isFile()).toBe(true);
    expect(readlinkSync(join(folder, 'D', 'latest'))).toBe(`nights/${named(1)}`);
  });

  test('what a killed run left is cleared', async () => {
    const folder = place();
    await night(folder, 1, { n1: 'old' });
    for (const half of ['.netlint-half', join('nights', '.netlint-half')]) {
      mkdirSync(join(folder, 'D', half));
      writeFileSync(join(folder, 'D', half, 'result.json'), '{');
    }
    await night(folder, 2, { n1: 'old' });
    const left = readdirSync(join(folder, 'D'), { recursive: true }).filter((name) =>
      String(name).includes('.netlint-'),
    );
    expect(left).toEqual([]);
  });

  test('nights of another cluster are not mixed in', async () => {
    const folder = place();
    await night(folder, 1, { n1: 'old' });
    const before = readFileSync(join(folder, 'D', 'history.json'), 'utf8');
    const other = writeSnapshot(folder, 'other', day(2), { n1: 'new' }, 'elsewhere');
    const { code, stdout, stderr } = await run(folder, 'audit', other, ...RULES, '--out', 'D');
    expect([code, stderr]).toEqual([
      2,
      'netlint: D holds the nights of the cluster test, and this one is of the cluster elsewhere, so it was not kept; give each cluster its own.\n',
    ]);
    expect(stdout).toContain('no findings');
    expect(readFileSync(join(folder, 'D', 'history.json'), 'utf8')).toBe(before);
    expect(nightsOf(join(folder, 'D'))).toEqual([named(1)]);
  });

  test('a snapshot that is refused leaves no trace', async () => {
    const folder = place();
    await night(folder, 1, { n1: 'old' });
    const before = readdirSync(join(folder, 'D'), { recursive: true });
    writeSnapshot(folder, 'S2', day(2), { n1: 'old' });
    writeFileSync(join(folder, 'secret'), 'secret');
    symlinkSync('../../../secret', join(folder, 'S2', 'nodes', 'n1', 'host.extra.out'));
    const { code, stderr } = await run(folder, 'audit', 'S2', ...RULES, '--out', 'D');
    expect([code, stderr]).toEqual([2, expect.stringContaining('is a link that leads outside the snapshot')]);
    expect(readdirSync(join(folder, 'D'), { recursive: true })).toEqual(before);
  });

  test('a night whose result is damaged is left out of a history that is made again', async () => {
    const folder = place();
    await night(folder, 1, { n1: 'old' });
    await night(folder, 2, { n1: 'old' });
    rmSync(join(folder, 'D', 'history.json'));
    writeFileSync(join(folder, 'D', 'nights', named(1), 'result.json'), '{');
    const { code, stderr } = await night(folder, 3, { n1: 'old' });
    expect(code).toBe(2);
    expect(stderr).toContain(`the night ${named(1)} cannot be read (it is no JSON); the history goes on without it.`);
    expect(entries(folder)).toMatchObject([{ nights: 2 }]);
  });
});

describe('netlint history', () => {
  test('shows what is open and fixed, and says where there is none', async () => {
    const folder = place();
    await night(folder, 1, { n1: 'old', n2: 'old', n3: 'old' });
    await night(folder, 2, { n1: 'old', n2: 'new', n3: 'unseen' });
    const { stdout, code } = await run(join(folder, 'D'), 'history');
    expect(code).toBe(0);
    expect(stdout).toBe(`cluster test, 2 nights, 2026-01-01 02:00 to 2026-01-02 02:00: 2 open, 1 fixed

OPEN  SINCE             FIRST SEEN        LAST SEEN         NIGHTS  RULE            TARGET
high  2026-01-01 02:00  2026-01-01 02:00  2026-01-02 02:00  2       own/old-kernel  node/n1
high  2026-01-01 02:00  2026-01-01 02:00  2026-01-01 02:00  1       own/old-kernel  node/n3  nobody could look since 2026-01-02 02:00: not collected

FIXED  SINCE             FIRST SEEN        LAST SEEN         NIGHTS  RULE            TARGET
high   2026-01-02 02:00  2026-01-01 02:00  2026-01-01 02:00  1       own/old-kernel  node/n2
`);
    for (const [where, said] of [
      ['nowhere', 'nowhere is no folder'],
      ['rules', 'rules/history.json is not there or empty'],
    ] as const) {
      const nothing = await run(folder, 'history', where);
      expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining(said)]);
    }
    renameSync(join(folder, 'D', 'nights'), join(folder, 'nights'));
    expect((await run(folder, 'history', 'D')).stdout).toBe(stdout);
    writeFileSync(join(folder, 'D', 'history.json'), 'x');
    expect((await run(folder, 'history', 'D')).code).toBe(2);
  });
});
