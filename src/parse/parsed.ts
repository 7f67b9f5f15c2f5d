/** What a parser gives: typed records, and every line it did not understand (never thrown away silently). */
export interface Parsed<T> {
  readonly value: T;
  readonly notUnderstood: readonly NotUnderstood[];
}

export interface NotUnderstood {
  /** 1-based line in the text; 0 when the text as a whole is meant. */
  readonly line: number;
  /** The line itself, cut to 200 characters. */
  readonly text: string;
  readonly why: string;
}
