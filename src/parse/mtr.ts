import { decimal, linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';

export interface MtrReport {
  readonly start: string | null;
  /** The host that traced. */
  readonly host: string | null;
  readonly hops: readonly MtrHop[];
}

export interface MtrHop {
  readonly hop: number;
  /** Name or address as printed; null where nobody answered (`???`, `(waiting for reply)`). */
  readonly host: string | null;
  readonly lossPercent: number | null;
  readonly sent: number | null;
  /** Milliseconds. */
  readonly last: number | null;
  readonly average: number | null;
  readonly best: number | null;
  readonly worst: number | null;
  readonly deviation: number | null;
}

/** `mtr -r`: `  1.|-- 192.168.0.1   0.0%  5  0.3 …`; the bars may be missing, and the percent sign too (0.85 and older). */
export function parseMtr(text: string): Parsed<MtrReport> {
  const notes = newNotes();
  const hops: MtrHop[] = [];
  let start: string | null = null;
  let host: string | null = null;
  for (const { number, text: line } of linesOf(text)) {
    const trimmed = line.trim();
    if (trimmed.startsWith('Start:')) start = trimmed.slice('Start:'.length).trim() || null;
    else if (trimmed.startsWith('HOST:')) host = wordsOf(trimmed)[1] ?? null;
    // Further addresses of one hop: `    |  `-- 10.0.0.2`, `    |-- 10.0.0.2`.
    else if (/^(?:\|\s*)?[|`]--/.test(trimmed)) continue;
    else {
      const hop = hopOf(trimmed);
      if (hop === undefined) notes.add(number, line, 'not a hop of mtr');
      else hops.push(hop);
    }
  }
  return notes.parsed({ start, host, hops });
}

const NOBODY = /^(?:\?\?\?|\(waiting[^)]{0,40}\)|\*)/;

function hopOf(line: string): MtrHop | undefined {
  const [, number = '', rest = ''] = /^(\d{1,3})\.\s{0,10}(?:\|--\s{0,10})?(.*)$/.exec(line) ?? [];
  if (number === '' || rest === '') return undefined;
  const silent = NOBODY.exec(rest);
  const words = wordsOf(silent ? rest.slice(silent[0].length) : rest);
  // The seven numbers are the last seven words; with -b the host is a name and an address in brackets.
  const numbers = words.slice(-7).map((word) => (/^\d{1,9}\.?\d{0,9}%?$/.test(word) ? Number.parseFloat(word) : null));
  if (!silent && (words.length < 8 || numbers.some((value) => value === null))) return undefined;
  const [lossPercent = null, sent = null, last = null, average = null, best = null, worst = null, deviation = null] =
    numbers;
  const host = silent ? null : (words[0] ?? null);
  return { hop: decimal(number) ?? 0, host, lossPercent, sent, last, average, best, worst, deviation };
}
