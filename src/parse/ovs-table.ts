import { isObject, jsonQuote } from './json-fields.ts';
import { newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

export type OvsAtom = string | number | boolean;

/** One row of an OVSDB table, read through functions that undo the JSON form of RFC 7047 §5.1. */
export interface OvsRow {
  /** The only value; null for an empty set, and for a column that this version does not have. */
  one(column: string): OvsAtom | null;
  /** Elements of a set; a single value is a set of one. References are UUIDs. */
  many(column: string): readonly OvsAtom[];
  map(column: string): Readonly<Record<string, string>>;
}

/** `ovs-vsctl --format=json list TABLE`: `{"headings":[…],"data":[[…],…]}`. */
export function parseOvsTable(text: string): Parsed<readonly OvsRow[]> {
  const notes = newNotes();
  if (text.trim() === '') return notes.parsed([]);
  let table: unknown;
  try {
    table = JSON.parse(text);
  } catch (error) {
    notes.add(0, text, `not valid JSON: ${error instanceof Error ? error.message.slice(0, 120) : 'cannot be read'}`);
    return notes.parsed([]);
  }
  if (!isObject(table) || !Array.isArray(table.headings) || !Array.isArray(table.data)) {
    notes.add(0, text, 'a table with headings and data was expected');
    return notes.parsed([]);
  }
  const columns = new Map(table.headings.map((heading, i) => [String(heading), i]));
  const rows: OvsRow[] = [];
  for (const cells of table.data) {
    if (Array.isArray(cells) && cells.length === columns.size) rows.push(rowOf(columns, cells));
    else notes.add(1, jsonQuote(cells), 'a row that does not fit the headings');
  }
  return notes.parsed(rows);
}

function rowOf(columns: ReadonlyMap<string, number>, cells: readonly unknown[]): OvsRow {
  const cell = (column: string): unknown => {
    const at = columns.get(column);
    return at === undefined ? undefined : cells[at];
  };
  const many = (column: string): OvsAtom[] => {
    const value = cell(column);
    const items: unknown[] = Array.isArray(value) && value[0] === 'set' && Array.isArray(value[1]) ? value[1] : [value];
    return items.map(atomOf).filter((item) => item !== undefined);
  };
  return {
    many,
    one: (column) => many(column)[0] ?? null,
    map(column) {
      const value = cell(column);
      const pairs: unknown = Array.isArray(value) && value[0] === 'map' ? value[1] : [];
      if (!Array.isArray(pairs)) return {};
      return Object.fromEntries(
        pairs.flatMap((pair) =>
          Array.isArray(pair) && pair.length === 2 ? [[String(pair[0]), String(atomOf(pair[1]) ?? '')]] : [],
        ),
      );
    },
  };
}

function atomOf(value: unknown): OvsAtom | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) && (value[0] === 'uuid' || value[0] === 'named-uuid') && typeof value[1] === 'string'
    ? value[1]
    : undefined;
}
