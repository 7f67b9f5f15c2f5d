import type { Finding, Result, Severity } from '../evaluate/types.ts';
import { severities } from '../evaluate/types.ts';
import { createCompleteness } from './looked-for.ts';
import { notLookedAt } from './not-looked-at.ts';

/** Which findings fail the gate. */
export type FailOn =
  | 'never'
  /** At or above it. */
  | Severity
  /** Not in the baseline. */
  | 'new'
  | `new:${Severity}`;

export interface Thresholds {
  readonly failOn: FailOn;
  /** Percent; null for any. */
  readonly minimumCoverage: number | null;
  /** What the result was compared with, for sentences; default baseline. */
  readonly past?: 'baseline' | 'history';
}

export interface Verdict {
  /** 0 passed · 1 findings · 3 too little was looked at. */
  readonly exitCode: 0 | 1 | 3;
  /** One sentence for each reason not to pass, also for those that the exit code does not show. */
  readonly sentences: readonly string[];
  /** What nobody should overlook although it fails no gate: what is accepted, what the baseline says, which rules are off. */
  readonly notes: readonly string[];
  /** What was not looked at: the last line of a text. */
  readonly lastLine: string;
  /** What the result was compared with, for headings; default baseline. */
  readonly past?: 'baseline' | 'history';
}

/** Decides about a result. A folded finding counts as much as a root: its group's highest severity is what a gate sees. */
export function verdictOf(result: Result, { failOn, minimumCoverage, past = 'baseline' }: Thresholds): Verdict {
  const sentences: string[] = [];
  const grave = result.findings.filter((finding) => counts(finding, failOn)).length;
  if (grave > 0) sentences.push(graveSentence(grave, failOn));
  const uncollected = nothingCollected(result);
  if (uncollected) sentences.push('Nothing could be collected: no source of the snapshot has anything to look at.');
  const { percent } = result.coverage;
  const tooLittle = minimumCoverage !== null && percent < minimumCoverage;
  if (tooLittle) sentences.push(`Coverage is ${percent} %, below ${minimumCoverage} % (--min-coverage).`);
  return {
    exitCode: grave > 0 ? 1 : uncollected || tooLittle ? 3 : 0,
    sentences,
    notes: [...acceptedNotes(result), ...comparisonNotes(result, past), ...offNotes(result)],
    lastLine: notLookedAt(result),
    past,
  };
}

/** A suppressed finding counts for nothing; where only new ones count, one without a baseline is new. */
function counts({ severity, suppressed, baseline }: Finding, failOn: FailOn): boolean {
  if (failOn === 'never' || suppressed) return false;
  const onlyNew = failOn === 'new' || failOn.startsWith('new:');
  if (onlyNew && baseline === 'known') return false;
  const threshold = severities.find((each) => failOn === each || failOn === `new:${each}`);
  return threshold === undefined || severities.indexOf(severity) <= severities.indexOf(threshold);
}

function graveSentence(count: number, failOn: FailOn): string {
  if (failOn === 'new') return `${count} ${count === 1 ? 'finding is' : 'findings are'} new (--fail-on new).`;
  const [, severity] = failOn.split(':');
  return severity === undefined
    ? `${count} ${count === 1 ? 'finding is' : 'findings are'} at or above ${failOn} (--fail-on).`
    : `${count} new ${count === 1 ? 'finding is' : 'findings are'} at or above ${severity} (--fail-on ${failOn}).`;
}

const number = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** The count of what is accepted is said as soon as anything can be accepted. */
function acceptedNotes(result: Result): readonly string[] {
  const { waivers, summary } = result;
  if (waivers.length === 0) return [];
  const next = waivers
    .filter(({ state }) => state === 'active')
    .toSorted((a, b) => (a.expires < b.expires ? -1 : 1))[0];
  const until = next ? `; the next to expire: ${next.rule} on ${next.target}, ${next.expires}, ${next.owner}` : '';
  const isComplete = createCompleteness(result);
  const unused = waivers.filter(({ rule, state, matches }) => state === 'active' && matches === 0 && isComplete(rule));
  const idle = unused.map(({ rule, target, place }) => `${rule} on ${target} (${place})`);
  return [
    `${number(summary.suppressed, 'finding is', 'findings are')} suppressed by ${number(waivers.length, 'waiver')}${until}.`,
    ...(idle.length > 0 ? [`Waivers that no finding needs: ${some(idle)}.`] : []),
  ];
}

function comparisonNotes({ baseline, snapshot }: Result, past: 'baseline' | 'history'): readonly string[] {
  if (!baseline) return [];
  const when = baseline.taken === null ? '' : ` ${past === 'history' ? 'up to' : 'of'} ${baseline.taken}`;
  if (past === 'history' && baseline.taken === null)
    return [
      `There is no earlier night${baseline.new === 0 ? ' to compare with' : ': everything that is found counts as new'}.`,
    ];
  const notes = [
    `Compared with the ${past}${when}: ${baseline.new} new, ${baseline.known} known, ${baseline.fixed.length} fixed${baseline.unseen.length > 0 ? `, ${baseline.unseen.length} not looked for` : ''}.`,
  ];
  if (baseline.cluster !== snapshot.cluster)
    notes.push(
      `The ${past} is of ${clusterName(baseline.cluster)}, the snapshot of ${clusterName(snapshot.cluster)}: what they have in common may be a coincidence.`,
    );
  return notes;
}

const clusterName = (name: string | null): string =>
  name === null ? 'a cluster without a name' : `the cluster ${name}`;

function offNotes({ scope: { off } }: Result): readonly string[] {
  return off.length === 0
    ? []
    : [`${number(off.length, 'rule is', 'rules are')} turned off in the configuration: ${some(off)}.`];
}

const NAMED = 5;

const some = (names: readonly string[]): string =>
  names.length <= NAMED ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;

/** No source, or none that gave anything that a rule is about (objects of the API, and no machine). */
const nothingCollected = ({ coverage, snapshot }: Result): boolean =>
  coverage.sources.every(({ status }) => status === 'failed' || status === 'skipped') ||
  (snapshot.nodes.length === 0 && coverage.checked === 0);
