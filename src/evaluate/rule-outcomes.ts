import type { Rule } from '../rules/types.ts';
import type { Outcome } from './outcome.ts';
import type { RuleOutcomes } from './types.ts';

const fields = { fail: 'failed', pass: 'passed', unknown: 'unknown', notApplicable: 'notApplicable' } as const;

/** How many targets each rule failed and passed on; a rule without any target is there with zeros. */
export function ruleOutcomes(rules: readonly Rule[], outcomes: readonly Outcome[]): readonly RuleOutcomes[] {
  const counts = new Map<Rule, Record<(typeof fields)[keyof typeof fields], number>>();
  for (const rule of rules) counts.set(rule, { failed: 0, passed: 0, unknown: 0, notApplicable: 0 });
  for (const { rule, outcome } of outcomes) {
    const count = counts.get(rule);
    if (count) count[fields[outcome]]++;
  }
  return [...counts]
    .map(([{ id, title, failureMode, severity }, count]) => ({ id, title, failureMode, severity, ...count }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
