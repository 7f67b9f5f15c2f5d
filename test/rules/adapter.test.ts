import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FactValue } from '../../src/facts/types.ts';
import { createComparer } from '../../src/rules/adapter.ts';
import { leavesOf, truthOf } from '../../src/rules/condition.ts';
import { judge, truthOfLeaf } from '../../src/rules/judge.ts';
import { operators } from '../../src/rules/operators.ts';
import type { Condition, Leaf, LeafValue } from '../../src/rules/types.ts';

const values: readonly FactValue[] = [
  { state: 'value', value: 1 },
  { state: 'value', value: 2 },
  { state: 'absent', reason: 'looked' },
  { state: 'unknown', missing: 'ip-link', reason: 'not collected' },
  { state: 'list', items: [], unseen: [] },
  { state: 'list', items: [{ peer: 'n2' }], unseen: [{ who: 'node/n3', missing: 'ip-link', reason: 'dead' }] },
  { state: 'list', items: [], unseen: [{ who: 'node/n3', missing: 'ip-link', reason: 'dead' }] },
];

const comparisons: readonly (readonly [string, LeafValue])[] = [
  ['equal', 1],
  ['notEqual', 1],
  ['in', [1, 3]],
  ['lessThan', 2],
  ['countAtLeast', 1],
  ['contains', { peer: 'n2' }],
  ['isPresent', null],
  ['isAbsent', null],
];

/** Conditions over the facts f0 … f6, whose values are those above. */
const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition; leaf: Condition }>((tie) => ({
  leaf: fc
    .record({ fact: fc.nat(values.length - 1), comparison: fc.nat(comparisons.length - 1) })
    .map(({ fact, comparison }): Leaf => {
      const [operator, value] = comparisons[comparison] ?? ['isPresent', null];
      return { kind: 'leaf', index: 0, fact: `f${fact}`, operator, value, parameter: null, at: 0 };
    }),
  node: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      conditions: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
    }),
    tie('node').map((inner): Condition => ({ kind: 'not', condition: inner })),
  ),
})).node;

/** Leaves get their position, as the loader does it. */
function number(given: Condition, next: { index: number }): Condition {
  if (given.kind === 'leaf') return { ...given, index: next.index++ };
  if (given.kind === 'not') return { kind: 'not', condition: number(given.condition, next) };
  return { kind: given.kind, conditions: given.conditions.map((part) => number(part, next)) };
}

const lookup = (fact: string): FactValue => values[Number(fact.slice(1))] ?? { state: 'absent', reason: '' };
const directly = (leaf: Leaf) =>
  truthOfLeaf(leaf, lookup(leaf.fact), operators.get(leaf.operator)?.compare(lookup(leaf.fact), leaf.value));

test('the engine and Kleene logic over single comparisons agree on every outcome', async () => {
  await fc.assert(
    fc.asyncProperty(fc.option(condition), condition, async (rawWhen, rawFail) => {
      const next = { index: 0 };
      const when = rawWhen && number(rawWhen, next);
      const fail = number(rawFail, next);
      const compared = await createComparer([{ id: 'r', when, fail }]).compare(lookup);
      const { outcome } = judge({ when, fail }, compared.get('r') ?? new Map(), lookup);
      const applies = when ? truthOf(when, directly) : 'true';
      const fails = truthOf(fail, directly);
      const wanted =
        applies === 'false'
          ? 'notApplicable'
          : applies === 'unknown' || fails === 'unknown'
            ? 'unknown'
            : fails === 'true'
              ? 'fail'
              : 'pass';
      expect(outcome).toBe(wanted);
    }),
    { numRuns: 300 },
  );
});

test('facts of `fail` are not asked where `when` is false', async () => {
  const asked: string[] = [];
  const when: Condition = { kind: 'leaf', index: 0, fact: 'f0', operator: 'equal', value: 9, parameter: null, at: 0 };
  const fail: Condition = { kind: 'leaf', index: 1, fact: 'f1', operator: 'equal', value: 2, parameter: null, at: 0 };
  await createComparer([{ id: 'r', when, fail }]).compare((fact) => {
    asked.push(fact);
    return lookup(fact);
  });
  expect(asked).toEqual(['f0']);
});

test('a value with a key "fact" is a value and no reference', async () => {
  const fail: Condition = {
    kind: 'leaf',
    index: 0,
    fact: 'f5',
    operator: 'contains',
    value: { fact: 'f0' },
    parameter: null,
    at: 0,
  };
  const compared = await createComparer([{ id: 'r', when: null, fail }]).compare(lookup);
  expect(compared.get('r')?.get(0)).toBe(false);
});

test('many rules in one engine keep their results apart', async () => {
  const rules = comparisons.map(([operator, value], place) => ({
    id: `r${place}`,
    when: null,
    fail: { kind: 'leaf', index: 0, fact: 'f0', operator, value, parameter: null, at: 0 } satisfies Condition,
  }));
  const compared = await createComparer(rules).compare(lookup);
  const results = rules.map(({ id }) => compared.get(id)?.get(0));
  expect(results).toEqual(rules.map(({ fail }) => leavesOf(fail).every((leaf) => directly(leaf) === 'true')));
});
