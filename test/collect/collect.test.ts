import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ClusterReading, type CollectOptions, collect, type SecondReading } from '../../src/collect/collect.ts';
import { CollectError, type NodeTransport } from '../../src/collect/nodes/types.ts';
import { targetsOf } from '../../src/collect/targets.ts';
import { encodeFrame } from '../../src/snapshot/frame-encode.ts';
import { openSnapshot } from '../../src/snapshot/open.ts';
import { type ApiObject, SNAPSHOT_FORMAT, type Snapshot, SnapshotError } from '../../src/snapshot/types.ts';
import { createSnapshotWriter } from '../../src/snapshot/writer.ts';
import { nodeObject, podObject } from '../model/api-objects.ts';
import { scratchFolders } from '../support/scratch.ts';

const scratch = scratchFolders();

const frame = (text: string): Buffer =>
  encodeFrame(
    {
      netlint: 'test',
      takenAt: '2026-01-01T00:00:00Z',
      namespaces: [],
      problems: [],
      outputs: [
        {
          id: 'uname',
          netns: 'host',
          command: 'uname -srm',
          status: 'ok',
          exit: 0,
          ms: 1,
          stdout: Buffer.from(text),
          stderr: Buffer.alloc(0),
        },
      ],
    },
    'test1234',
  );

type Collecting = NodeTransport['collect'];

const transport = (collectOne: Collecting): NodeTransport => ({
  way: 'ssh',
  open: async () => {},
  collect: collectOne,
  close: async () => [],
});

const good: Collecting = async ({ name }) => ({ frame: frame(name), bytes: 100 });

const cluster = (
  objects: Readonly<Record<string, readonly ApiObject[]>>,
  again: readonly Partial<SecondReading>[] = [],
): ClusterReading => {
  const rest = [...again];
  return {
    read: async (_, onObjects) => {
      for (const [resource, list] of Object.entries(objects)) onObjects(resource, list);
      return {
        sources: Object.keys(objects).map((resource) => ({ id: `cluster/${resource}`, status: 'ok' as const })),
        clockOffsetMs: 0,
      };
    },
    again: async () => ({ moved: [], unread: [], objects: new Map(), ...rest.shift() }),
  };
};

async function collected(more: Partial<CollectOptions>): Promise<Snapshot> {
  const out = join(scratch(), 'x');
  const writer = createSnapshotWriter(out);
  const made = await collect(writer, {
    cluster: null,
    transport: () => transport(good),
    targets: (nodes) => ({ chosen: targetsOf(nodes ?? []), skipped: [] }),
    milliseconds: 5000,
    nodeMilliseconds: 2000,
    concurrency: 20,
    settle: 0,
    signal: new AbortController().signal,
    ...more,
  });
  const { nodes, sources } = made;
  await writer.finish({
    format: SNAPSHOT_FORMAT,
    netlint: 'test',
    cluster: null,
    from: null,
    to: null,
    nodes,
    sources,
  });
  return openSnapshot(out);
}

const names = (count: number) => Array.from({ length: count }, (_, at) => `n${String(at).padStart(3, '0')}`);
const reasons = ({ manifest }: Snapshot) =>
  new Map(manifest.sources.map(({ id, status, reason }) => [id, `${status} ${reason ?? ''}`.trim()]));

describe('200 nodes', () => {
  test('of which 10 % are dead, 10 % slow and 5 % answer rubbish: every good one is there, each other says why', async () => {
    const all = names(200);
    const kind = (name: string) => {
      const number = Number(name.slice(1));
      return number % 10 === 3 ? 'dead' : number % 10 === 7 ? 'slow' : number % 20 === 5 ? 'rubbish' : 'good';
    };
    const began = performance.now();
    const snapshot = await collected({
      cluster: cluster({ nodes: all.map((name) => nodeObject(name)) }),
      milliseconds: 6000,
      nodeMilliseconds: 1000,
      transport: () =>
        transport(async (target, limits) => {
          switch (kind(target.name)) {
            case 'dead':
              throw new CollectError('connection refused');
            case 'slow':
              return new Promise((_, reject) => {
                limits.signal.addEventListener('abort', () => reject(new CollectError('no answer in time')));
              });
            case 'rubbish':
              return { frame: Buffer.from('Welcome to this machine!\n'), bytes: 25 };
            default:
              return good(target, limits);
          }
        }),
    });
    expect(performance.now() - began).toBeLessThan(16_000);
    const why = reasons(snapshot);
    for (const name of all) {
      const said = why.get(`node/${name}`) ?? '';
      if (kind(name) === 'good') expect(said, name).toBe('ok');
      else expect(said, name).toMatch(/^failed .{10}/);
    }
    expect(snapshot.nodeNames).toHaveLength(200);
  }, 30_000);
});

