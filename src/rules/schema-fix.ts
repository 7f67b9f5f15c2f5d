import type { AnyFact } from '../facts/registry.ts';
import type { Checker } from './checker.ts';
import type { Names } from './schema-fact.ts';
import { readFactName } from './schema-fact.ts';
import { readTemplate } from './schema-template.ts';
import type { FixStep } from './types.ts';
import type { YamlValue } from './yaml-source.ts';

const keys = ['on', 'each', 'run', 'manual'] as const;

/** `fix:` a list of { on, run | manual, each? }. */
export function readFix(check: Checker, value: YamlValue | undefined, names: Names): readonly FixStep[] {
  const list = value && check.list(value, 'fix');
  return (list?.items ?? []).map((item) => readStep(check, item, names)).filter((step) => step !== undefined);
}

function readStep(check: Checker, value: YamlValue, names: Names): FixStep | undefined {
  const map = check.map(value, 'a step of fix', keys);
  if (!map) return undefined;
  const eachNode = map.entries.get('each')?.value;
  let list: AnyFact | null = null;
  if (eachNode) {
    list = readFactName(check, eachNode, names) ?? null;
    if (!list) return undefined;
    if (list.type !== 'list')
      return check.error(eachNode.at, `${list.name} is no list; "each" runs over the items of a list fact`);
  }
  const onNode = check.required(map, 'on', 'a step of fix');
  const on = onNode && readTemplate(check, onNode, names, { what: 'on', list, command: false });
  const run = map.entries.get('run')?.value;
  const manual = map.entries.get('manual')?.value;
  if ((run === undefined) === (manual === undefined))
    return check.error(map.at, 'a step of fix has either "run" (a command) or "manual" (what no command does)');
  const action = run
    ? readTemplate(check, run, names, { what: 'run', list, command: true })
    : manual && readTemplate(check, manual, names, { what: 'manual', list, command: false });
  if (!on || !action) return undefined;
  return { on, each: list?.name ?? null, action: run ? { run: action } : { manual: action } };
}
