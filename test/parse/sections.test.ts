import { expect, test } from 'vitest';
import { parseCniConfigs } from '../../src/parse/cni-files.ts';
import { sectionsOf } from '../../src/parse/sections.ts';

test('a file that ends without a newline does not hide the next one', () => {
  const text = '==> /a <==\n{"type":"x"}==> /b/c <==\none\ntwo\n==> /d <==\n';
  expect(sectionsOf(text).map(({ name, firstLine, text: inside }) => [name, firstLine, inside])).toEqual([
    ['/a', 2, '{"type":"x"}'],
    ['/b/c', 3, 'one\ntwo'],
    ['/d', 6, ''],
  ]);
  expect(parseCniConfigs('==> /n/1.conf <==\n{"type":"x"}==> /n/2.conf <==\n{"type":"y"}').value).toMatchObject([
    { file: '/n/1.conf', plugins: [{ type: 'x' }] },
    { file: '/n/2.conf', plugins: [{ type: 'y' }] },
  ]);
});
