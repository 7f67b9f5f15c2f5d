import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MotionRecord, parseMotion, sortedMotion } from '../../src/snapshot/motion.ts';
import { openSnapshot } from '../../src/snapshot/open.ts';
import { createSnapshotWriter } from '../../src/snapshot/writer.ts';
import { scratchFolders } from '../support/scratch.ts';
import { manifest, snapshotFiles, writeFiles } from '../support/snapshot-files.ts';

const scratch = scratchFolders();

const record: MotionRecord = {
  from: '2026-01-01T00:00:00Z',
  to: '2026-01-01T00:00:05Z',
  clockOffsetMs: -12,
  moved: [
    { resource: 'services', namespace: 'shop', name: 'web', change: 'added' },
    { resource: 'endpointslices', namespace: 'shop', name: 'web-x7', owner: 'web', change: 'changed' },
  ],
  unread: [{ resource: 'pods', reason: 'forbidden' }],
};

describe('motion.json', () => {
  it.each(['x.tar.gz', 'x'])('comes back sorted out of %s', async (name) => {
    const path = `${scratch()}/${name}`;
    const writer = createSnapshotWriter(path);
    writer.motion(record);
    await writer.finish(manifest());
    const snapshot = await openSnapshot(path);
    expect(snapshot.motion).toEqual(sortedMotion(record));
    expect(snapshot.motion?.moved.map(({ resource }) => resource)).toEqual(['endpointslices', 'services']);
    snapshot.close();
  });

  it('is not there in a snapshot that was put together by hand', async () => {
    expect((await openSnapshot(writeFiles(scratch(), snapshotFiles()))).motion).toBeNull();
  });

  it.each([
    ['{', 'is no valid JSON'],
    ['[]', 'does not fit the format'],
    [JSON.stringify({ ...record, from: 'yesterday' }), 'does not fit the format (from: '],
    [JSON.stringify({ ...record, moved: [{ ...record.moved[0], change: 'lost' }] }), 'moved[0].change'],
  ])('that is broken costs what is known about motion, and is said: %s', async (text, said) => {
    const snapshot = await openSnapshot(writeFiles(scratch(), snapshotFiles({ 'motion.json': text })));
    expect(snapshot.motion).toBeNull();
    const source = snapshot.manifest.sources.find(({ id }) => id === 'motion');
    expect(source?.status).toBe('failed');
    expect(source?.reason).toContain(said);
  });

  it('of any content is read or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const parsed = parseMotion(text);
        expect(typeof parsed === 'string' ? parsed : 'read').toMatch(/^(?:read|motion\.json (?:is no|does not) .*)$/);
      }),
    );
  });
});
