import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { encodeFrame } from '../../../src/snapshot/frame-encode.ts';
import type { FrameOutput } from '../../../src/snapshot/frame-types.ts';
import { type ImportOptions, importSnapshot } from '../../../src/snapshot/import/import.ts';
import { openSnapshot } from '../../../src/snapshot/open.ts';
import { SnapshotError } from '../../../src/snapshot/types.ts';
import { scratchFolders } from '../../support/scratch.ts';
import { writeFiles } from '../../support/snapshot-files.ts';

const scratch = scratchFolders();

const output = (id: string, stdout: string, more: Partial<FrameOutput> = {}): FrameOutput => ({
  id,
  netns: 'host',
  command: id,
  status: 'ok',
  exit: 0,
  ms: 3,
  stdout: Buffer.from(stdout),
  stderr: Buffer.alloc(0),
  ...more,
});

const frame = (takenAt: string | null) =>
  encodeFrame(
    {
      netlint: '0.1.0',
      takenAt,
      problems: [],
      namespaces: [{ id: 'net:[4026532585]', name: 'cni-1', podUid: null, processes: ['sleep'] }],
      outputs: [
        output('ip-link', '[{"ifname":"lo"}]\n'),
        output('ip-link', '[{"ifname":"lo"}]\n', { reading: 2, at: 5000 }),
        output('ip-link', '[]\n', { netns: 'net:[4026532585]' }),
        output('nft-tables', '', { status: 'missing', exit: 127, stderr: Buffer.from('nft: not found\n') }),
        output('kernel-log', 'bytes \u0000 and ÿ\n'),
      ],
    },
    'abcd1234',
  );

const kubectl = (...names: string[]) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: names.map((name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })),
  });

function prepare(files: Readonly<Record<string, string | Buffer>>): (name: string) => string {
  const folder = scratch();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return (name) => join(folder, name);
}

const run = (options: Partial<ImportOptions> & { readonly out: string }) =>
  importSnapshot({ netlint: '0.1.0', ...options });

