import type { Result } from '../evaluate/types.ts';
import { readBounded } from '../files/read-bounded.ts';
import { compareWithBaseline, LARGEST_BASELINE, parseBaseline } from '../gate/baseline.ts';
import type { Verdict } from '../gate/verdict.ts';
import { verdictOf } from '../gate/verdict.ts';
import { applyWaivers } from '../gate/waivers.ts';
import type { Policy } from './policy.ts';
import type { Settings } from './settings.ts';

export interface Decision {
  readonly result: Result;
  readonly verdict: Verdict;
  /** Sentences about what could not be used; the result is worth printing nevertheless. */
  readonly complaints: readonly string[];
}

/** What a result is compared with. */
export interface Comparison {
  /** Null where there is nothing to compare with. */
  readonly compare: ((result: Result) => Result) | null;
  readonly past: 'baseline' | 'history';
  readonly complaints: readonly string[];
}

/** Accepts what is waived, compares with the baseline or a history, and decides. */
export function decide(
  judged: Result,
  policy: Policy,
  settings: Settings,
  { compare, past, complaints }: Comparison = comparisonWithBaseline(settings),
): Decision {
  const accepted = applyWaivers(judged, policy.acceptance);
  const result = compare ? compare(accepted) : accepted;
  // Where nothing is known about what is new, nothing can be said to be: the complaint makes the exit code.
  const isBlind = compare === null && settings.failOn.value.startsWith('new');
  const verdict = verdictOf(result, {
    failOn: isBlind ? 'never' : settings.failOn.value,
    minimumCoverage: settings.minimumCoverage.value,
    past,
  });
  return { result, verdict, complaints };
}

function comparisonWithBaseline({ baseline: { value: file, from } }: Settings): Comparison {
  if (file === null) return { compare: null, past: 'baseline', complaints: [] };
  try {
    const baseline = parseBaseline(readBounded(file, LARGEST_BASELINE));
    return { compare: (result) => compareWithBaseline(result, baseline), past: 'baseline', complaints: [] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const who = from.startsWith('--') ? `${from} ${file}` : `baseline ${file} (${from})`;
    return {
      compare: null,
      past: 'baseline',
      complaints: [
        `${who} cannot be used (${why}), so nothing is known about what is new; write it anew with "netlint baseline write".`,
      ],
    };
  }
}
