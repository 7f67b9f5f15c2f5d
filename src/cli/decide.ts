import { readFileSync } from 'node:fs';
import type { Result } from '../evaluate/types.ts';
import type { Baseline } from '../gate/baseline.ts';
import { compareWithBaseline, parseBaseline } from '../gate/baseline.ts';
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

/** Accepts what is waived, compares with the baseline, and decides. */
export function decide(judged: Result, policy: Policy, settings: Settings): Decision {
  const { baseline, complaints } = readBaseline(settings);
  const accepted = applyWaivers(judged, policy.acceptance);
  const result = baseline ? compareWithBaseline(accepted, baseline) : accepted;
  // Where nothing is known about what is new, nothing can be said to be: the complaint makes the exit code.
  const isBlind = baseline === null && settings.failOn.value.startsWith('new');
  const verdict = verdictOf(result, {
    failOn: isBlind ? 'never' : settings.failOn.value,
    minimumCoverage: settings.minimumCoverage.value,
  });
  return { result, verdict, complaints };
}

function readBaseline({ baseline: { value: file, from } }: Settings): {
  readonly baseline: Baseline | null;
  readonly complaints: readonly string[];
} {
  if (file === null) return { baseline: null, complaints: [] };
  try {
    return { baseline: parseBaseline(readFileSync(file, 'utf8')), complaints: [] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const who = from.startsWith('--') ? `${from} ${file}` : `baseline ${file} (${from})`;
    return {
      baseline: null,
      complaints: [
        `${who} cannot be used (${why}), so nothing is known about what is new; write it anew with "netlint baseline write".`,
      ],
    };
  }
}
