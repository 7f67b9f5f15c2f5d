import { expect, test } from 'vitest';
import type { FactValue, Scalar } from '../../src/facts/types.ts';
import { operators } from '../../src/rules/operators.ts';
import type { LeafValue } from '../../src/rules/types.ts';

const value = (scalar: Scalar): FactValue => ({ state: 'value', value: scalar });
const list = (...peers: readonly string[]): FactValue => ({
  state: 'list',
  items: peers.map((peer) => ({ peer, state: 'UP' })),
  unseen: [],
});
const absent: FactValue = { state: 'absent', reason: 'looked' };

const table: readonly (readonly [string, FactValue, LeafValue, boolean])[] = [
  ['equal', value('a'), 'a', true],
  ['equal', value('1'), 1, false],
  ['equal', absent, 'a', false],
  ['notEqual', value('a'), 'b', true],
  ['notEqual', absent, 'b', true],
  ['in', value('a'), ['a', 'b'], true],
  ['in', value('ab'), ['a', 'b'], false],
  ['in', absent, ['a'], false],
  ['notIn', value('c'), ['a', 'b'], true],
  ['notIn', absent, ['a'], true],
  ['lessThan', value(9), 10, true],
  ['lessThan', value(10), 10, false],
  ['lessThan', value('9'), 10, false],
  ['lessThan', absent, 10, false],
  ['lessThanInclusive', value(10), 10, true],
  ['greaterThan', value(11), 10, true],
  ['greaterThan', value(10), 10, false],
  ['greaterThanInclusive', value(10), 10, true],
  ['countAtLeast', list('n2', 'n3'), 2, true],
  ['countAtLeast', list('n2'), 2, false],
  ['countAtLeast', absent, 1, false],
  ['contains', list('n2', 'n3'), { peer: 'n3', state: 'UP' }, true],
  ['contains', list('n2'), { peer: 'n2', state: 'DOWN' }, false],
  ['contains', absent, { peer: 'n2' }, false],
  ['isPresent', value(false), null, true],
  ['isPresent', list(), null, true],
  ['isPresent', absent, null, false],
  ['isAbsent', absent, null, true],
  ['isAbsent', value(0), null, false],
];

test.each(table)('%s of %j and %j is %s', (name, fact, operand, wanted) => {
  expect(operators.get(name)?.compare(fact, operand)).toBe(wanted);
});

test('no operator throws, whatever it is given', () => {
  const facts: FactValue[] = [
    value('x'),
    value(1),
    value(true),
    list(),
    list('n2'),
    absent,
    { state: 'unknown', missing: '', reason: '' },
  ];
  const operands: LeafValue[] = [null, 1, 'x', true, [], ['x'], {}, { peer: null }];
  for (const { compare } of operators.values()) {
    for (const fact of facts) for (const operand of operands) expect(typeof compare(fact, operand)).toBe('boolean');
  }
});
