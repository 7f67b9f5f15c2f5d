/** What the process says to its caller; 1 and 3 come from gate/verdict.ts. */
export const WRONG_USAGE = 2;
export const NOTHING_COLLECTED = 3;
export const BUG = 4;

/** Something that the user can mend: the message is one sentence with place and remedy. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Errors whose message is all that the user needs. */
export const isKnown = (error: unknown): error is Error =>
  error instanceof Error && ['UsageError', 'SnapshotError', 'AuditError'].includes(error.name);

/** The later, graver code stays: a bug before wrong usage, that before findings. */
export function raiseExitCode(code: number): void {
  const before = Number(process.exitCode ?? 0);
  const rank = [0, 3, 1, 2, 4];
  if (rank.indexOf(code) > rank.indexOf(before)) process.exitCode = code;
}
