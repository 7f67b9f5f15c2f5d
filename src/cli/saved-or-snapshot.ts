import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { InternalError } from '../evaluate/fact-store.ts';
import type { Result } from '../evaluate/types.ts';
import { parseResult } from '../gate/saved-result.ts';
import { buildClusterModel } from '../model/cluster.ts';
import type { Picture } from '../model/picture.ts';
import { pictureOf } from '../model/picture.ts';
import { UsageError } from './exit-codes.ts';
import { judgeSnapshot } from './judge.ts';
import type { Policy } from './policy.ts';

/** A scan of another day: judged now from its snapshot, or read from what was saved then. */
export interface EarlierScan {
  readonly result: Result;
  /** What the nodes looked like; a saved result does not have it. */
  readonly picture: Picture | null;
  readonly internalErrors: readonly InternalError[];
  /** Afterwards the picture is gone. */
  readonly close: () => void;
}

/** Judges a snapshot, or reads a saved JSON result. */
export async function readScan(path: string, policy: Policy): Promise<EarlierScan> {
  if (isJson(path)) return { result: savedResult(path), picture: null, internalErrors: [], close: () => {} };
  const { openSnapshot } = await import('../snapshot/open.ts');
  const snapshot = await openSnapshot(path);
  try {
    const cluster = buildClusterModel(snapshot);
    const { result, internalErrors } = await judgeSnapshot(snapshot, policy, {}, cluster);
    return { result, picture: pictureOf(cluster), internalErrors, close: () => snapshot.close() };
  } catch (error) {
    snapshot.close();
    throw error;
  }
}

function savedResult(path: string): Result {
  try {
    return parseResult(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `${path} cannot be used (${error instanceof Error ? error.message : String(error)}); give a snapshot, or a result of "netlint scan --format json".`,
    );
  }
}

/** A result is text that begins with a brace; an archive of a snapshot begins with gzip's mark. */
function isJson(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(64);
    const length = readSync(file, start, 0, start.length, 0);
    return start.toString('latin1', 0, length).trimStart().startsWith('{');
  } finally {
    closeSync(file);
  }
}
