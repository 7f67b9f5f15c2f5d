import type { NotUnderstood, Parsed } from './parsed.ts';

/** A hostile or foreign text must not cost memory: past this many lines only their number is kept. */
const MOST_NOTES = 100;
const LONGEST_QUOTE = 200;

export interface Notes {
  /** `line` is 1-based; 0 means the text as a whole, and makes the reading unknown. */
  add(line: number, text: string, why: string): void;
  parsed<T>(value: T): Parsed<T>;
}

export function newNotes(): Notes {
  const list: NotUnderstood[] = [];
  let more = 0;
  let firstLeftOut = 0;
  return {
    add(line, text, why) {
      if (list.length < MOST_NOTES || line === 0) list.push({ line, text: text.slice(0, LONGEST_QUOTE), why });
      else if (more++ === 0) firstLeftOut = line;
    },
    parsed: (value) => ({
      value,
      notUnderstood:
        more === 0 ? list : [...list, { line: firstLeftOut, text: '', why: `${more} more lines were not understood` }],
    }),
  };
}

export interface Line {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

/** Lines that hold something, without their line ends. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.trim() !== '') lines.push({ number, text: line });
  }
  return lines;
}

export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** A non-negative decimal number, or undefined. */
export function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,20}$/.test(text) ? Number(text) : undefined;
}
