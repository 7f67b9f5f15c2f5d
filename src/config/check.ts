import type { Scalar } from '../facts/types.ts';
import type { YamlValue } from '../rules/yaml-source.ts';
import type { Mistake } from './mistakes.ts';
import { mistakesOf } from './mistakes.ts';
import type { ConfigText } from './schema.ts';
import { configSchema } from './schema.ts';
import type { Path } from './schema-keys.ts';

/** Checks, leaves out what is wrong, and checks what is left. */
export function check(root: YamlValue): { readonly checked: ConfigText; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const plain = plainOf(root, [], mistakes);
  const first = configSchema.safeParse(plain);
  if (first.success) return { checked: first.data, mistakes };
  mistakes.push(...mistakesOf(first.error.issues, root));
  // Backwards, so that the places of list items before a removed one stay what they were.
  for (const { path } of [...mistakes].reverse()) leaveOut(plain, path);
  const second = configSchema.safeParse(compacted(plain));
  return { checked: second.success ? second.data : {}, mistakes };
}

type Plain = Scalar | null | Plain[] | { [key: string]: Plain };

function plainOf(value: YamlValue, path: Path, mistakes: Mistake[]): Plain {
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') return value.items.map((item, index) => plainOf(item, [...path, index], mistakes));
  const plain: { [key: string]: Plain } = {};
  for (const [key, entry] of value.entries) {
    if (key === '__proto__')
      mistakes.push({ path: [...path, key], atKey: true, message: `unknown key "${key}"; remove it` });
    else plain[key] = plainOf(entry.value, [...path, key], mistakes);
  }
  return plain;
}

/** Entries that stand for themselves: a rule, a waiver, a setting of output or gate. */
const ENTRY_DEPTH = 2;

function leaveOut(plain: Plain, path: Path): void {
  const [section = '', entry] = path.slice(0, ENTRY_DEPTH).map(String);
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return;
  const within = plain[section];
  if (entry === undefined || typeof within !== 'object' || within === null) delete plain[section];
  else if (Array.isArray(within)) within[Number(entry)] = null;
  else delete within[entry];
}

/** Without the list items that were left out; a null that somebody wrote was a mistake and is one of them. */
function compacted(plain: Plain): Plain {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return {};
  return Object.fromEntries(
    Object.entries(plain).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.filter((item) => item !== null) : value,
    ]),
  );
}