describe('an import', () => {
  test('makes a snapshot of frames, cluster objects, texts and notes', async () => {
    const at = prepare({
      'n1.frame': frame('2026-03-01T10:00:07Z'),
      'n2.frame.gz': gzipSync(frame('2026-03-01T10:00:00Z')),
      'nodes.json.gz': gzipSync(kubectl('n1', 'n2', 'n3')),
      'arp.txt': '? (10.0.0.1) at 02:00:00:00:00:01 [ether] on eth0\n',
      'mtr1.txt': 'HOST: a\n',
      'mtr2.txt': 'HOST: b\n',
      'notes.md': 'told\n\n\n',
    });
    const result = await run({
      out: at('x.tar.gz'),
      clusterName: 'demo',
      node: [`n2=${at('n2.frame.gz')}`, `n1=${at('n1.frame')}`],
      cluster: [at('nodes.json.gz')],
      text: [`vm@podns:arp=${at('arp.txt')}`, `n1:mtr=${at('mtr1.txt')}`, `n1:mtr=${at('mtr2.txt')}`],
      machine: ['vm'],
      notes: [at('notes.md')],
    });
    expect(result).toEqual({
      written: true,
      nodes: ['n1', 'n2', 'vm'],
      resources: new Map([['nodes', 3]]),
      problems: [],
    });
    const snapshot = await openSnapshot(at('x.tar.gz'));
    expect(snapshot.manifest).toEqual({
      format: 1,
      netlint: '0.1.0',
      cluster: 'demo',
      from: '2026-03-01T10:00:00Z',
      to: '2026-03-01T10:00:07Z',
      nodes: [
        { name: 'n1', kubernetesNode: 'n1' },
        { name: 'n2', kubernetesNode: 'n2' },
        { name: 'vm', kubernetesNode: null },
      ],
      sources: [
        { id: 'cluster/nodes', status: 'ok' },
        { id: 'node/n1', status: 'ok' },
        { id: 'node/n2', status: 'ok' },
        { id: 'node/n3', status: 'skipped', reason: 'no probe output of this node was given' },
        { id: 'node/vm', status: 'ok' },
      ],
    });
    expect(snapshot.readNotes?.()).toBe('told\n');
    const [n1, vm] = [snapshot.readNode('n1'), snapshot.readNode('vm')];
    const log = n1.record('kernel-log');
    expect(log && n1.stdout(log)).toBe('bytes \u0000 and ÿ\n');
    const nft = n1.record('nft-tables');
    expect(nft).toMatchObject({ status: 'missing', exit: 127, stdout: null });
    expect(nft && n1.stderr(nft)).toBe('nft: not found\n');
    expect(n1.record('ip-link', 'host', 2)?.at).toBe(5000);
    expect(n1.record('ip-link', 'net:[4026532585]')).toBeDefined();
    const second = n1.record('text:mtr', 'host', 2);
    expect(second && n1.stdout(second)).toBe('HOST: b\n');
    expect(vm.index).toMatchObject({ frame: null, takenAt: null, netns: [{ id: 'podns', name: 'podns' }] });
    expect(vm.record('text:arp', 'podns')).toMatchObject({ command: 'arp -a', status: 'ok', exit: null });
    snapshot.close();
  });

  test('of the same parts gives the same bytes, in whatever order they are named', async () => {
    const at = prepare({
      a: frame('2026-03-01T10:00:00Z'),
      'n.json': kubectl('n2', 'n1'),
      'm.json': kubectl('n1', 'n2'),
      t: 'x',
    });
    const text = [`n1:arp=${at('t')}`, `n1@p:route=${at('t')}`];
    await run({ out: at('1.tar.gz'), node: [`n1=${at('a')}`, `n2=${at('a')}`], cluster: [at('n.json')], text });
    await run({ out: at('2.tar.gz'), node: [`n2=${at('a')}`, `n1=${at('a')}`], cluster: [at('m.json')], text });
    expect(readFileSync(at('1.tar.gz')).equals(readFileSync(at('2.tar.gz')))).toBe(true);
  });

  test('keeps what came before a cut, and says where it was', async () => {
    const whole = frame('2026-03-01T10:00:00Z');
    const at = prepare({
      cut: whole.subarray(0, whole.length - 150),
      'cut.gz': gzipSync(whole).subarray(0, -30),
    });
    const { problems } = await run({ out: at('x'), node: [`n1=${at('cut')}`, `n2=${at('cut.gz')}`] });
    const snapshot = await openSnapshot(at('x'));
    expect(snapshot.manifest.sources).toMatchObject([
      { id: 'node/n1', status: 'partial', reason: expect.stringContaining('cut off') },
      { id: 'node/n2', status: 'partial', reason: expect.stringContaining('gzip') },
    ]);
    expect(problems).toMatchObject([expect.stringMatching(/^node n1: .*cut off/), expect.stringMatching(/^node n2: /)]);
    expect(snapshot.readNode('n1').record('ip-link')?.status).toBe('ok');
  });

  test('a file that is no probe output costs its own node', async () => {
    const at = prepare({
      a: frame('2026-03-01T10:00:00Z'),
      html: '<html>\u001b[2J</html>',
      'n.json': kubectl('n1', 'n2'),
    });
    const result = await run({ out: at('x'), node: [`n1=${at('a')}`, `n2=${at('html')}`], cluster: [at('n.json')] });
    expect(result.written).toBe(true);
    const snapshot = await openSnapshot(at('x'));
    expect(snapshot.readNode('n1').index.status).toBe('ok');
    expect(snapshot.readNode('n2').index).toMatchObject({
      status: 'failed',
      kubernetesNode: 'n2',
      reason: expect.stringMatching(/html: This is no output of the netlint probe/),
      outputs: [],
    });
  });

  test('text around the JSON is told with its place, and the rest is kept', async () => {
    const at = prepare({ 'n.json': `${kubectl('n1')}\nError from server (Timeout)\n` });
    const { problems } = await run({ out: at('x'), cluster: [at('n.json')] });
    expect(problems).toEqual([
      expect.stringMatching(/n\.json, line 2, column 1: "Error from server \(Timeout\)" is no JSON/),
    ]);
    const snapshot = await openSnapshot(at('x'));
    expect(snapshot.objects('nodes')).toHaveLength(1);
    expect(snapshot.manifest.sources.map(({ id, status }) => [id, status])).toEqual([
      ['cluster/nodes', 'ok'],
      ['cluster/unread', 'failed'],
      ['node/n1', 'skipped'],
    ]);
  });

  test('of nothing that can be read writes nothing', async () => {
    const at = prepare({ html: '<html>', empty: '' });
    const result = await run({ out: at('x'), node: [`n1=${at('html')}`], cluster: [at('empty')] });
    expect(result.written).toBe(false);
    expect(result.problems).toHaveLength(2);
    expect(existsSync(at('x'))).toBe(false);
  });

  test('a file that is not there ends it, and nothing is left behind', async () => {
    const at = prepare({ a: frame(null) });
    await expect(run({ out: at('x'), node: [`n1=${at('a')}`, `n2=${at('b')}`] })).rejects.toThrow(
      /b cannot be read \(ENOENT/,
    );
    expect(readdirSync(at('.'))).toEqual(['a']);
  });

  test('a clock that prints no time is no time', async () => {
    const at = prepare({ a: frame('yesterday') });
    await run({ out: at('x'), node: [`n1=${at('a')}`] });
    const snapshot = await openSnapshot(at('x'));
    expect([snapshot.manifest.from, snapshot.manifest.to]).toEqual([null, null]);
    expect(snapshot.manifest.sources).toMatchObject([{ status: 'ok' }]);
  });

  test('does not overwrite what is no snapshot', async () => {
    const at = prepare({ t: 'x' });
    const mine = writeFiles(scratch(), { 'thesis.txt': 'years' });
    await expect(run({ out: mine, text: [`n1:arp=${at('t')}`], force: true })).rejects.toBeInstanceOf(SnapshotError);
    expect(readdirSync(mine)).toEqual(['thesis.txt']);
  });
});
