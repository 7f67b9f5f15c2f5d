import { existsSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSnapshot } from '../snapshot/open.ts';
import { makeTemporaryFolder } from '../snapshot/temporary-folder.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { UsageError } from './exit-codes.ts';
import { collectLive, type LiveOutcome } from './live.ts';
import type { LiveOptions } from './live-options.ts';

/**
 * Collects from a cluster and gives it as a snapshot, which is removed when it is closed unless `keep` names a place for it. Where
 * nothing was collected or the user interrupted it there is none.
 */
export async function liveSnapshot(options: LiveOptions & { readonly keep?: string }): Promise<Snapshot | LiveOutcome> {
  if (options.keep !== undefined) {
    refuseOlder(options.keep);
    const outcome = await collectLive(options.keep, options);
    return outcome.written && !outcome.interrupted ? openSnapshot(options.keep) : outcome;
  }
  const { path, remove } = makeTemporaryFolder(tmpdir());
  try {
    const out = join(path, 'snapshot');
    const outcome = await collectLive(out, options);
    if (!outcome.written || outcome.interrupted) {
      remove();
      return outcome;
    }
    const snapshot = await openSnapshot(out);
    const close = () => {
      snapshot.close();
      remove();
    };
    return { ...snapshot, location: snapshot.manifest.cluster ?? 'the cluster', close };
  } catch (error) {
    remove();
    throw error;
  }
}

/** `collect` may replace an older snapshot, and has an option for it. */
function refuseOlder(keep: string): void {
  if (existsSync(keep) && (!statSync(keep).isDirectory() || readdirSync(keep).length > 0))
    throw new UsageError(`--keep ${keep} is there already: give another name.`);
}
