import { getOrMake } from '../facts/get-or-make.ts';
import type { ManifestSource } from '../snapshot/types.ts';
import type { Outcome } from './outcome.ts';
import type { Coverage, CoverageCount } from './types.ts';

/** How much was looked at: checked = pass + fail, in all, by area of the rules, and by node. */
export function coverageOf(outcomes: readonly Outcome[], sources: readonly ManifestSource[]): Coverage {
  const total = emptyTally();
  const byArea = new Map<string, Tally>();
  const byNode = new Map<string, Tally>();
  for (const { rule, outcome, place } of outcomes) {
    const tallies = [total, tallyOf(byArea, rule.area)];
    if (place.node !== null) tallies.push(tallyOf(byNode, place.node));
    const field = outcome === 'pass' || outcome === 'fail' ? 'checked' : outcome;
    for (const tally of tallies) tally[field]++;
  }
  return {
    ...countOf(total),
    byArea: countsOf(byArea),
    byNode: countsOf(byNode),
    sources: [...sources].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
  };
}

type Tally = Record<'checked' | 'unknown' | 'notApplicable', number>;

const emptyTally = (): Tally => ({ checked: 0, unknown: 0, notApplicable: 0 });

const tallyOf = (tallies: Map<string, Tally>, key: string): Tally => getOrMake(tallies, key, emptyTally);

/** Rounded down to one decimal, so that 100 means all. */
function countOf({ checked, unknown, notApplicable }: Tally): CoverageCount {
  const percent = checked + unknown === 0 ? 100 : Math.floor((1000 * checked) / (checked + unknown)) / 10;
  return { checked, unknown, notApplicable, percent };
}

/** An object without prototype: node names come from a snapshot. */
function countsOf(tallies: ReadonlyMap<string, Tally>): Readonly<Record<string, CoverageCount>> {
  const counts: Record<string, CoverageCount> = Object.create(null);
  for (const [key, tally] of [...tallies].sort(([a], [b]) => (a < b ? -1 : 1))) counts[key] = countOf(tally);
  return counts;
}
