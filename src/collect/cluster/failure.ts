import { plain } from '../../snapshot/quote.ts';
import type { ApiError } from './client-types.ts';

/** One try that gave no usable answer. */
export interface Failure {
  readonly error: ApiError;
  /**
   * never: the same request will have the same answer · once: a second wait as long as the first is enough · few: it may pass, but an
   * error that stays is likelier · patiently: the server asks to come back, or is about to return.
   */
  readonly again: 'never' | 'once' | 'few' | 'patiently';
  /** Whether the server cannot have carried the request out, so that also a POST may be sent again. */
  readonly untouched: boolean;
  /** Milliseconds to wait, where the server says so. */
  readonly after: number | null;
}

/** What sentences need to know. */
export interface Place {
  readonly server: string;
  readonly path: string;
  readonly method: string;
  /** Without its password; null for none. */
  readonly proxy: string | null;
}

export function withoutQuery(path: string): string {
  const mark = path.indexOf('?');
  return plain(mark === -1 ? path : path.slice(0, mark), 200);
}
