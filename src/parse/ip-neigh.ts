import { addressOrNull, canonicalMac, familyOfAddress } from './canonical.ts';
import { wordAfter } from './ip-text-blocks.ts';
import {
  flagField,
  hasField,
  type JsonObject,
  jsonQuote,
  jsonRows,
  looksLikeJson,
  textField,
  textsField,
} from './json-fields.ts';
import { linesOf, type Notes, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Neighbour } from './records.ts';

/** `ip [-s] [-j] neigh show` of iproute2, and busybox's `ip neigh`. */
export function parseIpNeigh(text: string): Parsed<readonly Neighbour[]> {
  const notes = newNotes();
  return notes.parsed(looksLikeJson(text) ? fromJson(text, notes) : fromText(text, notes));
}

function fromJson(text: string, notes: Notes): Neighbour[] {
  const rows = jsonRows(text);
  for (const note of rows.notUnderstood) notes.add(note.line, note.text, note.why);
  return rows.value.flatMap((row) => {
    const neighbour = neighbourOf(row);
    if (neighbour === undefined) notes.add(1, jsonQuote(row), 'a neighbour without address or device');
    return neighbour ?? [];
  });
}

function neighbourOf(row: JsonObject): Neighbour | undefined {
  const address = addressOrNull(textField(row, 'dst'));
  const device = textField(row, 'dev');
  if (address === null || device === null) return undefined;
  return {
    family: familyOfAddress(address) ?? 4,
    address,
    device,
    mac: canonicalMac(textField(row, 'lladdr')),
    states: textsField(row, 'state').map((state) => state.toUpperCase()),
    proxy: hasField(row, 'proxy') && flagField(row, 'proxy'),
  };
}

const STATE = /^(?:REACHABLE|STALE|DELAY|PROBE|FAILED|INCOMPLETE|NOARP|PERMANENT|NONE)$/;

function fromText(text: string, notes: Notes): Neighbour[] {
  const neighbours: Neighbour[] = [];
  for (const { number, text: line } of linesOf(text)) {
    const words = wordsOf(line);
    const address = addressOrNull(words[0]);
    const device = wordAfter(words, 'dev');
    if (address === null || device === undefined) {
      notes.add(number, line, 'a neighbour without address or device');
      continue;
    }
    neighbours.push({
      family: familyOfAddress(address) ?? 4,
      address,
      device,
      mac: canonicalMac(wordAfter(words, 'lladdr')),
      states: words
        .slice(1)
        .flatMap((word) => word.split(','))
        .filter((word) => STATE.test(word)),
      proxy: words.includes('proxy'),
    });
  }
  return neighbours;
}
