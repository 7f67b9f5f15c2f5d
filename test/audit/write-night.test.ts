import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listNights, type NightRecord, nightName } from '../../src/audit/nights.ts';
import { outdated, removeNight } from '../../src/audit/rotation.ts';
import { writeNight } from '../../src/audit/write-night.ts';
import { openSnapshot } from '../../src/snapshot/open.ts';
import { SnapshotError } from '../../src/snapshot/types.ts';
import { scratchFolders } from '../support/scratch.ts';
import { writeSnapshot } from './support.ts';

const scratch = scratchFolders();

const record = (sequence: number, taken = '2026-01-01T02:00:00.000Z'): NightRecord => ({
  netlintNight: 1,
  sequence,
  taken,
  cluster: 'test',
  exitCode: 0,
  compared: null,
});

async function place() {
  const folder = scratch();
  const snapshot = await openSnapshot(join(folder, writeSnapshot(folder, 'S', '2026-01-01T02:00:00Z', { n1: 'old' })));
  const nights = join(folder, 'nights');
  mkdirSync(nights);
  return { nights, snapshot };
}

test('a part of the snapshot that cannot be read costs the copy, and nothing else of the night', async () => {
  const { nights, snapshot } = await place();
  const broken = [
    ...(snapshot.files?.() ?? []),
    {
      name: 'nodes/n1/x',
      read: () => {
        throw new SnapshotError('nodes/n1/x cannot be read.');
      },
    },
  ];
  const said: string[] = [];
  const name = await writeNight(
    nights,
    { record: record(1), reports: new Map([['result.json', '{}']]), snapshot: { ...snapshot, files: () => broken } },
    (sentence) => said.push(sentence),
  );
  expect(said).toEqual([expect.stringMatching(/^the snapshot .* was not kept with the night \(nodes\/n1\/x cannot/)]);
  expect(readdirSync(nights)).toEqual([name]);
  expect(readdirSync(join(nights, name)).sort()).toEqual(['night.json', 'result.json']);
});

test('a night that cannot be written leaves nothing', async () => {
  const { nights, snapshot } = await place();
  const reports = new Map([['no/such/folder', '{}']]);
  await expect(writeNight(nights, { record: record(1), reports, snapshot }, () => {})).rejects.toThrow('ENOENT');
  expect(readdirSync(nights)).toEqual([]);
});

test('nights are listed by their number and taken away from the first one on', async () => {
  const { nights, snapshot } = await place();
  const times = ['2026-01-03T02:00:00.500Z', '2026-01-01T02:00:00.000Z', '2026-01-02T02:00:00.000Z'];
  for (const [at, taken] of times.entries())
    await writeNight(nights, { record: record(at + 1, taken), reports: new Map(), snapshot }, () => {});
  mkdirSync(join(nights, '2020-01-01T000000Z'));
  const all = listNights(nights);
  expect(all.map(({ name }) => name)).toEqual(['2026-01-03T020000Z', '2026-01-01T020000Z', '2026-01-02T020000Z']);
  expect([0, 1, 3, 9].map((keep) => outdated(all, keep).length)).toEqual([3, 2, 0, 0]);
  for (const night of outdated(all, 1)) removeNight(nights, night);
  expect(readdirSync(nights).sort()).toEqual(['2020-01-01T000000Z', '2026-01-02T020000Z']);
  expect(readFileSync(join(nights, '2026-01-02T020000Z', 'night.json'), 'utf8')).toContain('"sequence": 3');
});

test('names have no colons', () => {
  expect(nightName(new Date('2026-11-21T02:15:00.123Z'))).toBe('2026-11-21T021500Z');
});
