import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** `ovs-ofctl show BRIDGE`: OpenFlow port number (65534 is LOCAL) by interface name. */
export function parseOvsPorts(text: string): Parsed<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>();
  for (const { text: line } of linesOf(text)) {
    const [, number = '', name = ''] = /^\s{1,4}(\d{1,10}|LOCAL)\(([^)]{1,64})\): addr:/.exec(line) ?? [];
    if (name !== '') ports.set(name, number === 'LOCAL' ? 65534 : Number(number));
  }
  return newNotes().parsed(ports);
}
