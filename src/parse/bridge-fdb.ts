import { addressOrNull, canonicalMac } from './canonical.ts';
import { wordAfter } from './ip-text-blocks.ts';
import {
  type JsonObject,
  jsonQuote,
  jsonRows,
  looksLikeJson,
  numberField,
  textField,
  textsField,
} from './json-fields.ts';
import { decimal, linesOf, type Notes, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { FdbEntry } from './records.ts';

/** `bridge [-j] fdb show`. */
export function parseBridgeFdb(text: string): Parsed<readonly FdbEntry[]> {
  const notes = newNotes();
  return notes.parsed(looksLikeJson(text) ? fromJson(text, notes) : fromText(text, notes));
}

function fromJson(text: string, notes: Notes): FdbEntry[] {
  const rows = jsonRows(text);
  for (const note of rows.notUnderstood) notes.add(note.line, note.text, note.why);
  return rows.value.flatMap((row) => {
    const entry = entryOf(row);
    if (entry === undefined) notes.add(1, jsonQuote(row), 'an entry without MAC or device');
    return entry ?? [];
  });
}

function entryOf(row: JsonObject): FdbEntry | undefined {
  const mac = canonicalMac(textField(row, 'mac'));
  const device = textField(row, 'ifname');
  if (mac === null || device === null) return undefined;
  return {
    mac,
    device,
    destination: addressOrNull(textField(row, 'dst')),
    port: numberField(row, 'port'),
    vni: numberField(row, 'vni'),
    master: textField(row, 'master'),
    vlan: numberField(row, 'vlan'),
    state: textField(row, 'state') ?? '',
    flags: textsField(row, 'flags'),
  };
}

const FLAGS = new Set(['self', 'router', 'extern_learn', 'offload', 'sticky', 'added_by_user', 'locked']);
const STATES = new Set(['permanent', 'static', 'stale', 'reachable']);

function fromText(text: string, notes: Notes): FdbEntry[] {
  const entries: FdbEntry[] = [];
  for (const { number, text: line } of linesOf(text)) {
    const words = wordsOf(line);
    const mac = canonicalMac(words[0]);
    const device = wordAfter(words, 'dev');
    if (mac === null || device === undefined) {
      notes.add(number, line, 'an entry without MAC or device');
      continue;
    }
    entries.push({
      mac,
      device,
      destination: addressOrNull(wordAfter(words, 'dst')),
      port: decimal(wordAfter(words, 'port')) ?? null,
      vni: decimal(wordAfter(words, 'vni')) ?? null,
      master: wordAfter(words, 'master') ?? null,
      vlan: decimal(wordAfter(words, 'vlan')) ?? null,
      state: words.find((word) => STATES.has(word)) ?? '',
      flags: words.filter((word) => FLAGS.has(word)),
    });
  }
  return entries;
}
