import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { keeperAt } from '../../src/snapshot/keep.ts';
import type { NodePart } from '../../src/snapshot/node-part.ts';
import { openSnapshot } from '../../src/snapshot/open.ts';
import { nameOutputs } from '../../src/snapshot/output-file-names.ts';
import type { ApiObject, Snapshot } from '../../src/snapshot/types.ts';
import { unwritable } from '../../src/snapshot/unwritable.ts';
import { createSnapshotWriter } from '../../src/snapshot/writer.ts';
import { scratchFolders } from '../support/scratch.ts';
import { manifest, service, snapshotFiles, writeFiles } from '../support/snapshot-files.ts';

const scratch = scratchFolders();

const output = (id: string, netns: string, stdout: string, more = {}) => ({
  id,
  netns,
  command: id,
  status: 'ok' as const,
  exit: 0,
  ms: 1,
  stdout: Buffer.from(stdout),
  stderr: Buffer.alloc(0),
  ...more,
});

const part = (node: string): NodePart => ({
  node,
  kubernetesNode: node,
  frame: 1,
  takenAt: '2026-01-01T00:00:00Z',
  status: 'partial',
  reason: 'cut off',
  netns: [
    { id: 'net:[2]', name: 'cni-b', podUid: null, processes: ['sleep'] },
    { id: 'net:[1]', name: null, podUid: 'u', processes: [] },
  ],
  outputs: [
    output('ip-link', 'host', '[]\n'),
    output('ip-link', 'host', '[1]\n', { reading: 2, at: 5000 }),
    output('ip-link', 'net:[1]', ''),
    output('ethtool-link:Eth0', 'host', 'a'),
    output('ethtool-link:eth0', 'host', 'b', { stderr: Buffer.from('oops\n'), status: 'error' }),
    output('ovs-flows:../../br 0', 'host', Buffer.from([0xff, 0xfe, 0x00]).toString('latin1')),
  ],
});

async function write(out: string, force = false, nodes: readonly string[] = ['n1', 'n2']): Promise<void> {
  const writer = createSnapshotWriter(out, { force });
  for (const node of nodes) writer.node(part(node));
  writer.resource('services', [service('b'), service('a')] as unknown as ApiObject[]);
  writer.notes('told\n');
  await writer.finish(manifest({ nodes: nodes.map((name) => ({ name, kubernetesNode: name })) }));
}

/** Everything that a reader can see of a snapshot. */
function contents(snapshot: Snapshot) {
  return {
    manifest: snapshot.manifest,
    objects: snapshot.resources.map((resource) => [resource, snapshot.objects(resource)]),
    notes: snapshot.readNotes?.(),
    nodes: snapshot.nodeNames.map((name) => {
      const node = snapshot.readNode(name);
      return [node.index, node.index.outputs.map((record) => [node.stdout(record), node.stderr(record)])];
    }),
  };
}

