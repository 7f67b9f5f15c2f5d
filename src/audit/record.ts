import { join } from 'node:path';
import type { Result } from '../evaluate/types.ts';
import type { Content } from '../files/write-file.ts';
import type { Verdict } from '../gate/verdict.ts';
import { plain, reasonOf } from '../snapshot/quote.ts';
import type { Snapshot } from '../snapshot/types.ts';
import type { AuditFolder } from './audit-folder.ts';
import type { Channel, History } from './history.ts';
import type { HistoryStore } from './history-store.ts';
import { switchLatest } from './latest.ts';
import { listNights, type NightRecord } from './nights.ts';
import type { Past } from './past.ts';
import { outdated, removeNight } from './rotation.ts';
import { updateHistory } from './update-history.ts';
import { type NightContent, writeNight } from './write-night.ts';

export interface Recording {
  /** Null where only the history is kept. */
  readonly folder: AuditFolder | null;
  readonly store: HistoryStore;
  readonly past: Past;
  /** Nights that stay. */
  readonly keep: number;
  /** Ways that somebody is told. */
  readonly tell: readonly Channel[];
}

export interface Tonight {
  readonly result: Result;
  readonly verdict: Verdict;
  readonly snapshot: Snapshot;
  /** RFC 3339, UTC. */
  readonly taken: string;
  /** Texts by file name. */
  readonly reports: ReadonlyMap<string, Content>;
}

export interface Recorded {
  /** The night's folder, as the user may name it; null where none was kept. */
  readonly night: string | null;
  /** After this night; null where it could not be used. */
  readonly history: History | null;
  /** A sentence each. */
  readonly complaints: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Keeps a night: the night itself first, then `latest`, the history, and last what rotation takes away. Each is all or nothing, and a failure of
 * one costs no other; a night that was kept and is not in the history is added by the next one.
 */
export async function recordNight(recording: Recording, tonight: Tonight): Promise<Recorded> {
  const { folder, store, past, tell } = recording;
  const complaints: string[] = [];
  const notes: string[] = [];
  const attempt = async <T>(what: string, remedy: string, work: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      complaints.push(`${what} (${reasonOf(error)}); ${remedy}.`);
      return null;
    }
  };
  const at = folder === null ? '' : plain(folder.path);
  const night =
    folder &&
    (await attempt(`the night was not kept in ${at}`, 'make room or mend the folder', () =>
      keepNight(folder, recording, tonight, (sentence) => complaints.push(sentence)),
    ));
  if (folder && night !== null)
    await attempt(`${at}/latest cannot be switched`, 'it still leads to an earlier night', () =>
      switchLatest(folder.path, night),
    );
  const updated =
    past.history === null
      ? null
      : await attempt(`${store.name} cannot be written`, 'what is new tonight will be new once more', () =>
          store.update((current) =>
            updateHistory(
              newer(current, past.history),
              tonight.result,
              { sequence: past.sequence + 1, taken: tonight.taken },
              tell,
            ),
          ),
        );
  if (updated && updated.leftOut > 0)
    notes.push(
      `${store.name} has no room for ${updated.leftOut} ${updated.leftOut === 1 ? 'entry' : 'entries'}: what was fixed longest ago is left out first.`,
    );
  if (updated?.aside) notes.push(`the damaged history is kept as ${updated.aside}.`);
  if (folder && night !== null)
    await attempt(`older nights in ${at} cannot be removed`, 'mend the folder', () => {
      for (const old of outdated(listNights(folder.nights), recording.keep)) removeNight(folder.nights, old);
    });
  return {
    night: folder && night !== null ? join(folder.path, 'nights', night) : null,
    history: updated?.history ?? null,
    complaints,
    notes,
  };
}

/** What this night has caught up with, unless somebody else has written meanwhile. */
const newer = (current: History | null, caughtUp: History | null): History =>
  current !== null && (caughtUp === null || current.sequence >= caughtUp.sequence) ? current : (caughtUp as History);

async function keepNight(
  folder: AuditFolder,
  { keep, past }: Recording,
  tonight: Tonight,
  complain: (sentence: string) => void,
): Promise<string> {
  const content: NightContent = { ...tonight, record: recordOf(past, tonight) };
  try {
    return await writeNight(folder.nights, content, complain);
  } catch (error) {
    // Room comes from the night that rotation would take next, and from no other.
    const nights = listNights(folder.nights);
    const [oldest] = nights;
    if (!isFull(error) || !oldest || nights.length < Math.max(2, keep)) throw error;
    removeNight(folder.nights, oldest);
    return writeNight(folder.nights, content, complain);
  }
}

function recordOf({ sequence }: Past, { result, verdict, taken }: Tonight): NightRecord {
  const { baseline } = result;
  return {
    netlintNight: 1,
    sequence: sequence + 1,
    taken,
    cluster: result.snapshot.cluster,
    exitCode: verdict.exitCode,
    compared: baseline && {
      new: baseline.new,
      known: baseline.known,
      fixed: baseline.fixed.length,
      unseen: baseline.unseen.length,
    },
  };
}

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
