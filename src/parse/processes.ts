import type { ProcessInfo } from '../model/types.ts';
import { decimal, linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** USER_HZ: what the kernel tells programs is in hundredths of a second. */
const TICKS = 100;

/**
 * The node script's own list, one process a line: `pid=1 comm=kube-proxy netns=net:[4026531840] start=5120 flag:--proxy-mode=iptables`; values
 * are percent-encoded.
 */
export function parseProcesses(text: string): Parsed<readonly ProcessInfo[]> {
  const notes = newNotes();
  const processes: ProcessInfo[] = [];
  for (const { number, text: line } of linesOf(text)) {
    const values = new Map<string, string>();
    const flags = new Map<string, string>();
    for (const word of wordsOf(line)) {
      const [, flag, flagValue] = /^flag:-{0,2}([^=]{1,80})(?:=(.*))?$/.exec(word) ?? [];
      const at = word.indexOf('=');
      if (flag !== undefined) flags.set(decoded(flag), flagValue === undefined ? 'true' : decoded(flagValue));
      else if (at > 0) values.set(word.slice(0, at), decoded(word.slice(at + 1)));
    }
    const pid = decimal(values.get('pid'));
    const name = values.get('comm');
    if (pid === undefined || name === undefined) notes.add(number, line, 'a process without pid or comm');
    else {
      const ticks = decimal(values.get('start'));
      const start = ticks === undefined ? {} : { startSeconds: ticks / TICKS };
      processes.push({ pid, name, flags: Object.fromEntries(flags), netns: values.get('netns') || null, ...start });
    }
  }
  return notes.parsed(processes);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
