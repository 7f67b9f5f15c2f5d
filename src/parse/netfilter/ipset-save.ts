import type { IpSet } from '../../model/netfilter.ts';
import type { Parsed } from '../parsed.ts';
import { notedLines } from './noted-lines.ts';

/**
 * Reads `ipset save`: `create NAME TYPE …` and `add NAME ELEMENT …`. Elements are kept as printed, with ` nomatch` behind those that
 * are exceptions; timeouts, counters and comments are left off.
 */
export function parseIpsetSave(text: string): Parsed<readonly IpSet[]> {
  const notes = notedLines();
  const sets = new Map<string, { readonly name: string; readonly type: string; readonly elements: string[] }>();
  let lineNumber = 0;
  for (const raw of text.split('\n')) {
    lineNumber++;
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [command, name = '', rest = '', ...options] = line.split(' ');
    if (command === 'create' && rest !== '') sets.set(name, { name, type: rest, elements: [] });
    else if (command === 'add' && sets.has(name))
      sets.get(name)?.elements.push(options.includes('nomatch') ? `${rest} nomatch` : rest);
    else notes.add(lineNumber, line, 'not a line of ipset save');
  }
  return { value: [...sets.values()], notUnderstood: notes.list() };
}
