import type { InternalError } from '../evaluate/fact-store.ts';
import { visible, visibleLines } from '../report/escape.ts';
import type { Problem } from '../rules/problem.ts';
import { BUG, raiseExitCode, WRONG_USAGE } from './exit-codes.ts';
import { printProblems } from './rule-set.ts';

/** What went wrong beside the result, at the end, so that it is not lost above a long report. */
export function sayComplaints(
  complaints: readonly string[],
  problems: readonly Problem[],
  bugs: readonly InternalError[],
  verbose: boolean,
): void {
  for (const { fact, target, error } of bugs) {
    const text = error instanceof Error ? (verbose ? (error.stack ?? error.message) : error.message) : String(error);
    process.stderr.write(`a bug in netlint: fact ${fact} on ${visible(target)} failed: ${visibleLines(text)}\n`);
  }
  for (const complaint of complaints) process.stderr.write(`netlint: ${visible(complaint)}\n`);
  printProblems(problems);
  if (complaints.length > 0 || problems.some(({ level }) => level === 'error')) raiseExitCode(WRONG_USAGE);
  if (bugs.length > 0) raiseExitCode(BUG);
}
