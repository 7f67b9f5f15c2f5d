import type * as z from 'zod';
import { hint } from '../rules/suggest.ts';
import type { YamlValue } from '../rules/yaml-source.ts';
import { levels } from './schema.ts';
import type { Path } from './schema-keys.ts';
import { keysAt } from './schema-keys.ts';

/** Something wrong in the file: what, and where. */
export interface Mistake {
  readonly path: Path;
  /** The key itself is wrong, not its value. */
  readonly atKey: boolean;
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** What the schema says about a file, in sentences that name the way out. */
export function mistakesOf(issues: readonly Issue[], root: YamlValue): readonly Mistake[] {
  return issues.flatMap((issue) => mistakesIn(issue, [], root));
}

function mistakesIn(issue: Issue, before: Path, root: YamlValue): readonly Mistake[] {
  const path: Path = [...before, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  const at = valueAt(root, path);
  const one = (message: string): readonly Mistake[] => [{ path, atKey: false, message }];
  const name = nameOf(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const known = keysAt(path);
        const message = `unknown key "${key}" in ${name}${hint(key, known, `; possible are ${known.join(', ')}`)}`;
        return { path: [...path, key], atKey: true, message };
      });
    case 'invalid_union': {
      // A rule's entry is a level or a map; what is wrong with a map is told by the branch for maps.
      const branch = at?.kind === 'map' ? issue.errors.at(-1) : undefined;
      if (branch) return branch.flatMap((inner) => mistakesIn(inner, path, root));
      if (path[0] === 'rules' && path.length === 2) return one(wrongValue(`the level of ${path[1]}`, at, levels));
      return one(`${name} must be a string, a number or true or false, not ${described(at)}`);
    }
    case 'invalid_value':
      return one(wrongValue(name, at, issue.values.map(String)));
    case 'invalid_key':
      return [{ path, atKey: true, message: `${name} is no key that is known here` }];
    case 'invalid_type':
      if (at === undefined) return [{ path: path.slice(0, -1), atKey: false, message: missing(path) }];
      return one(`${name} must be ${article(issue.expected)}, not ${described(at)}${unquoted(issue.expected, at)}`);
    case 'too_small':
    case 'too_big':
      return one(
        issue.origin === 'string' ? `${name} is empty` : `${name} must be from 0 to 100, not ${described(at)}`,
      );
    case 'invalid_format':
      return one(`${name} must be a day of the calendar such as 2026-12-31, not ${described(at)}`);
    default:
      return one(`${name} ${issue.message}`);
  }
}

const required: Readonly<Record<string, string>> = {
  rule: 'name the rule whose findings it accepts',
  target: 'name the target, such as node/n1, or a glob of targets',
  reason: 'say why the finding is accepted',
  owner: 'say who answers for it',
  expires: 'give the last day on which it holds, such as 2026-12-31',
};

function missing(path: Path): string {
  const key = String(path.at(-1));
  return `${nameOf(path.slice(0, -1))} has no "${key}"; ${required[key] ?? 'write it'}`;
}

/** How a place in the file is called in a sentence. */
function nameOf(path: Path): string {
  if (path.length === 0) return 'the configuration';
  if (path[0] === 'waivers' && typeof path[1] === 'number')
    return path.length === 2 ? 'the waiver' : `${path.slice(2).join('.')} of the waiver`;
  return path.join('.');
}

function wrongValue(name: string, at: YamlValue | undefined, known: readonly string[]): string {
  const said = at?.kind === 'scalar' ? at.source : '';
  return `${name} cannot be ${described(at)}${hint(said, known, `; possible are ${known.join(', ')}`)}`;
}

function described(at: YamlValue | undefined): string {
  if (!at) return 'nothing';
  if (at.kind !== 'scalar') return `a ${at.kind}`;
  if (at.value === null) return 'empty';
  return typeof at.value === 'string'
    ? `"${at.value.slice(0, 60)}"`
    : `the ${typeof at.value} ${at.source.slice(0, 40)}`;
}

const articles: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};
const article = (expected: string): string => articles[expected] ?? expected;

/** `"90"` where 90 is meant, 1.30 where "1.30" is. */
function unquoted(expected: string, at: YamlValue): string {
  if (at.kind !== 'scalar' || at.value === null) return '';
  if (expected === 'string') return `; quote it: "${at.source}"`;
  return typeof at.value === 'string' && expected === 'number' && Number.isFinite(Number(at.value))
    ? '; remove the quotes'
    : '';
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: YamlValue, path: Path): YamlValue | undefined {
  let here: YamlValue | undefined = root;
  for (const part of path) {
    if (here?.kind === 'map') here = here.entries.get(String(part))?.value;
    else if (here?.kind === 'list') here = here.items[Number(part)];
    else return undefined;
  }
  return here;
}
