/**
 * Three-valued input. `absent`: somebody looked and it is not there. `unknown`: nobody could look; that is never the same as fine.
 */
export type Reading<T> = Known<T> | Absent | Unknown;

export interface Known<T> {
  readonly state: 'known';
  readonly value: T;
  /** The command or file it was read from, for people: `ip -j neigh show`. */
  readonly source: string;
  /** Set where the input may be an excerpt (a hand-made listing), with why: what is not in it may exist all the same. */
  readonly partial?: string;
}

export interface Absent {
  readonly state: 'absent';
  readonly reason: string;
  readonly source: string;
}

export interface Unknown {
  readonly state: 'unknown';
  /** Which input is missing: a probe id (`ip-neigh`) or `cluster/<resource>`. */
  readonly missing: string;
  /** Why: `not collected`, `ip: command not found`, `timed out after 5 s`, … */
  readonly reason: string;
}

export const known = <T>(value: T, source: string, partial?: string): Known<T> => ({
  state: 'known',
  value,
  source,
  ...(partial === undefined ? {} : { partial }),
});
export const absent = (reason: string, source: string): Absent => ({ state: 'absent', reason, source });
export const unknown = (missing: string, reason: string): Unknown => ({ state: 'unknown', missing, reason });

/** Applies `change` to a known value and leaves the two other states as they are. */
export function mapReading<T, U>(reading: Reading<T>, change: (value: T) => U): Reading<U> {
  return reading.state === 'known' ? known(change(reading.value), reading.source, reading.partial) : reading;
}

/** The value, or `fallback` where it was looked for and is not there; undefined only when unknown. */
export function valueOr<T>(reading: Reading<T>, fallback: T): T | undefined {
  if (reading.state === 'known') return reading.value;
  return reading.state === 'absent' ? fallback : undefined;
}