describe('writing a snapshot', () => {
  test('a folder and an archive hold the same', async () => {
    const folder = scratch();
    await write(join(folder, 'x'));
    await write(join(folder, 'x.tar.gz'));
    const [plain, packed] = [await openSnapshot(join(folder, 'x')), await openSnapshot(join(folder, 'x.tar.gz'))];
    expect(contents(packed)).toEqual(contents(plain));
    packed.close();
    expect(plain.objects('services')?.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    const node = plain.readNode('n1');
    expect(node.index.netns.map(({ id }) => id)).toEqual(['net:[1]', 'net:[2]']);
    const second = node.record('ip-link', 'host', 2);
    expect(second && node.stdout(second)).toBe('[1]\n');
    expect(second?.at).toBe(5000);
    expect(readdirSync(folder).sort()).toEqual(['x', 'x.tar.gz']);
  });

  test('an archive has the same bytes each time and says nothing of the machine', async () => {
    const folder = scratch();
    await write(join(folder, 'a.tar.gz'));
    await write(join(folder, 'b.tgz'));
    const [a, b] = [readFileSync(join(folder, 'a.tar.gz')), readFileSync(join(folder, 'b.tgz'))];
    expect(a.equals(b)).toBe(true);
    expect(a.subarray(4, 8)).toEqual(Buffer.alloc(4));
    expect(a[9]).toBe(255);
    const tar = gunzipSync(a).toString('latin1');
    expect(tar).not.toContain(folder);
    expect([...tar.matchAll(/ustar/g)].length).toBeGreaterThan(5);
  });

  test('file names are safe and used once', () => {
    const names = nameOutputs(part('n1').outputs).map(({ record }) => [record.stdout, record.stderr]);
    expect(names).toEqual([
      ['host.ip-link.out', null],
      ['host.ip-link.2.out', null],
      [null, null],
      ['host.ethtool-link-eth0.out', null],
      ['host.ethtool-link-eth0~2.out', 'host.ethtool-link-eth0~2.err'],
      ['host.ovs-flows-..-..-br-0.out', null],
    ]);
  });

  test.each(['../n1', 'N1', '', 'n1/x'])('a node called %j is refused', (name) => {
    const writer = createSnapshotWriter(join(scratch(), 'x'));
    expect(() => writer.node({ ...part('n1'), node: name })).toThrow(/is no node name/);
    writer.abort();
  });

  test('nothing is seen before the end, and nothing stays after giving up', async () => {
    const folder = scratch();
    const writer = createSnapshotWriter(join(folder, 'x'));
    writer.node(part('n1'));
    expect(existsSync(join(folder, 'x'))).toBe(false);
    writer.abort();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('an older snapshot is replaced only by force, and whole', async () => {
    const folder = scratch();
    await write(join(folder, 'x'));
    await expect(write(join(folder, 'x'))).rejects.toThrow(/holds a snapshot already: give another name, or --force/);
    await write(join(folder, 'x'), true, ['n3']);
    expect((await openSnapshot(join(folder, 'x'))).nodeNames).toEqual(['n3']);
    await write(join(folder, 'x.tar.gz'));
    await expect(write(join(folder, 'x.tar.gz'))).rejects.toThrow(/is there already: give another name, or --force/);
    await write(join(folder, 'x.tar.gz'), true);
    expect(readdirSync(folder).sort()).toEqual(['x', 'x.tar.gz']);
  });

  test('an empty folder is taken', async () => {
    const folder = join(scratch(), 'x');
    mkdirSync(folder);
    await write(folder);
    expect((await openSnapshot(folder)).nodeNames).toEqual(['n1', 'n2']);
  });

  test.each([
    ['a folder with other files', { 'thesis.txt': 'years' }, /is not empty and holds thesis\.txt/],
    ['a snapshot with other files', { ...snapshotFiles(), 'README.md': 'mine' }, /holds README\.md, which is no part/],
    ['a web app', { 'manifest.json': '{"name":"app"}' }, /is not empty and is no snapshot/],
    ['a broken manifest', { 'manifest.json': '{' }, /is not empty and is no snapshot/],
  ])('%s is never overwritten, not even by force', async (_, files, message) => {
    const folder = writeFiles(scratch(), files);
    await expect(write(folder, true)).rejects.toThrow(message);
    for (const [path, text] of Object.entries(files)) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
  });

  test('a file is not turned into a folder, and a folder not into an archive', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'x'), '');
    mkdirSync(join(folder, 'x.tar.gz'));
    await expect(write(join(folder, 'x'), true)).rejects.toThrow(/is there and is no folder/);
    await expect(write(join(folder, 'x.tar.gz'), true)).rejects.toThrow(/is no file/);
  });

  test.each(['x.tar', 'x.zip', 'x.gz'])('%s is neither a folder nor an archive', async (name) => {
    await expect(write(join(scratch(), name))).rejects.toThrow(/give a name that ends in \.tar\.gz\.$/);
  });

  test('nobody but the owner may read it, whatever the umask', async () => {
    const folder = scratch();
    const before = process.umask(0);
    try {
      await write(join(folder, 'x'));
      await write(join(folder, 'x.tar.gz'));
      const keeper = keeperAt(join(folder, 'kept'));
      await keeper.keep(join(folder, 'x'));
    } finally {
      process.umask(before);
    }
    const all = readdirSync(folder, { recursive: true, withFileTypes: true });
    const modes = all.map((entry) => {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
      return `${entry.isDirectory() ? 'folder' : 'file'} ${mode.toString(8)}`;
    });
    expect(all.length).toBeGreaterThan(20);
    expect(new Set(modes)).toEqual(new Set(['folder 700', 'file 600']));
  });

  test('a full disk is said with the folder that is full', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(unwritable('x', '/tmp/.netlint-a/.netlint-b', full).message).toBe(
      'There is no room left in /tmp for what is collected (ENOSPC): make room there, or choose another folder (with --out; for a scan with TMPDIR or --keep).',
    );
  });

  test('a place that cannot be written to gives one sentence', async () => {
    const folder = scratch();
    await expect(write(join(folder, 'no', 'x'))).rejects.toThrow(/^The snapshot .* cannot be written \(ENOENT.*\)\.$/);
  });
});
