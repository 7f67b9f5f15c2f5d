import type { Result, Severity } from '../evaluate/types.ts';
import { severities } from '../evaluate/types.ts';

export interface Thresholds {
  /** Findings at or above it fail the gate; null for never. */
  readonly failOn: Severity | null;
  /** Percent; null for any. */
  readonly minimumCoverage: number | null;
}

export interface Verdict {
  /** 0 passed · 1 findings · 3 too little was looked at. */
  readonly exitCode: 0 | 1 | 3;
  /** One sentence for each reason not to pass, also for those that the exit code does not show. */
  readonly sentences: readonly string[];
}

/** Decides about a result. A folded finding counts as much as a root: its group's highest severity is what a gate sees. */
export function verdictOf(result: Result, { failOn, minimumCoverage }: Thresholds): Verdict {
  const sentences: string[] = [];
  const grave =
    failOn === null
      ? 0
      : result.findings.filter(({ severity }) => severities.indexOf(severity) <= severities.indexOf(failOn)).length;
  if (grave > 0)
    sentences.push(`${grave} ${grave === 1 ? 'finding is' : 'findings are'} at or above ${failOn} (--fail-on).`);
  const uncollected = nothingCollected(result);
  if (uncollected) sentences.push('Nothing could be collected: no source of the snapshot has anything to look at.');
  const { percent } = result.coverage;
  const tooLittle = minimumCoverage !== null && percent < minimumCoverage;
  if (tooLittle) sentences.push(`Coverage is ${percent} %, below ${minimumCoverage} % (--min-coverage).`);
  return { exitCode: grave > 0 ? 1 : uncollected || tooLittle ? 3 : 0, sentences };
}

/** No source, or none that gave anything that a rule is about (objects of the API, and no machine). */
const nothingCollected = ({ coverage, snapshot }: Result): boolean =>
  coverage.sources.every(({ status }) => status === 'failed' || status === 'skipped') ||
  (snapshot.nodes.length === 0 && coverage.checked === 0);
