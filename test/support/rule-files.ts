import type { AnyFact, FactRegistry } from '../../src/facts/registry.ts';
import type { FactType, FactValue, Target, TargetKind } from '../../src/facts/types.ts';
import { formatProblem } from '../../src/rules/problem.ts';
import type { CheckedRule } from '../../src/rules/schema.ts';
import { checkRule } from '../../src/rules/schema.ts';
import type { Rule } from '../../src/rules/types.ts';
import { readYaml } from '../../src/rules/yaml-source.ts';

export interface MadeFact {
  readonly type?: FactType;
  readonly target?: TargetKind;
  readonly fields?: AnyFact['fields'];
  readonly values?: readonly string[];
  readonly sources?: readonly string[];
  readonly compute?: (target: Target) => FactValue;
}

/** A registry of made-up facts: `{ 'node.mtu': { type: 'integer' } }`. */
export function madeFacts(facts: Readonly<Record<string, MadeFact>>): FactRegistry {
  const entries = Object.entries(facts).map(([name, made]) => {
    const fact = {
      name,
      target: made.target ?? name.slice(0, name.indexOf('.')),
      type: made.type ?? 'string',
      doc: name,
      sources: made.sources ?? ['ip-link'],
      ...(made.fields ? { fields: made.fields } : {}),
      ...(made.values ? { values: made.values } : {}),
      compute: made.compute ?? (() => ({ state: 'unknown', missing: name, reason: 'made up' })),
    } as unknown as AnyFact;
    return [name, fact] as const;
  });
  return new Map(entries);
}

/** Facts that most tests of the loader use. */
export const sampleFacts = madeFacts({
  'node.name': { sources: [] },
  'node.mode': { values: ['vxlan', 'host-gw'] },
  'node.mtu': { type: 'integer' },
  'node.load': { type: 'number' },
  'node.up': { type: 'boolean' },
  'node.peers': { type: 'list', fields: { peer: 'string', mac: 'mac', count: 'integer' } },
  'cluster.name': {},
  'service.name': {},
});

export function check(text: string, facts: FactRegistry = sampleFacts, id = 'own/rule'): CheckedRule {
  return checkRule(readYaml('own/rule.yaml', text), id, facts);
}

/** Errors as they are printed, without notes about what is missing in an otherwise good rule. */
export const errorsOf = (text: string, facts?: FactRegistry): readonly string[] =>
  check(text, facts)
    .problems.filter(({ level }) => level === 'error')
    .map(formatProblem);

/** A good rule with some of its keys replaced. */
export function ruleText(changes: Readonly<Record<string, string>> = {}): string {
  const keys: Readonly<Record<string, string>> = {
    id: 'own/rule',
    title: 'A rule',
    severity: 'high',
    target: 'node',
    fail: '{ fact: node.mtu, operator: lessThan, value: 1500 }',
    message: '"{{node.name}} has a small MTU"',
    ...changes,
  };
  return Object.entries(keys)
    .map(([key, value]) => (value.startsWith('\n') ? `${key}:${value}` : `${key}: ${value}`))
    .join('\n');
}

export function madeRule(changes: Readonly<Record<string, string>> = {}, facts: FactRegistry = sampleFacts): Rule {
  const text = ruleText(changes);
  const id = changes.id ?? 'own/rule';
  const { rule, problems } = checkRule(readYaml(`${id}.yaml`, text), id, facts);
  if (!rule) throw new Error(problems.map(formatProblem).join('\n'));
  return rule;
}
