import type { Result, UnknownOutcome } from '../evaluate/types.ts';

/** Reasons that fit into one line. */
const SHOWN = 3;

/** One line that says what nobody could look at, the reason that costs most first. */
export function notLookedAt({ coverage, unknown }: Result): string {
  const all = coverage.checked + coverage.unknown;
  if (all === 0) return 'Not looked at: anything, since nothing in the snapshot fits a rule.';
  if (coverage.unknown === 0) return `Not looked at: nothing (${all} of ${all} checks were made).`;
  const groups = [...Map.groupBy(unknown, ({ missing, reason }) => `${missing}\0${reason}`).values()];
  groups.sort((a, b) => b.length - a.length || compare(a[0], b[0]));
  const shown = groups.slice(0, SHOWN).map(describe);
  const rest = groups.length - shown.length;
  if (rest > 0) shown.push(`${rest} more ${rest === 1 ? 'reason' : 'reasons'}`);
  return `Not looked at: ${coverage.unknown} of ${all} checks: ${shown.join('; ')}.`;
}

function describe(group: readonly UnknownOutcome[]): string {
  const [first] = group;
  const targets = [...new Set(group.map(({ target }) => target))];
  const where = targets.length === 1 ? targets[0] : `${targets.length} targets`;
  const why = [first?.missing, first?.reason].filter((each) => each).join(': ');
  return `${group.length} on ${where} (${why})`;
}

function compare(a: UnknownOutcome | undefined, b: UnknownOutcome | undefined): number {
  const [left, right] = [a, b].map((each) => `${each?.missing}\0${each?.reason}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
