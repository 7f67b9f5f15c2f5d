import type { Match, NetfilterTable, NftElement, NftSet, NftValue, SetField } from '../../model/netfilter.ts';
import type { Answer } from './answer.ts';
import type { PacketView } from './packet-view.ts';
import { type FieldValue, fieldValue } from './set-values.ts';

/** Elements whose key is one point are found by that; ranges and wildcards are gone through. */
interface SetIndex {
  readonly points: ReadonlyMap<string, NftElement>;
  readonly ranges: readonly NftElement[];
  readonly all: readonly NftElement[];
  readonly hasUnmodelled: boolean;
}

const indexes = new WeakMap<NftSet, SetIndex>();

export interface Found {
  readonly answer: Answer;
  readonly element: NftElement | null;
}

const notFound: Found = { answer: 'no', element: null };
const notKnown: Found = { answer: 'maybe', element: null };

/** Looks a packet up in a named or anonymous set of a table. */
export function lookUp(table: NetfilterTable, name: string, fields: readonly SetField[], view: PacketView): Found {
  const set = table.sets.get(name);
  if (set === undefined) return notKnown;
  const values: FieldValue[] = [];
  for (const field of fields) {
    const value = fieldValue(field, view);
    if (value === undefined) return notFound;
    values.push(value);
  }
  return lookUpValues(set, values);
}

export function lookUpValues(set: NftSet, values: readonly FieldValue[]): Found {
  const index = indexOf(set);
  const known = values.every((value) => value !== null);
  if (known) {
    const point = index.points.get(values.join('|'));
    if (point !== undefined) return foundElement(point);
  }
  for (const element of known ? index.ranges : index.all) {
    if (element.unmodelled !== true && element.key.every((part, i) => covers(part, values[i] ?? null))) {
      return known ? foundElement(element) : notKnown;
    }
  }
  return index.hasUnmodelled ? notKnown : notFound;
}

const foundElement = (element: NftElement): Found =>
  element.undecidable === true ? notKnown : { answer: 'yes', element };

function indexOf(set: NftSet): SetIndex {
  let index = indexes.get(set);
  if (index === undefined) {
    const points = new Map<string, NftElement>();
    const ranges: NftElement[] = [];
    let hasUnmodelled = false;
    for (const element of set.elements) {
      const key = element.unmodelled === true ? undefined : pointKey(element.key);
      if (element.unmodelled === true) hasUnmodelled = true;
      else if (key === undefined) ranges.push(element);
      else points.set(key, element);
    }
    index = { points, ranges, all: set.elements, hasUnmodelled };
    indexes.set(set, index);
  }
  return index;
}

function pointKey(key: readonly NftValue[]): string | undefined {
  const parts: string[] = [];
  for (const part of key) {
    if (typeof part === 'object') {
      if (part.first !== part.last) return undefined;
      parts.push(String(part.first));
    } else if (typeof part === 'string' && part.endsWith('*')) return undefined;
    else parts.push(String(part));
  }
  return parts.join('|');
}

/** An unknown value may be any. */
function covers(part: NftValue, value: FieldValue): boolean {
  if (value === null) return true;
  if (typeof part === 'object') return typeof value !== 'string' && part.first <= value && value <= part.last;
  if (typeof part === 'string' && part.endsWith('*')) return String(value).startsWith(part.slice(0, -1));
  return part === value;
}

export function nftSetAnswer(match: Extract<Match, { kind: 'set' }>, view: PacketView, table: NetfilterTable): Answer {
  return lookUp(table, match.name, match.fields, view).answer;
}
