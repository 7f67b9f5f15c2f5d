import { describe, expect, test } from 'vitest';
import { createObjectLines, type ObjectLines } from '../../src/collect/lines.ts';
import type { ApiObject } from '../../src/snapshot/types.ts';
import { scratchFolders } from '../support/scratch.ts';

const scratch = scratchFolders();

const object = (name: string, namespace?: string, text = ''): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  text,
});
const text = (made: readonly ApiObject[]) => made.map((one) => `${JSON.stringify(one)}\n`).join('');
function written(lines: ObjectLines, resource: string): string {
  let text = '';
  for (const piece of lines.lines(resource)) text += piece.toString('latin1');
  return Buffer.from(text, 'latin1').toString('utf8');
}
const number = (n: number) => String(n).padStart(5, '0');

describe('objects as lines', () => {
  test('come back sorted by namespace and name, the newer of two with the same name', () => {
    const lines = createObjectLines(scratch());
    lines.add('pods', [object('b', 'x', 'old'), object('a', 'x'), object('c', 'a')]);
    lines.add('pods', [object('b', 'x', 'ü\u2028')]);
    expect(written(lines, 'pods')).toBe(text([object('c', 'a'), object('a', 'x'), object('b', 'x', 'ü\u2028')]));
    expect(lines.count('pods')).toBe(3);
    expect(lines.find('pods', 'x', 'b')).toEqual(object('b', 'x', 'ü\u2028'));
    lines.remove('pods', 'x', 'b');
    expect([lines.count('pods'), lines.find('pods', 'x', 'b')]).toEqual([2, undefined]);
  });

  test('a resource without objects is one all the same', () => {
    const lines = createObjectLines(scratch());
    lines.add('nodes', []);
    expect([lines.resources(), lines.objects('nodes'), lines.objects('pods')]).toEqual([['nodes'], [], undefined]);
    expect(written(lines, 'pods')).toBe('');
  });

  test.each([
    ['in order', (n: number) => `ns-${number(Math.floor(n / 100))}`],
    ['in no order', (n: number) => `ns-${n % 97}`],
  ])('many pieces, added %s', (_, namespaceOf) => {
    const lines = createObjectLines(scratch());
    const long = 'x'.repeat(2000);
    const all = Array.from({ length: 3000 }, (__, n) => object(`p-${number(n)}`, namespaceOf(n), `${long}${n}`));
    for (let at = 0; at < all.length; at += 50) lines.add('pods', all.slice(at, at + 50));
    const key = ({ metadata }: ApiObject) => `${metadata.namespace}\0${metadata.name}`;
    const sorted = all.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
    expect(written(lines, 'pods')).toBe(text(sorted));
    expect(lines.objects('pods')).toEqual(sorted);
    expect(lines.find('pods', namespaceOf(1234), `p-${number(1234)}`)).toEqual(all[1234]);
  });
});
