import type { FactType, FactValue, Item, Scalar } from '../facts/types.ts';
import type { LeafValue } from './types.ts';

/** What the right side of a comparison must be. */
type OperandShape = 'scalar' | 'scalars' | 'number' | 'count' | 'fields' | 'none';

/**
 * One comparison. `compare` gets a fact that is known or absent and never throws: an absent fact has no value, so only
 * isAbsent, notEqual and notIn hold for it. `growing`: more items could only turn the answer from false to true, so that a
 * false over a list which not everybody contributed to is unknown.
 */
export interface Operator {
  readonly name: string;
  readonly facts: readonly FactType[];
  readonly operand: OperandShape;
  readonly growing: boolean;
  readonly doc: string;
  readonly compare: (fact: FactValue, operand: LeafValue) => boolean;
}

const scalars: readonly FactType[] = ['string', 'integer', 'number', 'boolean'];
const numbers: readonly FactType[] = ['integer', 'number'];
const everything: readonly FactType[] = [...scalars, 'list'];

const scalarOf = (fact: FactValue): Scalar | undefined => (fact.state === 'value' ? fact.value : undefined);
const itemsOf = (fact: FactValue): readonly Item[] => (fact.state === 'list' ? fact.items : []);

const numeric =
  (holds: (left: number, right: number) => boolean) =>
  (fact: FactValue, operand: LeafValue): boolean => {
    const left = scalarOf(fact);
    return typeof left === 'number' && typeof operand === 'number' && holds(left, operand);
  };

const isIn = (fact: FactValue, operand: LeafValue): boolean => {
  const value = scalarOf(fact);
  return value !== undefined && Array.isArray(operand) && operand.includes(value);
};

const hasFields = (item: Item, wanted: LeafValue): boolean =>
  wanted !== null &&
  typeof wanted === 'object' &&
  Object.entries(wanted).every(([field, value]) => item[field] === value);

const operator = (
  name: string,
  facts: readonly FactType[],
  operand: OperandShape,
  doc: string,
  compare: Operator['compare'],
  growing = false,
): Operator => ({ name, facts, operand, doc, compare, growing });

const all: readonly Operator[] = [
  operator('equal', scalars, 'scalar', 'is exactly the value', (fact, value) => scalarOf(fact) === value),
  operator('notEqual', scalars, 'scalar', 'is another value, or absent', (fact, value) => scalarOf(fact) !== value),
  operator('in', scalars, 'scalars', 'is one of the values', isIn),
  operator('notIn', scalars, 'scalars', 'is none of the values, or absent', (fact, value) => !isIn(fact, value)),
  operator(
    'lessThan',
    numbers,
    'number',
    '<',
    numeric((left, right) => left < right),
  ),
  operator(
    'lessThanInclusive',
    numbers,
    'number',
    '<=',
    numeric((left, right) => left <= right),
  ),
  operator(
    'greaterThan',
    numbers,
    'number',
    '>',
    numeric((left, right) => left > right),
  ),
  operator(
    'greaterThanInclusive',
    numbers,
    'number',
    '>=',
    numeric((left, right) => left >= right),
  ),
  operator(
    'countAtLeast',
    ['list'],
    'count',
    'has that many items or more',
    (fact, value) => typeof value === 'number' && itemsOf(fact).length >= value,
    true,
  ),
  operator(
    'contains',
    ['list'],
    'fields',
    'has an item with all these field values',
    (fact, value) => itemsOf(fact).some((item) => hasFields(item, value)),
    true,
  ),
  operator('isPresent', everything, 'none', 'somebody looked, and it is there', (fact) => fact.state !== 'absent'),
  operator('isAbsent', everything, 'none', 'somebody looked, and it is not there', (fact) => fact.state === 'absent'),
];

export const operators: ReadonlyMap<string, Operator> = new Map(all.map((entry) => [entry.name, entry]));

/** What people try, and what to write instead. */
export const notOffered: ReadonlyMap<string, string> = new Map(
  ['matches', 'match', 'regex', 'regexp', 'regularExpression', 'pattern', 'matchesRegex'].map((name) => [
    name,
    'regular expressions are not offered in rules; compare with `equal` or `in`, or ask a fact that answers the question',
  ]),
);
