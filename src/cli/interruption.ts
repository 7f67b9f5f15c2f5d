import { deferSignals } from '../snapshot/temporary-folder.ts';

/** 128 + the number of SIGINT, as shells have it. */
export const INTERRUPTED = 130;

export interface Interruption {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** From now on signals do again what they always do; after an interruption they stay as they are. */
  release(): void;
}

/** npm, timeout and others pass a signal on that the terminal has sent to all: within so many milliseconds it is the same one. */
const SAME = 200;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first signal stops the work, which then takes away what it made; the second one leaves at once. `say` tells the user which of both
 * it was.
 */
export function onInterruption(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  const resume = deferSignals();
  let first = 0;
  const handle = (): void => {
    if (controller.signal.aborted) {
      if (performance.now() - first < SAME) return;
      say('left at once; what was made in the cluster may still be there: "netlint cleanup" takes it away.');
      process.exit(INTERRUPTED);
    }
    say('interrupted: clearing up; once more leaves at once.');
    first = performance.now();
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, handle);
  return {
    signal: controller.signal,
    release: () => {
      // An interrupted process is about to end: one more signal may only make that faster.
      if (controller.signal.aborted) return;
      for (const name of SIGNALS) process.off(name, handle);
      resume();
    },
  };
}
