/** Three values: true, false, and why nobody can say. */
export type Answer = true | false | Undecided;
export interface Undecided {
  readonly unknown: string;
}

export const isUndecided = (answer: Answer): answer is Undecided => typeof answer === 'object';

/** False as soon as one is false, else undecided as soon as one is. */
export function every<T>(items: readonly T[], judge: (item: T) => Answer): Answer {
  let undecided: Undecided | undefined;
  for (const item of items) {
    const answer = judge(item);
    if (answer === false) return false;
    if (answer !== true) undecided ??= answer;
  }
  return undecided ?? true;
}

/** True as soon as one is true, else undecided as soon as one is. */
export function some<T>(items: readonly T[], judge: (item: T) => Answer): Answer {
  let undecided: Undecided | undefined;
  for (const item of items) {
    const answer = judge(item);
    if (answer === true) return true;
    if (answer !== false) undecided ??= answer;
  }
  return undecided ?? false;
}
