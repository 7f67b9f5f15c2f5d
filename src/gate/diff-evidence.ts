import type { Evidence } from '../evaluate/types.ts';

type Value = Evidence['value'];

/** What changed of one fact of a finding. For a list the items that went and that came. */
export interface EvidenceChange {
  /** Name of the fact. */
  readonly path: string;
  readonly before: Value;
  readonly after: Value;
}

/** Facts whose values are others than before, in the order of their names. */
export function evidenceChanges(before: readonly Evidence[], after: readonly Evidence[]): readonly EvidenceChange[] {
  const older = valuesOf(before);
  const newer = valuesOf(after);
  const paths = [...new Set([...older.keys(), ...newer.keys()])].sort();
  return paths.flatMap((path) => {
    const [was, now] = [older.get(path) ?? empty, newer.get(path) ?? empty];
    const gone = [...was.entries].filter(([key]) => !now.entries.has(key)).map(([, value]) => value);
    const come = [...now.entries].filter(([key]) => !was.entries.has(key)).map(([, value]) => value);
    if (gone.length === 0 && come.length === 0) return [];
    return [{ path, before: join(gone, was.list || now.list), after: join(come, was.list || now.list) }];
  });
}

type Item = Exclude<Value, readonly unknown[]> | Extract<Value, readonly unknown[]>[number];

interface Values {
  readonly list: boolean;
  /** By their text, so that order does not count; the same fact of several findings is one. */
  readonly entries: Map<string, Item>;
}

const empty: Values = { list: false, entries: new Map() };

function valuesOf(evidence: readonly Evidence[]): ReadonlyMap<string, Values> {
  const values = new Map<string, Values>();
  for (const { path, value } of evidence) {
    const list = Array.isArray(value);
    const known = values.get(path) ?? { list, entries: new Map<string, Item>() };
    for (const item of list ? (value as readonly Item[]) : [value as Item]) known.entries.set(textOf(item), item);
    values.set(path, known);
  }
  return values;
}

/** The order of an item's fields is no difference. */
function textOf(item: Item): string {
  if (typeof item !== 'object' || item === null) return JSON.stringify(item);
  return JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function join(items: readonly Item[], list: boolean): Value {
  if (list || items.length > 1) return items as Extract<Value, readonly unknown[]>;
  return (items[0] ?? null) as Value;
}
