/**
 * What is wrong with a rule file. `error`: the rule cannot be used. `incomplete`: it works, and lacks what a rule of the
 * catalogue must have (tests, references, …).
 */
export interface Problem {
  readonly file: string;
  /** 1-based; 0 when the file as a whole is meant. */
  readonly line: number;
  readonly column: number;
  readonly level: 'error' | 'incomplete';
  /** True for a file in a user's own folder. */
  readonly own?: boolean;
  readonly message: string;
}

/** `rules/x/y.yaml:12:44: unknown operator …` */
export function formatProblem({ file, line, column, message }: Problem): string {
  return line > 0 ? `${file}:${line}:${column}: ${message}` : `${file}: ${message}`;
}

/** File, then place: the order in which somebody mends them. */
export function compareProblems(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.message < b.message ? -1 : a.message > b.message ? 1 : 0);
}
