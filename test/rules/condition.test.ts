import { describe, expect, test } from 'vitest';
import type { Truth } from '../../src/rules/condition.ts';
import { decidingLeaves, truthOf, undecidedLeaves } from '../../src/rules/condition.ts';
import type { Condition, Leaf } from '../../src/rules/types.ts';

const leaf = (index: number): Leaf => ({
  kind: 'leaf',
  index,
  fact: `f${index}`,
  operator: 'equal',
  value: true,
  parameter: null,
  at: 0,
});
const all = (...conditions: Condition[]): Condition => ({ kind: 'all', conditions });
const any = (...conditions: Condition[]): Condition => ({ kind: 'any', conditions });
const not = (condition: Condition): Condition => ({ kind: 'not', condition });
const given =
  (...truths: readonly Truth[]) =>
  ({ index }: Leaf): Truth =>
    truths[index] ?? 'unknown';

describe('Kleene logic', () => {
  const table: readonly [Truth, Truth, Truth, Truth][] = [
    // left, right, all, any
    ['true', 'true', 'true', 'true'],
    ['true', 'false', 'false', 'true'],
    ['true', 'unknown', 'unknown', 'true'],
    ['false', 'true', 'false', 'true'],
    ['false', 'false', 'false', 'false'],
    ['false', 'unknown', 'false', 'unknown'],
    ['unknown', 'true', 'unknown', 'true'],
    ['unknown', 'false', 'false', 'unknown'],
    ['unknown', 'unknown', 'unknown', 'unknown'],
  ];
  test.each(table)('%s with %s: all %s, any %s', (left, right, both, either) => {
    expect(truthOf(all(leaf(0), leaf(1)), given(left, right))).toBe(both);
    expect(truthOf(any(leaf(0), leaf(1)), given(left, right))).toBe(either);
  });

  test.each([
    ['true', 'false'],
    ['false', 'true'],
    ['unknown', 'unknown'],
  ] as const)('not %s is %s', (truth, negated) => {
    expect(truthOf(not(leaf(0)), given(truth))).toBe(negated);
  });

  test.each(table)('de Morgan holds for %s and %s', (left, right) => {
    const truths = given(left, right);
    expect(truthOf(not(all(leaf(0), leaf(1))), truths)).toBe(truthOf(any(not(leaf(0)), not(leaf(1))), truths));
  });

  test('nested: an unknown part that cannot matter does not', () => {
    expect(truthOf(any(all(leaf(0), leaf(1)), leaf(2)), given('unknown', 'false', 'true'))).toBe('true');
    expect(truthOf(all(any(leaf(0), leaf(1)), leaf(2)), given('unknown', 'false', 'true'))).toBe('unknown');
  });
});

describe('which leaves an outcome rests on', () => {
  test('unknown: those that could still turn it, and no others', () => {
    const condition = all(any(leaf(0), leaf(1)), leaf(2));
    expect(undecidedLeaves(condition, given('unknown', 'true', 'unknown')).map(({ index }) => index)).toEqual([2]);
  });
  test('fail: those that are true', () => {
    expect(decidingLeaves(any(leaf(0), leaf(1)), given('false', 'true')).map(({ index }) => index)).toEqual([1]);
  });
});
