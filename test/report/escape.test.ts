import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible } from '../../src/report/escape.ts';

describe('values of a snapshot on a terminal', () => {
  test.each([
    ['plain text with ümlauts, 漢字 and "quotes"', 'plain text with ümlauts, 漢字 and "quotes"'],
    ['\u001b[31mred\u001b[0m', '\\u{1b}[31mred\\u{1b}[0m'],
    ['a\nb\tc\r', 'a\\u{a}b\\u{9}c\\u{d}'],
    ['\u0000\u0007\u007f\u0085\u009b2J', '\\u{0}\\u{7}\\u{7f}\\u{85}\\u{9b}2J'],
    ['a\u202eb\u2066c\u200bd\ufeff\u2028', 'a\\u{202e}b\\u{2066}c\\u{200b}d\\u{feff}\\u{2028}'],
    ['\u{e0041}', '\\u{e0041}'],
  ])('%j', (text, shown) => expect(visible(text)).toBe(shown));

  test('nothing that steers a terminal is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });
});
