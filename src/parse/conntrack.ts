import { decimal, linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';

/**
 * /proc/net/stat/nf_conntrack: column names, then a line of hexadecimal numbers a CPU. Sums over the CPUs, but for `entries`,
 * which is the same total in each line (net/netfilter/nf_conntrack_standalone.c, ct_cpu_seq_show).
 */
export function parseConntrackStat(text: string): Parsed<Readonly<Record<string, number>>> {
  const notes = newNotes();
  if (/^cpu=\d/.test(text)) return parseConntrackTool(text);
  const [head, ...cpus] = linesOf(text);
  const names = wordsOf(head?.text ?? '');
  const sums = new Map<string, number>();
  if (head && names[0] !== 'entries')
    notes.add(0, head.text, 'the column names of nf_conntrack statistics were expected');
  else {
    for (const { number, text: line } of cpus) {
      const values = wordsOf(line);
      if (values.length !== names.length || !values.every((value) => /^[0-9a-f]{1,16}$/i.test(value))) {
        notes.add(number, line, 'not as many hexadecimal numbers as there are columns');
        continue;
      }
      names.forEach((name, i) => {
        const value = Number.parseInt(values[i] ?? '', 16);
        sums.set(name, name === 'entries' ? value : (sums.get(name) ?? 0) + value);
      });
    }
  }
  return notes.parsed(Object.fromEntries(sums));
}

/** `conntrack -S`: `cpu=0  found=1 invalid=0 …`, decimal. */
function parseConntrackTool(text: string): Parsed<Readonly<Record<string, number>>> {
  const notes = newNotes();
  const sums = new Map<string, number>();
  for (const { number, text: line } of linesOf(text)) {
    for (const word of wordsOf(line)) {
      const [name = '', value] = word.split('=');
      const count = decimal(value);
      if (count === undefined) notes.add(number, word, 'not of the form name=number');
      else if (name !== 'cpu') sums.set(name, (sums.get(name) ?? 0) + count);
    }
  }
  return notes.parsed(Object.fromEntries(sums));
}

/** Numbers of tracked connections by protocol and state: `tcp ESTABLISHED 12`, `udp 3`. Keys are `tcp ESTABLISHED`. */
export function parseConntrackSummary(text: string): Parsed<ReadonlyMap<string, number>> {
  const notes = newNotes();
  const counts = new Map<string, number>();
  for (const { number, text: line } of linesOf(text)) {
    const words = wordsOf(line);
    const count = decimal(words.at(-1));
    if (count === undefined || words.length < 2) notes.add(number, line, 'not of the form protocol state count');
    else counts.set(words.slice(0, -1).join(' '), count);
  }
  return notes.parsed(counts);
}
