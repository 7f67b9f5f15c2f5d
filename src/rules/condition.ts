import type { Condition, Leaf } from './types.ts';

/** Kleene's strong three-valued logic: unknown is "could be either". */
export type Truth = 'true' | 'false' | 'unknown';

/**
 * Value of a condition. `all` is false as soon as one part is false, `any` true as soon as one is true, whatever the unknown
 * parts would say; else an unknown part makes them unknown. `not` leaves unknown as it is.
 */
export function truthOf(condition: Condition, leafTruth: (leaf: Leaf) => Truth): Truth {
  switch (condition.kind) {
    case 'leaf':
      return leafTruth(condition);
    case 'not':
      return negate(truthOf(condition.condition, leafTruth));
    case 'all':
      return combine(condition.conditions, 'false', 'true', leafTruth);
    case 'any':
      return combine(condition.conditions, 'true', 'false', leafTruth);
  }
}

function combine(
  conditions: readonly Condition[],
  decisive: Truth,
  neutral: Truth,
  leafTruth: (leaf: Leaf) => Truth,
): Truth {
  let result = neutral;
  for (const condition of conditions) {
    const truth = truthOf(condition, leafTruth);
    if (truth === decisive) return decisive;
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

const negate = (truth: Truth): Truth => (truth === 'unknown' ? 'unknown' : truth === 'true' ? 'false' : 'true');

/** The unknown leaves that keep an unknown condition from being known; a false part beside them would not matter, a known one does not appear. */
export function undecidedLeaves(condition: Condition, leafTruth: (leaf: Leaf) => Truth): readonly Leaf[] {
  if (truthOf(condition, leafTruth) !== 'unknown') return [];
  switch (condition.kind) {
    case 'leaf':
      return [condition];
    case 'not':
      return undecidedLeaves(condition.condition, leafTruth);
    default:
      return condition.conditions.flatMap((part) => undecidedLeaves(part, leafTruth));
  }
}

/** The leaves whose truth makes a true condition true: what a finding rests on. */
export function decidingLeaves(condition: Condition, leafTruth: (leaf: Leaf) => Truth): readonly Leaf[] {
  const wanted = truthOf(condition, leafTruth);
  switch (condition.kind) {
    case 'leaf':
      return wanted === 'unknown' ? [] : [condition];
    case 'not':
      return decidingLeaves(condition.condition, leafTruth);
    default:
      return condition.conditions
        .filter((part) => truthOf(part, leafTruth) === wanted)
        .flatMap((part) => decidingLeaves(part, leafTruth));
  }
}

/** All leaves in reading order. */
export function leavesOf(condition: Condition): readonly Leaf[] {
  switch (condition.kind) {
    case 'leaf':
      return [condition];
    case 'not':
      return leavesOf(condition.condition);
    default:
      return condition.conditions.flatMap(leavesOf);
  }
}
