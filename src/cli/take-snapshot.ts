import type { Snapshot } from '../snapshot/types.ts';
import type { LiveOutcome } from './live.ts';
import type { LiveOptions } from './live-options.ts';

export interface TakeOptions extends LiveOptions {
  readonly local?: boolean;
  /** A place for a copy of what is collected. */
  readonly keep?: string;
}

/**
 * What is to be judged: the snapshot at `path`, or this machine (`local`), or the cluster. Where a cluster gave nothing or the user interrupted it
 * there is none, and the user knows that already. A copy that cannot be written is a sentence for `complain`.
 */
export async function takeSnapshot(
  path: string | null,
  options: TakeOptions,
  complain: (sentence: string) => void,
): Promise<Snapshot | LiveOutcome> {
  if (path !== null) return (await import('../snapshot/open.ts')).openSnapshot(path);
  if (options.local) return (await import('./local-snapshot.ts')).localSnapshot(options.timeout);
  return (await import('./live-snapshot.ts')).liveSnapshot(options, complain);
}
