import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../../cluster/client-types.ts';
import { CollectError } from '../types.ts';
import type { PodObject } from './pod-state.ts';

/** One list for all pods that somebody waits for, again and again while somebody does: not one request for each node. */
export interface PodWatch {
  /** What the next list says of the pod of a Job; undefined while it has none. Fails when pods may not be listed, or by the signal. */
  next(job: string, signal: AbortSignal): Promise<PodObject | undefined>;
  /** Why the last list failed; undefined when it did not. */
  readonly trouble: () => string | undefined;
}

interface Waiter {
  readonly job: string;
  readonly resolve: (pod: PodObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Few pods are asked for more often: what matters there is how long one scan takes. */
const pauseFor = (waiters: number): number => (waiters <= 10 ? 250 : waiters <= 60 ? 700 : 1500);

export function watchPods(list: () => Promise<readonly PodObject[]>): PodWatch {
  let waiters: Waiter[] = [];
  let running = false;
  let trouble: string | undefined;

  async function run(): Promise<void> {
    while (waiters.length > 0) {
      await sleep(pauseFor(waiters.length));
      try {
        const pods = new Map((await list()).map((pod) => [jobOf(pod), pod]));
        trouble = undefined;
        for (const waiter of takeAll()) waiter.resolve(pods.get(waiter.job));
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
        if (!passes(error)) for (const waiter of takeAll()) waiter.reject(new CollectError(trouble));
      }
    }
    running = false;
  }

  function takeAll(): readonly Waiter[] {
    const all = waiters;
    waiters = [];
    return all;
  }

  return {
    trouble: () => trouble,
    next(job, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<PodObject | undefined>();
      const waiter = { job, resolve, reject };
      const stop = (): void => {
        waiters = waiters.filter((other) => other !== waiter);
        const why = signal.reason instanceof CollectError ? signal.reason.message : 'interrupted while it was read';
        reject(new CollectError(trouble === undefined ? why : `${why}: ${trouble}`));
      };
      if (signal.aborted) stop();
      else {
        signal.addEventListener('abort', stop, { once: true });
        waiters.push(waiter);
        if (!running) {
          running = true;
          void run();
        }
      }
      return promise.finally(() => signal.removeEventListener('abort', stop));
    },
  };
}

/** An API server that is away for a moment costs time alone; one that says no will say so again. */
const passes = (error: unknown): boolean =>
  error instanceof ApiError && ['unreachable', 'timeout', 'busy', 'gone', 'conflict', 'foreign'].includes(error.kind);

const jobOf = (pod: PodObject): string => pod.metadata?.ownerReferences?.find(({ kind }) => kind === 'Job')?.name ?? '';
