import type { Failure } from './failure.ts';

const MOST_TRIES = 6;
const FIRST_WAIT = 200;
const LONGEST_WAIT = 5_000;

/** `get`: may be carried out twice. `reached`: this server has answered something before. */
export interface RetryState {
  readonly get: boolean;
  readonly reached: boolean;
}

/**
 * Milliseconds to wait before try number `tries`, or null when there should be none. The server's Retry-After counts, else the wait doubles,
 * a little uneven, so that many clients do not come back together.
 */
export function waitBefore(tries: number, failure: Failure, { get, reached }: RetryState): number | null {
  const { again, untouched, after } = failure;
  if (again === 'never' || (!get && !untouched)) return null;
  if ((again === 'once' && tries > 2) || (again === 'few' && tries > MOST_TRIES)) return null;
  // A server that never answered is more likely a wrong address than one that restarts.
  if (!reached && tries > 3) return null;
  if (after !== null) return Math.max(after, 100);
  const doubled = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 2));
  return Math.round(doubled * (0.75 + Math.random() / 2));
}

/** Ends early, without an error, when the signal comes. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}
