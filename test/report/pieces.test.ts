import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { visible, visibleJson } from '../../src/report/escape.ts';
import { jsonPieces } from '../../src/report/json-pieces.ts';
import { joined } from '../../src/report/pieces.ts';
import { shorten } from '../../src/report/shorten.ts';
import { yamlEntry, yamlMap } from '../../src/report/yaml-block.ts';

test('JSON in pieces is JSON.stringify with nothing hidden, however deep it is opened', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.nat(6), (value, depth) => {
      expect([...jsonPieces(value, depth)].join('')).toBe(visibleJson(JSON.stringify(value, null, 2)));
    }),
  );
});

test('what is not set is not written', () => {
  const value = { a: undefined, b: [undefined, 1], c: {} };
  for (const depth of [0, 1, 2]) expect([...jsonPieces(value, depth)].join('')).toBe(JSON.stringify(value, null, 2));
});

test('pieces are joined to some 64 KiB, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 20_000 }), { maxLength: 30 }), (pieces) => {
      const written = [...joined(pieces)];
      expect(written.join('')).toBe(pieces.join(''));
      for (const piece of written.slice(0, -1)) expect(piece.length).toBeGreaterThanOrEqual(65_536);
      for (const piece of written) expect(piece.length).toBeLessThan(65_536 + 20_000);
    }),
  );
});

test('a long text is cut between characters and says how long it was', () => {
  expect(shorten('abc', 3)).toBe('abc');
  expect(shorten('abcd', 3)).toBe('abc… (3 of 4 characters)');
  expect(shorten('ab\u{1f600}d', 3)).toBe('ab… (2 of 5 characters)');
});

const name = fc.stringMatching(/^key[a-zA-Z./-]{0,8}$/);
const scalar = fc.oneof(fc.string({ unit: 'binary' }).map(visible), fc.integer(), fc.boolean());
const map = fc.dictionary(
  name,
  fc.oneof(
    scalar,
    fc.dictionary(name, scalar, { minKeys: 1 }),
    fc.array(fc.dictionary(name, scalar, { minKeys: 1 }), { minLength: 1 }),
  ),
  { minKeys: 1, noNullPrototype: true },
);

test('block YAML says what it was given, to YAML 1.1 and 1.2', () => {
  fc.assert(
    fc.property(map, (value) => {
      const wanted = JSON.parse(JSON.stringify(value));
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(yamlMap(value), { version })).toEqual(wanted);
        expect(parse(yamlEntry(value), { version })).toEqual([wanted]);
      }
    }),
  );
});
