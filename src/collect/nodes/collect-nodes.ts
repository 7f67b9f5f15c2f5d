import pLimit from 'p-limit';
import { CollectError, type NodeAnswer, type NodeOutcome, type NodeTarget, type NodeTransport } from './types.ts';

export interface CollectNodesOptions {
  /** How many machines are read at once. */
  readonly concurrency: number;
  /** For one machine, with its second try. */
  readonly nodeMilliseconds: number;
  /** For all of them; what has not begun by then is not begun. */
  readonly milliseconds: number;
  readonly signal: AbortSignal;
  /** Each machine as soon as it is known what became of it; the next one waits for nothing. */
  readonly onOutcome: (outcome: NodeOutcome) => void | Promise<void>;
  /** What stays behind on the cluster: one sentence each. */
  readonly onLeft?: (sentence: string) => void;
}

/** A second try with less than this is not worth it. */
const LEAST_TRY = 3000;
/** A transport has this long to end by itself after its time is over, with what it has. */
const MERCY = 2000;
const CLOSING = 8000;

/**
 * Reads all machines, a few at once, each with its own deadline and one second try where its error says so. Never throws by itself: whatever goes
 * wrong is the reason of those machines. The outcomes are in the order of the targets; frames are only in what `onOutcome` is given, so
 * that they can be let go; where that throws the others are left, what was made is taken away, and it is thrown here. Ends at most ten seconds after `milliseconds`, also where the transport hangs.
 */
export async function collectNodes(
  targets: readonly NodeTarget[],
  transport: NodeTransport,
  options: CollectNodesOptions,
): Promise<NodeOutcome[]> {
  const failure = new AbortController();
  const run: Run = {
    transport,
    options: { ...options, signal: AbortSignal.any([options.signal, failure.signal]) },
    end: performance.now() + options.milliseconds,
    open: undefined,
    failure,
  };
  try {
    const fit = targets.filter(({ operatingSystem }) => isLinux(operatingSystem));
    if (fit.length > 0) run.open = await opened(run);
    const limit = pLimit(Math.max(1, options.concurrency));
    const told = await Promise.allSettled(targets.map((target) => limit(() => tell(run, target))));
    if (failure.signal.aborted) throw failure.signal.reason;
    return told.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  } finally {
    await close(run);
  }
}

interface Run {
  readonly transport: NodeTransport;
  readonly options: CollectNodesOptions;
  /** By performance.now(). */
  readonly end: number;
  /** Why no machine can be read; undefined when the transport is ready. */
  open: string | undefined;
  /** Aborted with what `onOutcome` threw. */
  readonly failure: AbortController;
}

async function opened({ transport, options, end }: Run): Promise<string | undefined> {
  try {
    await bounded(end - performance.now(), options.signal, (signal) => transport.open(signal));
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** One machine, from its first try to `onOutcome`. */
async function tell(run: Run, target: NodeTarget): Promise<NodeOutcome> {
  const from = new Date();
  const began = performance.now();
  const ended = await collect(run, target);
  const outcome: NodeOutcome = {
    target,
    way: run.transport.way,
    ...(ended.answer ? { answer: ended.answer } : {}),
    ...(ended.reason === undefined ? {} : { reason: ended.reason }),
    milliseconds: Math.round(performance.now() - began),
    tries: ended.tries,
    from: from.toISOString(),
    to: new Date().toISOString(),
  };
  const { failure, options } = run;
  try {
    // Whoever could not take one takes no other.
    if (!failure.signal.aborted) await options.onOutcome(outcome);
  } catch (error) {
    failure.abort(error);
  }
  return outcome.answer ? { ...outcome, answer: { ...outcome.answer, frame: Buffer.alloc(0) } } : outcome;
}

interface Ended {
  readonly answer?: NodeAnswer;
  readonly reason?: string;
  readonly tries: number;
}

async function collect(run: Run, target: NodeTarget): Promise<Ended> {
  const { transport, options } = run;
  if (!isLinux(target.operatingSystem)) {
    return { reason: `${target.name} runs ${target.operatingSystem}, and netlint reads Linux alone`, tries: 0 };
  }
  if (run.open !== undefined) return { reason: run.open, tries: 0 };
  const end = Math.min(run.end, performance.now() + options.nodeMilliseconds);
  let reason = '';
  for (let tries = 1; ; tries++) {
    if (options.signal.aborted) return { reason: reason || 'interrupted before it was read', tries: tries - 1 };
    const milliseconds = end - performance.now();
    // Timers may be a moment early.
    if (milliseconds < 20) {
      return { reason: reason || 'not begun: the time for the whole collection was used up', tries: tries - 1 };
    }
    try {
      const answer = await bounded(milliseconds, options.signal, (signal) =>
        transport.collect(target, { milliseconds, signal }),
      );
      return { answer, tries };
    } catch (error) {
      reason = reasonOf(error);
      const again = error instanceof CollectError && error.again && tries < 2;
      if (!again || end - performance.now() < LEAST_TRY) return { reason, tries };
    }
  }
}

/**
 * Runs `work` with a time limit. The transport sees the limit and the signal itself and should end with what it has, or a better reason;
 * only where it does not, this gives up on it.
 */
async function bounded<T>(
  milliseconds: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const own = new AbortController();
  let mercy: NodeJS.Timeout | undefined;
  const stop = (why: CollectError): void => {
    own.abort(why);
    mercy ??= setTimeout(() => reject(why), MERCY);
  };
  const interrupted = (): void => stop(new CollectError('interrupted while it was read'));
  const timer = setTimeout(
    () => stop(new CollectError(`no answer within ${seconds(milliseconds)} s`)),
    Math.max(0, milliseconds),
  );
  outer.addEventListener('abort', interrupted, { once: true });
  if (outer.aborted) interrupted();
  try {
    return await Promise.race([work(own.signal), promise]);
  } finally {
    clearTimeout(timer);
    clearTimeout(mercy);
    outer.removeEventListener('abort', interrupted);
  }
}

async function close({ transport, options }: Run): Promise<void> {
  const say = options.onLeft ?? (() => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    const sentence = `Clearing up took longer than ${seconds(CLOSING)} s and was left: run "netlint cleanup".`;
    timer = setTimeout(() => resolve([sentence]), CLOSING);
  });
  try {
    for (const sentence of await Promise.race([transport.close(), late])) say(sentence);
  } catch (error) {
    say(`Clearing up failed (${reasonOf(error)}): run "netlint cleanup".`);
  } finally {
    clearTimeout(timer);
  }
}

/** Unknown means Linux: machines of a file carry no such word. */
const isLinux = (system: string | null): boolean => system === null || system === '' || system === 'linux';

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const seconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;
