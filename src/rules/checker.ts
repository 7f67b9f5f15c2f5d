import type { Problem } from './problem.ts';
import { hint } from './suggest.ts';
import type { YamlEntry, YamlList, YamlMap, YamlScalar, YamlSource, YamlValue } from './yaml-source.ts';

/** Collects what is wrong with one file. Every `expect…` reports and gives undefined where the value is another than wanted. */
export interface Checker {
  readonly source: YamlSource;
  readonly problems: Problem[];
  error(at: number, message: string): undefined;
  incomplete(at: number, message: string): void;
  map(value: YamlValue, what: string, keys?: readonly string[]): YamlMap | undefined;
  list(value: YamlValue, what: string): YamlList | undefined;
  text(value: YamlValue, what: string): string | undefined;
  oneOf<T extends string>(value: YamlValue, what: string, known: readonly T[]): T | undefined;
  required(map: YamlMap, key: string, what: string): YamlValue | undefined;
}

export function createChecker(source: YamlSource): Checker {
  const problems: Problem[] = [...source.problems];
  const error = (at: number, message: string): undefined => {
    problems.push(source.problem(at, message));
    return undefined;
  };

  const map: Checker['map'] = (value, what, keys) => {
    if (value.kind !== 'map') return error(value.at, `${what} must be a map, not ${kindOf(value)}`);
    if (keys) for (const [key, entry] of value.entries) if (!keys.includes(key)) reportKey(key, entry, what, keys);
    return value;
  };
  const reportKey = (key: string, { keyAt }: YamlEntry, what: string, keys: readonly string[]): void =>
    void error(keyAt, `unknown key "${key}" in ${what}${hint(key, keys, `; possible are ${keys.join(', ')}`)}`);

  const list: Checker['list'] = (value, what) =>
    value.kind === 'list' ? value : error(value.at, `${what} must be a list, not ${kindOf(value)}`);

  const text: Checker['text'] = (value, what) => {
    if (value.kind !== 'scalar') return error(value.at, `${what} must be a string, not ${kindOf(value)}`);
    if (typeof value.value === 'string') return value.value === '' ? error(value.at, `${what} is empty`) : value.value;
    return error(value.at, notAString(value, what));
  };

  const oneOf: Checker['oneOf'] = (value, what, known) => {
    const found = text(value, what);
    if (found === undefined) return undefined;
    const match = known.find((candidate) => candidate === found);
    return (
      match ?? error(value.at, `unknown ${what} "${found}"${hint(found, known, `; possible are ${known.join(', ')}`)}`)
    );
  };

  const required: Checker['required'] = (value, key, what) =>
    value.entries.get(key)?.value ?? error(value.at, `${what} has no "${key}"`);

  return {
    source,
    problems,
    error,
    incomplete: (at, message) => void problems.push(source.problem(at, message, 'incomplete')),
    map,
    list,
    text,
    oneOf,
    required,
  };
}

/** YAML makes 1.3 of a version that is written 1.30: such values must be quoted. */
function notAString(scalar: YamlScalar, what: string): string {
  if (scalar.value === null) return `${what} is empty`;
  const read =
    typeof scalar.value === 'number' && String(scalar.value) !== scalar.source
      ? ` (YAML reads it as ${scalar.value})`
      : '';
  return `${what} must be a string; quote it: "${scalar.source}"${read}`;
}

export function kindOf(value: YamlValue): string {
  if (value.kind !== 'scalar') return `a ${value.kind}`;
  if (value.value === null) return 'empty';
  return `the ${typeof value.value} ${value.source.slice(0, 40)}`;
}
