import { linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';

export interface BridgeListing {
  readonly name: string;
  readonly stp: boolean;
  readonly ports: readonly string[];
}

/** `brctl show`: a bridge a line with its first port; further ports alone on indented lines. */
export function parseBrctlShow(text: string): Parsed<readonly BridgeListing[]> {
  const notes = newNotes();
  const bridges: { name: string; stp: boolean; ports: string[] }[] = [];
  for (const { number, text: line } of linesOf(text)) {
    if (/^bridge name\s+bridge id/.test(line)) continue;
    const words = wordsOf(line);
    const [name = '', id = '', stp = '', port] = words;
    if (/^\s/.test(line) && words.length === 1) {
      if (bridges.length === 0) notes.add(number, line, 'a port without a bridge');
      bridges.at(-1)?.ports.push(name);
    } else if (/^[0-9a-f]{4}\.[0-9a-f]{12}$/i.test(id) && /^(?:yes|no)$/.test(stp) && words.length <= 4) {
      bridges.push({ name, stp: stp === 'yes', ports: port === undefined ? [] : [port] });
    } else notes.add(number, line, 'neither a bridge nor a port');
  }
  return notes.parsed(bridges);
}
