import type { Reading } from './reading.ts';

/** One part of what a node looks like: its routes, its devices, … as names with values, to compare with another day's. */
export interface PictureSection {
  readonly node: string;
  /** `host`, or the name of a namespace that is no pod's. */
  readonly netns: string;
  readonly what: string;
  /** Null where it was not read. */
  readonly items: ReadonlyMap<string, string> | null;
  /** Why it was not read, or not wholly: then nothing can be said to be gone from it. */
  readonly reason: string | null;
}

/** Names with values; an empty value says that it is there, null leaves it out. */
export type Items = Iterable<readonly [name: string, value: string | null]>;

/** Makes a section of a reading: what is absent is an empty section, what is unknown is none. */
export function section<T>(
  at: { readonly node: string; readonly netns: string },
  what: string,
  reading: Reading<T>,
  itemsOf: (value: T) => Items,
): PictureSection {
  if (reading.state === 'unknown') return { ...at, what, items: null, reason: `${reading.missing}: ${reading.reason}` };
  const items = new Map<string, string>();
  if (reading.state === 'known')
    for (const [name, value] of itemsOf(reading.value)) if (value !== null) items.set(name, value);
  return { ...at, what, items, reason: reading.state === 'known' ? (reading.partial ?? null) : null };
}
