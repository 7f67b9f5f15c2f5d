import type { FactValue } from '../facts/types.ts';
import type { Truth } from './condition.ts';
import { decidingLeaves, truthOf, undecidedLeaves } from './condition.ts';
import { operators } from './operators.ts';
import type { Leaf, OutcomeName, Rule } from './types.ts';

export interface Judgement {
  readonly outcome: OutcomeName;
  /** For fail: the comparisons it rests on. For unknown: those that could not be made. */
  readonly leaves: readonly Leaf[];
}

/**
 * Outcome of a rule on a target, from the compared leaves. A `when` that is false makes it not applicable, one that cannot be
 * known makes it unknown, whatever `fail` would say.
 */
export function judge(
  rule: Pick<Rule, 'when' | 'fail'>,
  compared: ReadonlyMap<number, boolean>,
  lookup: (fact: string) => FactValue,
): Judgement {
  const leafTruth = (leaf: Leaf): Truth => truthOfLeaf(leaf, lookup(leaf.fact), compared.get(leaf.index));
  if (rule.when) {
    const applies = truthOf(rule.when, leafTruth);
    if (applies === 'false') return { outcome: 'notApplicable', leaves: [] };
    if (applies === 'unknown') return { outcome: 'unknown', leaves: undecidedLeaves(rule.when, leafTruth) };
  }
  switch (truthOf(rule.fail, leafTruth)) {
    case 'true':
      return { outcome: 'fail', leaves: decidingLeaves(rule.fail, leafTruth) };
    case 'false':
      return { outcome: 'pass', leaves: [] };
    case 'unknown':
      return { outcome: 'unknown', leaves: undecidedLeaves(rule.fail, leafTruth) };
  }
}

/** A list that somebody could not contribute to says "no" only where more items could not turn it into "yes". */
export function truthOfLeaf(leaf: Leaf, fact: FactValue, compared: boolean | undefined): Truth {
  if (fact.state === 'unknown' || compared === undefined) return 'unknown';
  if (compared) return 'true';
  const mayGrow = fact.state === 'list' && fact.unseen.length > 0 && operators.get(leaf.operator)?.growing === true;
  return mayGrow ? 'unknown' : 'false';
}
