import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';
import { dottedSysctlKey } from './sysctl-key.ts';

/**
 * `sysctl -a`: `net.ipv4.conf.flannel/1.rp_filter = 0`, or with slashes from /proc/sys. Keys are kept as the kernel prints them (a dot in a device name is a
 * slash); several values of one key are separated by one tab or blank.
 */
export function parseSysctl(text: string): Parsed<ReadonlyMap<string, string>> {
  const notes = newNotes();
  const values = new Map<string, string>();
  for (const { number, text: line } of linesOf(text)) {
    const at = line.indexOf('=');
    const key = at < 0 ? '' : line.slice(0, at).trim();
    if (key === '' || /\s/.test(key)) notes.add(number, line, 'not of the form key = value');
    else values.set(dottedSysctlKey(key), line.slice(at + 1).trim());
  }
  return notes.parsed(values);
}