test('a disk that is full ends it, and says what stays in the cluster', async () => {
  const said: string[] = [];
  const full = new SnapshotError('There is no room left in /tmp.');
  const out = join(scratch(), 'x');
  const writer = createSnapshotWriter(out);
  const collecting = collect(
    {
      ...writer,
      node: () => {
        throw full;
      },
    },
    {
      cluster: cluster({ nodes: names(30).map((name) => nodeObject(name)) }),
      transport: () => ({ ...transport(good), close: async () => ['The Job a is still there.'] }),
      targets: (nodes) => ({ chosen: targetsOf(nodes ?? []), skipped: [] }),
      milliseconds: 5000,
      nodeMilliseconds: 2000,
      concurrency: 2,
      settle: 0,
      signal: new AbortController().signal,
      onPhase: (sentence) => said.push(sentence),
    },
  );
  await expect(collecting).rejects.toBe(full);
  expect(said).toEqual(['The Job a is still there.']);
  writer.abort();
});

describe('what moved', () => {
  const n1 = nodeObject('n1');
  const n2 = nodeObject('n2');
  const pod = podObject('web', '10.244.1.5', { node: 'n2' });
  const moved = {
    moved: [{ resource: 'pods', namespace: 'default', name: 'web', change: 'changed' as const }],
    objects: new Map([['pods', [podObject('web', '10.244.1.6', { node: 'n2' })]]]),
  };

  test('is in the snapshot, which has the objects as they were before the nodes were read', async () => {
    const snapshot = await collected({ cluster: cluster({ nodes: [n1, n2], pods: [pod] }, [moved]) });
    expect(snapshot.motion?.moved).toEqual(moved.moved);
    expect(JSON.stringify(snapshot.objects('pods'))).toContain('10.244.1.5');
  });

  test('is read again with its node alone, until nothing moves', async () => {
    const read: string[] = [];
    const snapshot = await collected({
      settle: 3,
      cluster: cluster({ nodes: [n1, n2], pods: [pod] }, [moved]),
      transport: () =>
        transport(async (target, limits) => {
          read.push(target.name);
          return good(target, limits);
        }),
    });
    expect(read).toEqual(['n1', 'n2', 'n2']);
    expect(snapshot.motion?.moved).toEqual([]);
    expect(JSON.stringify(snapshot.objects('pods'))).toContain('10.244.1.6');
  });

  test('without end is given up after some rounds', async () => {
    let rounds = 0;
    const snapshot = await collected({
      settle: 3,
      cluster: cluster({ nodes: [n1], pods: [pod] }, [moved, moved, moved, moved, moved]),
      onPhase: () => rounds++,
    });
    expect(rounds).toBe(3);
    expect(snapshot.motion?.moved).toHaveLength(1);
  });

  test('on all nodes is read again on all of them; one that fails then keeps what it gave before', async () => {
    const again: Partial<SecondReading> = {
      moved: [{ resource: 'services', namespace: 'default', name: 'web', change: 'removed' }],
    };
    let before = 0;
    const snapshot = await collected({
      settle: 1,
      cluster: cluster({ nodes: [n1, n2] }, [again]),
      transport: () =>
        transport(async (target, limits) => {
          if (target.name === 'n2' && before++ > 0) throw new CollectError('gone');
          return good(target, limits);
        }),
    });
    expect(reasons(snapshot).get('node/n2')).toBe('ok');
    expect(snapshot.motion?.moved).toEqual(again.moved);
    expect(snapshot.readNode('n2').index.outputs).toHaveLength(1);
  });
});

test('what agents read counts from their own time, which is before the collection', async () => {
  const snapshot = await collected({
    cluster: cluster({ nodes: [nodeObject('n1')] }),
    transport: () => ({ ...transport(good), way: 'agents' }),
  });
  expect(snapshot.motion?.from).toBe('2026-01-01T00:00:00Z');
});

test('what stays behind is told', async () => {
  const writer = createSnapshotWriter(join(scratch(), 'x'));
  const { left } = await collect(writer, {
    cluster: cluster({ nodes: [nodeObject('n1')] }),
    transport: () => ({ ...transport(good), close: async () => ['Job netlint-1 stays.'] }),
    targets: (nodes) => ({ chosen: targetsOf(nodes ?? []), skipped: [] }),
    milliseconds: 5000,
    nodeMilliseconds: 2000,
    concurrency: 20,
    settle: 0,
    signal: new AbortController().signal,
  });
  writer.abort();
  expect(left).toEqual(['Job netlint-1 stays.']);
});
