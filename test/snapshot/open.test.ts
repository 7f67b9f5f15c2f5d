import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/snapshot/limits.ts';
import { openSnapshot } from '../../src/snapshot/open.ts';
import { SnapshotError } from '../../src/snapshot/types.ts';
import { scratchFolders } from '../support/scratch.ts';
import { manifest, nodeIndex, service, snapshotFiles, tarEntries, writeFiles } from '../support/snapshot-files.ts';
import { type TarEntry, tarOf, writeTarGz } from '../support/tar.ts';

const scratch = scratchFolders();

// Temporary folders of other tests must not be counted.
const own = mkdtempSync(join(tmpdir(), 'netlint-test-'));
process.env.TMPDIR = own;
afterAll(() => rmSync(own, { recursive: true }));

/** Folders that an unpacking left behind, if any. */
const leftOver = () => readdirSync(tmpdir()).filter((name) => name.startsWith('.netlint-'));

async function refusal(path: string, limits = DEFAULT_LIMITS): Promise<string> {
  const before = leftOver();
  const error = await openSnapshot(path, limits).then(
    () => expect.fail('was opened'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SnapshotError);
  expect(leftOver()).toEqual(before);
  const { message } = error as SnapshotError;
  expect(message).not.toContain('\n');
  return message;
}

const archive = (entries: readonly TarEntry[]) => writeTarGz(join(scratch(), 'x.tar.gz'), entries);
const whole = tarEntries(snapshotFiles());

describe('a folder', () => {
  test('is read', async () => {
    const snapshot = await openSnapshot(writeFiles(scratch(), snapshotFiles({ 'notes.md': 'told\n' })));
    expect(snapshot.nodeNames).toEqual(['n1']);
    expect(snapshot.resources).toEqual(['services']);
    expect(snapshot.objects('services')?.map(({ metadata }) => metadata.name)).toEqual(['kubernetes']);
    expect(snapshot.objects('pods')).toBeUndefined();
    expect(snapshot.readNotes?.()).toBe('told\n');
    const node = snapshot.readNode('n1');
    const record = node.record('uname');
    expect(record?.command).toBe('uname -srm');
    expect(record && node.stdout(record)).toBe('Linux 6.18.0 x86_64\n');
    expect(record && node.stderr(record)).toBe('');
    expect(node.record('uname', 'net:[1]')).toBeUndefined();
    expect(node.record('uname', 'host', 2)).toBeUndefined();
    expect(() => snapshot.readNode('n2')).toThrow(SnapshotError);
    snapshot.close();
  });

  test('without a manifest is refused', async () => {
    expect(await refusal(scratch())).toMatch(/has no manifest\.json and is no snapshot/);
  });

  test('that is not there is refused', async () => {
    expect(await refusal(join(scratch(), 'no'))).toMatch(/cannot be opened \(ENOENT/);
  });

  test('of a newer format says what to do', async () => {
    const folder = writeFiles(scratch(), snapshotFiles({ 'manifest.json': '{"format": 2, "whatever": []}' }));
    expect(await refusal(folder)).toMatch(
      /made by a newer netlint \(format 2\); this one reads format 1: upgrade netlint\.$/,
    );
  });

  test.each([
    ['{"format":', /is no valid JSON/],
    ['[]', /has no "format"/],
    ['{"format":"1"}', /has format "1"/],
    ['{"format":1,"nodes":[{"name":"../x","kubernetesNode":null}]}', /does not fit the format/],
    [
      JSON.stringify({ ...manifest(), nodes: [{ name: '../x', kubernetesNode: null }] }),
      /nodes\[0\]\.name: is no node/,
    ],
  ])('with the broken manifest %s is refused', async (text, message) => {
    expect(await refusal(writeFiles(scratch(), snapshotFiles({ 'manifest.json': text })))).toMatch(message);
  });

  test('keeps the rest when one node is broken', async () => {
    const folder = writeFiles(
      scratch(),
      snapshotFiles({
        'manifest.json': JSON.stringify(
          manifest({ nodes: ['n1', 'n2', 'n3', 'n4'].map((name) => ({ name, kubernetesNode: name })) }),
        ),
        'nodes/n2/index.json': '{"node": "n2", "outp',
        'nodes/n3/index.json': JSON.stringify({ ...nodeIndex('n3'), outputs: [{ id: 'x', stdout: '../../secret' }] }),
        'nodes/n5/index.json': JSON.stringify(nodeIndex('n5')),
      }),
    );
    const snapshot = await openSnapshot(folder);
    expect(snapshot.nodeNames).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
    expect(snapshot.manifest.sources).toMatchObject([
      { id: 'cluster/services', status: 'ok' },
      { id: 'node/n1', status: 'ok' },
      { id: 'node/n2', status: 'failed', reason: expect.stringContaining('is no valid JSON') },
      { id: 'node/n3', status: 'failed', reason: expect.stringContaining('does not fit the format (outputs[0]') },
      { id: 'node/n4', status: 'failed', reason: 'the snapshot has no output of it' },
      { id: 'node/n5', status: 'partial', reason: 'the output host.uname.out is missing in the snapshot' },
    ]);
    expect(snapshot.readNode('n2').index).toMatchObject({ status: 'failed', kubernetesNode: 'n2', outputs: [] });
    expect(snapshot.readNode('n5').record('uname')).toMatchObject({ status: 'corrupt', stdout: null });
  });

  test('one Node is one machine: the one of its name, else the first', async () => {
    const twins = ['a', 'b', 'n1', 'n2', 'n3'].map((name) => ({ name, kubernetesNode: name < 'n' ? 'other' : 'n3' }));
    const files = Object.fromEntries(
      twins.flatMap(({ name, kubernetesNode }) => [
        [`nodes/${name}/index.json`, JSON.stringify(nodeIndex(name, { kubernetesNode }))],
        [`nodes/${name}/host.uname.out`, 'Linux\n'],
      ]),
    );
    const text = JSON.stringify(manifest({ nodes: twins, sources: [] }));
    const snapshot = await openSnapshot(writeFiles(scratch(), snapshotFiles({ ...files, 'manifest.json': text })));
    expect(snapshot.manifest.nodes.map(({ name, kubernetesNode }) => [name, kubernetesNode])).toEqual([
      ['a', 'other'],
      ['b', null],
      ['n1', null],
      ['n2', null],
      ['n3', 'n3'],
    ]);
    const bad = snapshot.manifest.sources.filter(({ status }) => status !== 'ok');
    expect(bad.map(({ id, status, reason }) => `${id} ${status}: ${reason}`)).toEqual([
      'node/b partial: the manifest calls it the Node "other", which a is already',
      'node/n1 partial: the manifest calls it the Node "n3", which n3 is already',
      'node/n2 partial: the manifest calls it the Node "n3", which n3 is already',
    ]);
  });

  test('cuts reasons that are books', async () => {
    const long = 'x'.repeat(1_000_000);
    const files = snapshotFiles({
      'manifest.json': JSON.stringify(manifest({ sources: [{ id: 'cluster/pods', status: 'failed', reason: long }] })),
      'nodes/n1/index.json': JSON.stringify(nodeIndex('n1', { status: 'partial', reason: long })),
    });
    const snapshot = await openSnapshot(writeFiles(scratch(), files));
    const lengths = snapshot.manifest.sources.map(({ id, reason }) => [id, reason?.length]);
    expect(lengths).toEqual([
      ['cluster/pods', 1001],
      ['cluster/services', undefined],
      ['node/n1', 1001],
    ]);
  });

  test('takes an output that has become empty for lost, not for a command that printed nothing', async () => {
    const folder = writeFiles(scratch(), snapshotFiles({ 'nodes/n1/host.uname.out': '' }));
    const raw = (await openSnapshot(folder)).readNode('n1');
    const record = raw.record('uname');
    expect(() => record && raw.stdout(record)).toThrow(/n1\/host\.uname\.out is empty and should not be/);
  });

  test('keeps the other objects when one line is broken', async () => {
    const lines = [JSON.stringify(service('a')), '{"kind": ', '7', JSON.stringify(service('b'))];
    const files = snapshotFiles({
      'cluster/services.jsonl': `${lines.join('\n')}\n`,
      'manifest.json': JSON.stringify(
        manifest({
          sources: [
            { id: 'cluster/pods', status: 'ok' },
            { id: 'cluster/services', status: 'ok' },
          ],
        }),
      ),
    });
    const snapshot = await openSnapshot(writeFiles(scratch(), files));
    expect(snapshot.objects('services')?.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(snapshot.manifest.sources.slice(0, 2)).toEqual([
      { id: 'cluster/pods', status: 'failed', reason: 'cluster/pods.jsonl is missing in the snapshot' },
      {
        id: 'cluster/services',
        status: 'partial',
        reason: 'cluster/services.jsonl: line 2 is no valid JSON (and 1 more)',
      },
    ]);
  });

  test.each([
    ['nodes/n1/host.uname.out', 'file'],
    ['nodes/n1', 'folder'],
    ['cluster/services.jsonl', 'file'],
    ['manifest.json', 'file'],
    ['notes.md', 'file'],
  ])('with a link to a place outside at %s is refused', async (path, kind) => {
    const outside = writeFiles(scratch(), { secret: 'root:x' });
    const folder = writeFiles(scratch(), snapshotFiles({ 'notes.md': '' }));
    rmSync(join(folder, path), { recursive: true });
    symlinkSync(kind === 'file' ? join(outside, 'secret') : outside, join(folder, path));
    const message = await refusal(folder);
    expect(message).toContain(path);
    expect(message).toMatch(/is a link that leads outside the snapshot/);
  });

  test('with a link that stays inside is read', async () => {
    const folder = writeFiles(scratch(), snapshotFiles({ 'nodes/n1/real.out': 'Linux\n' }));
    unlinkSync(join(folder, 'nodes/n1/host.uname.out'));
    symlinkSync('real.out', join(folder, 'nodes/n1/host.uname.out'));
    const node = (await openSnapshot(folder)).readNode('n1');
    const record = node.record('uname');
    expect(record && node.stdout(record)).toBe('Linux\n');
  });

  test('with a FIFO is refused and not waited for', async () => {
    const folder = writeFiles(scratch(), snapshotFiles());
    unlinkSync(join(folder, 'nodes/n1/host.uname.out'));
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'nodes/n1/host.uname.out')]);
    expect(await refusal(folder)).toMatch(/host\.uname\.out is no ordinary file/);
  });

  test('with a file that is too big says so when it is asked for', async () => {
    const folder = writeFiles(scratch(), snapshotFiles({ 'nodes/n1/host.uname.out': 'x'.repeat(5000) }));
    const node = (await openSnapshot(folder, { ...DEFAULT_LIMITS, fileBytes: 4096 })).readNode('n1');
    const record = node.record('uname');
    expect(() => record && node.stdout(record)).toThrow(
      /host\.uname\.out has 4 KiB; netlint reads files of up to 4 KiB/,
    );
  });
});

