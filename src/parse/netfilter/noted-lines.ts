import type { NotUnderstood } from '../parsed.ts';

/** Thousands of rules can share one unmodelled match: the list names the first of each kind, at most this many kinds. */
const LIMIT = 200;

export interface NotedLines {
  readonly add: (line: number, text: string, why: string) => void;
  readonly list: () => readonly NotUnderstood[];
}

export function notedLines(): NotedLines {
  const byWhy = new Map<string, NotUnderstood>();
  return {
    add: (line, text, why) => {
      if (byWhy.size < LIMIT && !byWhy.has(why)) byWhy.set(why, { line, text: text.slice(0, 200), why });
    },
    list: () => [...byWhy.values()],
  };
}
