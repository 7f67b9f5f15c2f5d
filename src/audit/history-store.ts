import type { History } from './history.ts';

/** Where a history lies from night to night. */
export interface HistoryStore {
  /** For sentences: `DIR/history.json`, `ConfigMap NS/NAME`. */
  readonly name: string;
  read(): Promise<StoredHistory>;
  /**
   * Reads, changes and writes: `change` is given what is there now, null for nothing, and is asked again where somebody else wrote meanwhile.
   * What is damaged is kept beside it. Throws an Error with the reason, and then nothing has changed.
   */
  update(change: (history: History | null) => History): Promise<Updated>;
}

export interface StoredHistory {
  /** Null where there is none yet, and where it cannot be used. */
  readonly history: History | null;
  /** damaged: it will be put aside · unusable: of another version, or not reachable; then it is not written either. */
  readonly trouble: { readonly kind: 'damaged' | 'unusable'; readonly why: string } | null;
}

export interface Updated {
  readonly history: History;
  /** Entries that did not fit this time. */
  readonly leftOut: number;
  /** Where the damaged one is now; null where there was none. */
  readonly aside: string | null;
}