describe('an archive', () => {
  test.each([
    ['plainly', ''],
    ['with ./', './'],
    ['with one folder on top', 'netlint-2026/'],
    ['with a folder on top that is called nodes', 'nodes/'],
  ])('packed %s is read and cleared away', async (_, prefix) => {
    const before = leftOver();
    const snapshot = await openSnapshot(await archive(tarEntries(snapshotFiles(), prefix)));
    const node = snapshot.readNode('n1');
    const record = node.record('uname');
    expect(record && node.stdout(record)).toBe('Linux 6.18.0 x86_64\n');
    expect(snapshot.objects('services')).toHaveLength(1);
    expect(snapshot.manifest.sources.every(({ status }) => status === 'ok')).toBe(true);
    expect(leftOver()).toHaveLength(before.length + 1);
    snapshot.close();
    snapshot.close();
    expect(leftOver()).toEqual(before);
  });

  test('without gzip is read, folders and the litter of macOS are passed over', async () => {
    const file = join(scratch(), 'x.tar');
    const litter: TarEntry[] = [
      { name: '._.', content: 'x' },
      { name: 'nodes/', type: 'directory' },
      { name: 'nodes/n1/._index.json', content: 'x' },
    ];
    writeFileSync(file, await tarOf([...litter, ...whole]));
    const snapshot = await openSnapshot(file);
    expect(snapshot.nodeNames).toEqual(['n1']);
    snapshot.close();
  });

  const hostile: readonly (readonly [string, TarEntry, RegExp])[] = [
    ['a path upwards', { name: '../evil', content: 'x' }, /the entry "\.\.\/evil" leads out of the archive/],
    ['a path upwards inside', { name: 'nodes/n1/../../../evil', content: 'x' }, /leads out of the archive/],
    ['an absolute path', { name: '/etc/evil', content: 'x' }, /"\/etc\/evil" has an absolute path/],
    ['a drive letter', { name: 'C:evil', content: 'x' }, /has an absolute path/],
    ['a backslash', { name: 'nodes\\..\\evil', content: 'x' }, /has characters that no path of a snapshot has/],
    ['an escape sequence', { name: 'nodes/\u001b[2J', content: 'x' }, /"nodes\/\\u\{1b\}\[2J" has characters/],
    ['a depth of five', { name: 'a/b/c/d/e', content: 'x' }, /is nested deeper/],
    [
      'a symbolic link',
      { name: 'nodes/n1/x', type: 'symlink', linkname: '/etc/passwd' },
      /"nodes\/n1\/x" is a symbolic link; a snapshot has only files and folders/,
    ],
    ['a hard link', { name: 'nodes/n1/x', type: 'link', linkname: 'manifest.json' }, /is a hard link/],
    ['a FIFO', { name: 'nodes/n1/x', type: 'fifo' }, /is a FIFO/],
    ['a device', { name: 'nodes/n1/x', type: 'character-device' }, /is a device/],
    [
      'a file with no place',
      { name: 'nodes/n1/deep/x', content: 'x' },
      /"nodes\/n1\/deep\/x" has no place in a snapshot/,
    ],
    ['a node with capitals', { name: 'nodes/N2/index.json', content: 'x' }, /has no place in a snapshot/],
    ['an entry twice', { name: './manifest.json', content: 'x' }, /"\.\/manifest\.json" is there twice/],
    ['an entry twice but for capitals', { name: 'Manifest.json', content: 'x' }, /is there twice/],
    ['a file below a file', { name: 'manifest.json/x', content: 'x' }, /is there twice/],
  ];

  test.each(hostile)('with %s is refused, wherever it stands', async (_, entry, message) => {
    expect(await refusal(await archive([...whole, entry]))).toMatch(message);
    const first = await refusal(await archive([entry, ...whole]));
    if (!message.source.includes('twice')) expect(first).toMatch(message);
  });

  test('writes nothing outside its folder', async () => {
    const folder = scratch();
    const target = join(folder, 'evil');
    await refusal(await archive([{ name: `../../../../../../../../..${target}`, content: 'x' }, ...whole]));
    await refusal(
      await archive([
        { name: 'nodes/n1', type: 'symlink', linkname: folder },
        { name: 'nodes/n1/evil', content: 'x' },
        ...whole,
      ]),
    );
    expect(existsSync(target)).toBe(false);
  });

  test('with too many entries is refused', async () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ name: `nodes/n1/x${at}`, content: '' }));
    expect(await refusal(await archive([...whole, ...many]), { ...DEFAULT_LIMITS, entries: 20 })).toMatch(
      /has more than 20 entries/,
    );
  });

  test('with a file that is too big is refused', async () => {
    const path = await archive([...whole, { name: 'nodes/n1/x', content: 'x'.repeat(9000) }]);
    expect(await refusal(path, { ...DEFAULT_LIMITS, fileBytes: 8192 })).toMatch(/"nodes\/n1\/x" has 8 KiB/);
  });

  test('that unpacks to too much is refused', async () => {
    const path = await archive([...whole, { name: 'nodes/n1/x', content: 'x'.repeat(200_000) }]);
    expect(await refusal(path, { ...DEFAULT_LIMITS, totalBytes: 100_000 })).toMatch(/unpacks to more than 97 KiB/);
  });

  test('that is a bomb is refused by its ratio', async () => {
    const path = await archive([{ name: 'nodes/n1/x', content: Buffer.alloc(64 * 1024 * 1024) }, ...whole]);
    expect(await refusal(path)).toMatch(/unpacks to more than 200 times its size/);
  });

  test('cut off is refused', async () => {
    const bytes = gzipSync(await tarOf(whole));
    const file = join(scratch(), 'cut.tar.gz');
    writeFileSync(file, bytes.subarray(0, bytes.length - 40));
    expect(await refusal(file)).toMatch(/is no whole tar or tar\.gz archive \(unexpected end of file\)/);
  });

  test.each([
    ['no archive', Buffer.from('hello world\n'.repeat(100))],
    ['empty', Buffer.alloc(0)],
    ['only zeros', Buffer.alloc(4096)],
    ['gzip of something else', gzipSync('hello')],
  ])('that is %s is refused', async (_, bytes) => {
    const file = join(scratch(), 'x.tar.gz');
    writeFileSync(file, bytes);
    expect(await refusal(file)).toMatch(/no whole tar|has no manifest\.json/);
  });

  test('a folder named like an archive is a folder', async () => {
    const folder = join(scratch(), 'x.tar.gz');
    mkdirSync(folder);
    expect((await openSnapshot(writeFiles(folder, snapshotFiles()))).nodeNames).toEqual(['n1']);
  });
});
