import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { nodeTable } from '../../src/cli/node-table.ts';
import { createProgress } from '../../src/cli/progress.ts';
import type { NodeRow } from '../../src/collect/node-row.ts';

const rows: readonly NodeRow[] = [
  { node: 'n2', way: 'ssh', seconds: 12.34, bytes: 0, status: 'failed', why: 'no\u001b[31m answer' },
  { node: 'n1', way: 'ssh', seconds: 2, bytes: 33_900, status: 'ok', why: '' },
];

test('the table is sorted, and shows what came as data', () => {
  expect(nodeTable(rows)).toBe(`NODE  WAY  SECONDS    BYTES  RESULT  WHY
n1    ssh      2.0  33.9 kB  ok
n2    ssh     12.3        -  failed  no\\u{1b}[31m answer
`);
});

test('a reason that many nodes share stands once', () => {
  const failed = ['n3', 'n1', 'n2'].map((node) => ({
    ...{ node, way: 'pods', seconds: 1, bytes: 0, status: 'failed' as const },
    why: node === 'n2' ? 'another' : 'forbidden',
  }));
  expect(nodeTable(failed)).toMatch(/^n1 .* forbidden\nn2 .* another\nn3 .* as n1\n$/m);
});

test('many nodes that were read well are one line', () => {
  const many = Array.from({ length: 100 }, (_, at) => ({
    ...{ node: `n${at}`, way: 'pods', seconds: at / 10, bytes: 1000 },
    ...(at === 7 ? { status: 'failed' as const, why: 'dead' } : { status: 'ok' as const, why: '' }),
  }));
  expect(nodeTable(many)).toBe(`NODE  WAY   SECONDS   BYTES  RESULT  WHY
n7    pods      0.7  1.0 kB  failed  dead
99 nodes ok, 99.0 kB, the slowest after 9.9 s
`);
});

describe('progress', () => {
  const stream = (isTTY: boolean) => {
    let text = '';
    const out = new Writable({
      write: (chunk, _, done) => {
        text += chunk;
        done();
      },
    });
    return { out: Object.assign(out, { isTTY, columns: 100 }) as unknown as NodeJS.WriteStream, read: () => text };
  };

  test('is a line a node elsewhere', async () => {
    const { out, read } = stream(false);
    const progress = await createProgress(out);
    progress.nodes(2, 'ssh');
    for (const row of rows) progress.node(row);
    progress.end();
    expect(read()).toBe('netlint: 1 of 2: n2 failed after 12.3 s\nnetlint: 2 of 2: n1 ok after 2.0 s\n');
  });

  test('is a bar on a terminal, and leaves nothing of it behind', async () => {
    const { out, read } = stream(true);
    const progress = await createProgress(out);
    progress.nodes(2, 'ssh');
    for (const row of rows) progress.node(row);
    progress.end();
    progress.say('done');
    expect(read().endsWith('netlint: done\n')).toBe(true);
  });
});
