import { linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';

type Counters = ReadonlyMap<string, number>;

/** /proc/net/snmp and /proc/net/netstat: pairs of lines, names then numbers. Keys are `Tcp.RetransSegs`, `TcpExt.ListenDrops`. */
export function parseProcSnmp(text: string): Parsed<Counters> {
  const notes = newNotes();
  const counters = new Map<string, number>();
  const lines = linesOf(text);
  for (let i = 0; i < lines.length; i += 2) {
    const names = wordsOf(lines[i]?.text ?? '');
    const values = wordsOf(lines[i + 1]?.text ?? '');
    const group = names[0] ?? '';
    if (!group.endsWith(':') || values[0] !== group || values.length !== names.length) {
      notes.add(lines[i]?.number ?? 0, lines[i]?.text ?? '', 'not a pair of lines with as many names as numbers');
      // A line is missing: the next one may start a pair.
      i--;
      continue;
    }
    for (let j = 1; j < names.length; j++) {
      const value = Number(values[j]);
      if (Number.isFinite(value)) counters.set(`${group.slice(0, -1)}.${names[j]}`, value);
    }
  }
  return notes.parsed(counters);
}

/** /proc/net/snmp6: `Ip6InReceives 10`, one a line. Keys are the kernel's names. */
export function parseProcSnmp6(text: string): Parsed<Counters> {
  const notes = newNotes();
  const counters = new Map<string, number>();
  for (const { number, text: line } of linesOf(text)) {
    const [name = '', value = '', more] = wordsOf(line);
    if (more !== undefined || !/^-?\d{1,20}$/.test(value)) notes.add(number, line, 'not of the form name number');
    else counters.set(name, Number(value));
  }
  return notes.parsed(counters);
}

/**
 * /proc/net/softnet_stat: a line of hexadecimal numbers a CPU (net/core/net-procfs.c, softnet_seq_show). Sums of the first three:
 * `softnet.processed`, `softnet.dropped`, `softnet.timeSqueeze`.
 */
export function parseSoftnet(text: string): Parsed<Counters> {
  const notes = newNotes();
  const counters = new Map<string, number>();
  const names = ['processed', 'dropped', 'timeSqueeze'];
  for (const { number, text: line } of linesOf(text)) {
    const values = wordsOf(line);
    if (values.length < names.length || !values.every((value) => /^[0-9a-f]{1,16}$/i.test(value))) {
      notes.add(number, line, 'not a line of hexadecimal numbers');
      continue;
    }
    names.forEach((name, i) => {
      const key = `softnet.${name}`;
      counters.set(key, (counters.get(key) ?? 0) + Number.parseInt(values[i] ?? '0', 16));
    });
  }
  return notes.parsed(counters);
}
