import type { KernelLogLine } from '../model/types.ts';
import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** `dmesg` in its plain form: `[   12.345678] text`, with or without a level `<6>` before it. Other times are left in the text. */
export function parseKernelLog(text: string): Parsed<readonly KernelLogLine[]> {
  return newNotes().parsed(
    linesOf(text).map(({ text: line }) => {
      const [, seconds, rest = ''] = /^(?:<\d{1,3}>)?\[\s{0,20}(\d{1,12}\.\d{1,9})\]\s?(.*)$/.exec(line) ?? [];
      return seconds === undefined ? { seconds: null, text: line.trim() } : { seconds: Number(seconds), text: rest };
    }),
  );
}
