import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesGlob } from '../../src/evaluate/glob.ts';

test.each([
  ['node-1', 'node-1', true],
  ['node-1', 'node-*', true],
  ['node-1', '*1', true],
  ['node-1', 'n*e?1', true],
  ['node-1', 'node', false],
  ['node-1', '*2', false],
  ['a.b', 'a?b', true],
  ['a.b', 'a.b', true],
  ['axb', 'a.b', false],
  ['', '*', true],
  ['', '?', false],
  ['aab', '*ab', true],
])('%s like %s: %s', (name, glob, wanted) => {
  expect(matchesGlob(name, glob)).toBe(wanted);
});

test('agrees with a regular expression', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(text, text, (name, glob) => {
      const regex = new RegExp(`^${glob.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`);
      expect(matchesGlob(name, glob)).toBe(regex.test(name));
    }),
  );
});

test('many stars take no time', () => {
  const start = performance.now();
  expect(matchesGlob('a'.repeat(5000), `${'*a'.repeat(200)}b`)).toBe(false);
  expect(performance.now() - start).toBeLessThan(1000);
});
