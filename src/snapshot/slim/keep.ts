/**
 * Small readers for foreign JSON. Each takes any value and gives back what may stay, or undefined. What is not named is dropped, and
 * what has another type than expected is dropped too: behind the border the types hold.
 */
export type Keep = (value: unknown) => unknown;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const text: Keep = (value) => (typeof value === 'string' ? value : undefined);
export const number: Keep = (value) => (typeof value === 'number' ? value : undefined);
export const flag: Keep = (value) => (typeof value === 'boolean' ? value : undefined);
/** Ports by number or name. */
export const textOrNumber: Keep = (value) => text(value) ?? number(value);

export const textUpTo =
  (longest: number): Keep =>
  (value) =>
    typeof value === 'string' ? value.slice(0, longest) : undefined;

export const listOf =
  (keep: Keep): Keep =>
  (value) =>
    Array.isArray(value) ? value.map(keep).filter((item) => item !== undefined) : undefined;

/** An object with free keys, sorted. `__proto__` is left out: an assignment to it would not make a member. */
export const mapOf =
  (keep: Keep, wanted: (key: string) => boolean = () => true): Keep =>
  (value) => {
    if (!isRecord(value)) return undefined;
    const kept: Record<string, unknown> = {};
    for (const key of Object.keys(value).sort()) {
      const item = key === '__proto__' || !wanted(key) ? undefined : keep(value[key]);
      if (item !== undefined) kept[key] = item;
    }
    return kept;
  };

/** An object with these members and no others, in this order. */
export const shape = (members: Readonly<Record<string, Keep>>): Keep => {
  const wanted = Object.entries(members);
  return (value) => {
    if (!isRecord(value)) return undefined;
    const kept: Record<string, unknown> = {};
    for (const [key, keep] of wanted) {
      const item = Object.hasOwn(value, key) ? keep(value[key]) : undefined;
      if (item !== undefined) kept[key] = item;
    }
    return kept;
  };
};

/** A value that lacks one of these members is dropped as a whole. */
export const having =
  (names: readonly string[], keep: Keep): Keep =>
  (value) => {
    const kept = keep(value);
    return isRecord(kept) && names.every((name) => kept[name] !== undefined) ? kept : undefined;
  };

export const texts = listOf(text);
export const textMap = mapOf(text);
export const anyText: Keep = (value) => (typeof value === 'string' && value !== '' ? value : undefined);
