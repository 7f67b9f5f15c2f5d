import type { ResolvConf } from '../model/types.ts';
import { linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** resolv.conf(5): the last `search` or `domain` line wins, `nameserver` and `options` add up. */
export function parseResolvConf(text: string): Parsed<ResolvConf> {
  const notes = newNotes();
  const nameservers: string[] = [];
  const options: string[] = [];
  let search: string[] = [];
  for (const { number, text: line } of linesOf(text)) {
    if (/^\s*[#;]/.test(line)) continue;
    const [keyword, ...values] = wordsOf(line);
    if (keyword === 'nameserver' && values[0] !== undefined) nameservers.push(values[0]);
    else if (keyword === 'search' || keyword === 'domain') search = values;
    else if (keyword === 'options') options.push(...values);
    else if (keyword !== 'sortlist') notes.add(number, line, 'not a keyword of resolv.conf');
  }
  return notes.parsed({ nameservers, search, options });
}
