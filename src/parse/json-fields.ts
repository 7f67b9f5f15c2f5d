import { newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** Access to values that came out of JSON.parse: nothing about their shape is trusted. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (object: JsonObject, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);

export function textField(object: JsonObject, key: string): string | null {
  const value = own(object, key);
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : null;
}

/** A number; also in decimal or hexadecimal text (`0x4000`), as some versions of a tool print it. */
export function numberField(object: JsonObject, key: string): number | null {
  const value = own(object, key);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return typeof value === 'string' && /^(0x[0-9a-f]{1,16}|-?\d{1,20})$/i.test(value) ? Number(value) : null;
}

/** Tools print booleans as true, 1, or as a key without a value (null). */
export function flagField(object: JsonObject, key: string): boolean {
  const value = own(object, key);
  return value === true || value === 1 || value === null;
}

export function objectField(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isObject(value) ? value : {};
}

export function objectsField(object: JsonObject, key: string): readonly JsonObject[] {
  const value = own(object, key);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textsField(object: JsonObject, key: string): readonly string[] {
  const value = own(object, key);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A value for a note. JSON.stringify recurses: nesting that JSON.parse took can be too deep for it. */
export function jsonQuote(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '(nested too deeply to be shown)';
  }
}

export const hasField = (object: JsonObject, key: string): boolean => Object.hasOwn(object, key);

/** True when the text can only be JSON: `-j` was understood by the tool. */
export const looksLikeJson = (text: string): boolean => /^\s*[[{]/.test(text);

/**
 * The objects of a JSON array, as every `-j` of iproute2 prints it. Nothing printed is an empty list; `{}` is how iproute2 prints
 * an entry that its filter left out. Text that is no JSON (cut off, foreign) is noted as a whole: a part of a table would pass for
 * the table.
 */
export function jsonRows(text: string): Parsed<readonly JsonObject[]> {
  const notes = newNotes();
  if (text.trim() === '') return notes.parsed([]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    notes.add(0, text, `not valid JSON: ${error instanceof Error ? error.message.slice(0, 120) : 'cannot be read'}`);
    return notes.parsed([]);
  }
  if (!Array.isArray(value)) {
    notes.add(0, text, 'a JSON list was expected');
    return notes.parsed([]);
  }
  const rows: JsonObject[] = [];
  for (const row of value) {
    if (!isObject(row)) notes.add(1, jsonQuote(row), 'an entry that is no object');
    else if (Object.keys(row).length > 0) rows.push(row);
  }
  return notes.parsed(rows);
}
