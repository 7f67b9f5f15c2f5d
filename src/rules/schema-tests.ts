import type { AnyFact } from '../facts/registry.ts';
import type { FactValue, Scalar, Unseen } from '../facts/types.ts';
import type { Checker } from './checker.ts';
import type { Names } from './schema-fact.ts';
import { resolveFact } from './schema-fact.ts';
import { outOfRange } from './schema-parameters.ts';
import { readFields, readScalar } from './schema-value.ts';
import { hint } from './suggest.ts';
import type { RuleTest } from './types.ts';
import { outcomes } from './types.ts';
import type { YamlMap, YamlValue } from './yaml-source.ts';

const keys = ['name', 'given', 'params', 'expect', 'message', 'fix'] as const;

/** `tests:` a list of { name, given, expect }, with params, message and fix where a test says more. */
export function readTests(check: Checker, value: YamlValue | undefined, names: Names): readonly RuleTest[] {
  const list = value && check.list(value, 'tests');
  return (list?.items ?? []).map((item) => readTest(check, item, names)).filter((test) => test !== undefined);
}

function readTest(check: Checker, value: YamlValue, names: Names): RuleTest | undefined {
  const map = check.map(value, 'a test', keys);
  if (!map) return undefined;
  const nameNode = check.required(map, 'name', 'a test');
  const expectNode = check.required(map, 'expect', 'a test');
  const givenNode = check.required(map, 'given', 'a test');
  const name = nameNode && check.text(nameNode, 'name');
  const expect = expectNode && check.oneOf(expectNode, 'outcome', outcomes);
  const givenMap = givenNode && check.map(givenNode, 'given');
  const message = map.entries.get('message')?.value;
  const fix = map.entries.get('fix')?.value;
  const fixList = fix && check.list(fix, 'fix');
  if (!name || !expect || !givenMap) return undefined;
  return {
    name,
    expect,
    given: readGiven(check, givenMap, names),
    parameters: readParameterValues(check, map.entries.get('params')?.value, names),
    message: message ? (check.text(message, 'message') ?? null) : null,
    fix: fixList ? fixList.items.map((item) => check.text(item, 'a command of fix') ?? '') : null,
    at: map.at,
  };
}

function readGiven(check: Checker, map: YamlMap, names: Names): ReadonlyMap<string, FactValue> {
  const given = new Map<string, FactValue>();
  for (const [name, entry] of map.entries) {
    const fact = resolveFact(check, name, entry.keyAt, names);
    const value = fact && readFactValue(check, entry.value, fact);
    if (value) given.set(name, value);
  }
  return given;
}

/** A value; `{ unknown: reason }`, `{ absent: reason }`; for lists a list of items, or `{ items: […], unseen: [node/n3] }`. */
function readFactValue(check: Checker, value: YamlValue, fact: AnyFact): FactValue | undefined {
  if (value.kind === 'map') {
    const map = check.map(value, `the value of ${fact.name}`, [
      'unknown',
      'absent',
      ...(fact.type === 'list' ? ['items', 'unseen'] : []),
    ]);
    const unknownNode = map?.entries.get('unknown')?.value;
    const absentNode = map?.entries.get('absent')?.value;
    if (unknownNode)
      return {
        state: 'unknown',
        missing: fact.sources[0] ?? fact.name,
        reason: check.text(unknownNode, 'the reason') ?? '',
      };
    if (absentNode) return { state: 'absent', reason: check.text(absentNode, 'the reason') ?? '' };
    if (!map || fact.type !== 'list') return undefined;
    return readListValue(check, map.entries.get('items')?.value, map.entries.get('unseen')?.value, fact);
  }
  if (fact.type === 'list') return readListValue(check, value, undefined, fact);
  const scalar = readScalar(check, value, fact.name, fact.type, fact.values ?? null);
  return scalar === undefined ? undefined : { state: 'value', value: scalar };
}

function readListValue(
  check: Checker,
  itemsNode: YamlValue | undefined,
  unseenNode: YamlValue | undefined,
  fact: AnyFact,
): FactValue {
  const list = itemsNode && check.list(itemsNode, `the items of ${fact.name}`);
  const items = (list?.items ?? [])
    .map((item) => readFields(check, item, fact, `an item of ${fact.name}`))
    .filter((item) => item !== undefined);
  const unseenList = unseenNode && check.list(unseenNode, 'unseen');
  const unseen = (unseenList?.items ?? []).map(
    (item): Unseen => ({
      who: check.text(item, 'unseen') ?? '',
      missing: fact.sources[0] ?? fact.name,
      reason: 'not seen',
    }),
  );
  return { state: 'list', items, unseen };
}

function readParameterValues(
  check: Checker,
  value: YamlValue | undefined,
  { parameters }: Names,
): ReadonlyMap<string, Scalar> {
  const values = new Map<string, Scalar>();
  const map = value && check.map(value, 'params of a test');
  for (const [name, entry] of map?.entries ?? []) {
    const parameter = parameters.get(name);
    if (!parameter) {
      check.error(entry.keyAt, `the rule has no parameter "${name}"${hint(name, [...parameters.keys()])}`);
      continue;
    }
    const scalar = readScalar(check, entry.value, name, parameter.type, parameter.values);
    if (scalar === undefined) continue;
    const mistake = outOfRange(parameter, scalar);
    if (mistake) check.error(entry.value.at, mistake);
    else values.set(name, scalar);
  }
  return values;
}
