import type { RuleRef } from '../types.ts';
import type { Answer } from './answer.ts';
import { type End, joinEnds, scaled } from './end.ts';
import { mergeUndecided } from './merge.ts';

/** A way that was not taken for sure: what would have come of it. */
export interface Fork {
  readonly ref: RuleRef;
  readonly answer: Answer;
  readonly probability: number;
  readonly yes: readonly End[];
}

/** Joins the ways that were not taken for sure, the last one first, with what comes of the rest. */
export function fold(forks: readonly Fork[], ends: readonly End[]): readonly End[] {
  let result = ends;
  for (let i = forks.length - 1; i >= 0; i--) {
    const fork = forks[i];
    if (fork === undefined) continue;
    if (fork.answer === 'yes') {
      // A row of random rules (one for each endpoint of a Service) is summed up in one go.
      let first = i;
      while (first > 0 && forks[first - 1]?.answer === 'yes') first--;
      result = mixed(forks.slice(first, i + 1), result);
      i = first;
    } else {
      const yes = fork.probability === 1 ? fork.yes : mixed([fork], result);
      result = mergeUndecided(fork.ref, yes, result);
    }
  }
  return result;
}

/** Each fork takes its part of what the ones before it left. */
function mixed(forks: readonly Fork[], rest: readonly End[]): readonly End[] {
  const ends: End[] = [];
  let left = 1;
  for (const { probability, yes } of forks) {
    ends.push(...scaled(yes, left * probability));
    left *= 1 - probability;
  }
  // iptables prints probabilities with eleven digits: what is left beyond that is nothing.
  if (left > 1e-9) ends.push(...scaled(rest, left));
  return joinEnds(ends);
}
