import { plain, reasonOf } from '../snapshot/quote.ts';
import { emptyHistory, type History } from './history.ts';
import type { HistoryStore } from './history-store.ts';
import { listNights, type Night, resultOf } from './nights.ts';
import { updateHistory } from './update-history.ts';

/** What is known of the nights so far. */
export interface Past {
  /** Empty before the first night; null where it cannot be used, so that nothing is known about what is new. */
  readonly history: History | null;
  /** Number of the last night. */
  readonly sequence: number;
  /** A sentence each. */
  readonly complaints: readonly string[];
}

/**
 * Reads the history, and adds the nights that are kept and not in it yet: those of an audit that was killed before it wrote its history, or
 * all of them where the history is gone or damaged.
 *
 * @param nights the folder of the kept nights; null where none are kept
 */
export async function readPast(store: HistoryStore, nights: string | null): Promise<Past> {
  const kept = nights === null ? [] : listNights(nights);
  const { history, trouble } = await store.read();
  const sequence = Math.max(history?.sequence ?? 0, kept.at(-1)?.record.sequence ?? 0);
  if (trouble?.kind === 'unusable')
    return {
      history: null,
      sequence,
      complaints: [`${store.name} cannot be used (${trouble.why}), so nothing is known about what is new.`],
    };
  const complaints: string[] = [];
  if (trouble !== null)
    complaints.push(
      `${store.name} is damaged (${trouble.why}); it is put aside, and the history begins anew ${kept.length === 0 ? 'with this night' : `with the nights that are kept (${kept.length})`}.`,
    );
  const missing = kept.filter(({ record }) => record.sequence > (history?.sequence ?? 0));
  const caughtUp = missing.reduce(
    (before, night) => withNight(before, nights ?? '', night, complaints),
    history ?? emptyHistory,
  );
  return { history: caughtUp, sequence, complaints };
}

function withNight(history: History, nights: string, night: Night, complaints: string[]): History {
  try {
    return updateHistory(history, resultOf(nights, night), night.record);
  } catch (error) {
    complaints.push(
      `the night ${plain(night.name)} cannot be read (${reasonOf(error)}); the history goes on without it.`,
    );
    return history;
  }
}
