import { basename, dirname } from 'node:path';
import { readBounded } from '../files/read-bounded.ts';
import type { Problem } from '../rules/problem.ts';
import { compareProblems } from '../rules/problem.ts';
import type { FileKind, YamlSource, YamlValue } from '../rules/yaml-source.ts';
import { readYaml } from '../rules/yaml-source.ts';
import { check } from './check.ts';
import type { Mistake } from './mistakes.ts';
import { valueAt } from './mistakes.ts';
import type { ConfigText } from './schema.ts';
import type { Path } from './schema-keys.ts';
import type { Config, Place, RuleSetting } from './types.ts';
import { noConfig } from './types.ts';

const MAXIMUM_BYTES = 1024 * 1024;

const kind: FileKind = {
  oneDocument: 'a configuration has one YAML document; join them',
  empty: null,
};

/** Reads a configuration. Throws only where the file itself cannot be read; `shown` is how messages call it. */
export function readConfig(path: string, shown: string): Config {
  return parseConfig(readBounded(path, MAXIMUM_BYTES), shown, dirname(path));
}

/** What is wrong with one entry costs that entry: the others are in force, and `problems` says what was left out. */
export function parseConfig(text: string, file: string, folder: string): Config {
  const source = readYaml(file, text, kind);
  const { root } = source;
  if (root === null || (root.kind === 'scalar' && root.value === null))
    return { ...noConfig, file, folder, problems: source.problems };
  const { checked, mistakes } = check(root);
  const problems = [...source.problems, ...mistakes.map((mistake) => problemOf(source, root, mistake))];
  const place = (...path: Path): Place | undefined => {
    const value = valueAt(root, path);
    return value && placeOf(source, value.at);
  };
  return {
    file,
    folder,
    rules: ruleSettings(checked, source, root),
    ruleFolders: checked.ruleFolders ?? [],
    waivers: waivers(checked, mistakes, place),
    output: checked.output ?? {},
    gate: checked.gate ?? {},
    place,
    problems: problems.sort(compareProblems),
  };
}

const placeOf = (source: YamlSource, at: number): Place => {
  const { line, column } = source.problem(at, '');
  return { line, column };
};

function problemOf(source: YamlSource, root: YamlValue, { path, atKey, message }: Mistake): Problem {
  const parent = valueAt(root, path.slice(0, -1));
  const key = parent?.kind === 'map' ? parent.entries.get(String(path.at(-1)))?.keyAt : undefined;
  const at = (atKey ? key : valueAt(root, path)?.at) ?? key ?? parent?.at ?? 0;
  return source.problem(at, message);
}

function ruleSettings(checked: ConfigText, source: YamlSource, root: YamlValue): readonly RuleSetting[] {
  const map = valueAt(root, ['rules']);
  return Object.entries(checked.rules ?? {}).map(([glob, setting]) => {
    const { level = null, params = {} } = typeof setting === 'string' ? { level: setting } : setting;
    const keyAt = (map?.kind === 'map' ? map.entries.get(glob)?.keyAt : undefined) ?? 0;
    return {
      glob,
      level,
      parameters: new Map(Object.entries(params)),
      place: (path) => {
        if (path === undefined) return placeOf(source, keyAt);
        const below = path === 'level' ? ['level'] : ['params', path.parameter];
        const value = valueAt(root, ['rules', glob, ...below]) ?? valueAt(root, ['rules', glob]);
        return placeOf(source, value?.at ?? keyAt);
      },
    };
  });
}

/** With the places in the file, which has those that were left out, too. */
function waivers(checked: ConfigText, mistakes: readonly Mistake[], place: Config['place']): Config['waivers'] {
  const broken = new Set(mistakes.filter(({ path }) => path[0] === 'waivers').map(({ path }) => path[1]));
  const nowhere: Place = { line: 1, column: 1 };
  let index = -1;
  return (checked.waivers ?? []).map((waiver) => {
    do index++;
    while (broken.has(index));
    const at = index;
    return {
      ...waiver,
      at: place('waivers', at) ?? nowhere,
      place: (key) => place('waivers', at, key) ?? nowhere,
    };
  });
}

/** `netlint.yaml:12`, the same wherever netlint is called from. */
export const shortPlace = (file: string | null, { line }: Place): string => `${basename(file ?? '')}:${line}`;
