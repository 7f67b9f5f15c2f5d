import { existsSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keeperAt } from '../snapshot/keep.ts';
import { openSnapshot } from '../snapshot/open.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../snapshot/temporary-folder.ts';
import { type Snapshot, SnapshotError } from '../snapshot/types.ts';
import { unwritable } from '../snapshot/unwritable.ts';
import { UsageError } from './exit-codes.ts';
import { collectLive, type LiveOutcome } from './live.ts';
import type { LiveOptions } from './live-options.ts';

/**
 * Collects from a cluster and gives it as a snapshot, which is removed when it is closed; a copy stays where `keep` says. Where nothing
 * was collected or the user interrupted it there is none. A copy that cannot be written is a sentence for `complain`, and costs nothing else.
 */
export async function liveSnapshot(
  { keep, ...options }: LiveOptions & { readonly keep?: string },
  complain: (sentence: string) => void,
): Promise<Snapshot | LiveOutcome> {
  if (keep !== undefined) refuseOlder(keep);
  const keeper = keep === undefined ? null : keeperAt(keep);
  const { path, remove } = temporaryFolder();
  try {
    const out = join(path, 'snapshot');
    const outcome = await collectLive(out, { ...options, lasting: false });
    if (outcome.written) {
      await keeper?.keep(out).catch((error: unknown) => {
        if (!(error instanceof SnapshotError)) throw error;
        complain(`--keep: ${error.message}`);
      });
    }
    if (!outcome.written || outcome.interrupted) {
      remove();
      return outcome;
    }
    const snapshot = await openSnapshot(out);
    const close = () => {
      snapshot.close();
      remove();
    };
    return { ...snapshot, location: keep ?? snapshot.manifest.cluster ?? 'the cluster', close };
  } catch (error) {
    remove();
    throw error;
  } finally {
    keeper?.abort();
  }
}

function temporaryFolder(): TemporaryFolder {
  try {
    return makeTemporaryFolder(tmpdir());
  } catch (error) {
    throw unwritable(tmpdir(), tmpdir(), error);
  }
}

/** `collect` may replace an older snapshot, and has an option for it. */
function refuseOlder(keep: string): void {
  if (existsSync(keep) && (!statSync(keep).isDirectory() || readdirSync(keep).length > 0))
    throw new UsageError(`--keep ${keep} is there already: give another name.`);
}
