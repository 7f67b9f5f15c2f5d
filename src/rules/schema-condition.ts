import type { AnyFact, FactRegistry } from '../facts/registry.ts';
import { inScope } from '../facts/scope.ts';
import type { TargetKind } from '../facts/types.ts';
import type { Checker } from './checker.ts';
import { kindOf } from './checker.ts';
import type { Operator } from './operators.ts';
import { notOffered, operators } from './operators.ts';
import { readFields, readScalar } from './schema-value.ts';
import { hint } from './suggest.ts';
import type { Condition, Leaf, LeafValue, Parameter } from './types.ts';
import type { YamlMap, YamlValue } from './yaml-source.ts';

/** What conditions and templates of one rule may name. */
export interface Names {
  readonly target: TargetKind;
  readonly facts: FactRegistry;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

const combinations = ['all', 'any', 'not'] as const;
const leafKeys = ['fact', 'operator', 'value'] as const;
const MAXIMUM_LEAVES = 50;

/** Reads `all` / `any` / `not` / leaf; leaves are added to `leaves` in reading order. */
export function readCondition(check: Checker, value: YamlValue, names: Names, leaves: Leaf[]): Condition | undefined {
  const map = check.map(value, 'a condition', [...combinations, ...leafKeys]);
  if (!map) return undefined;
  const used = combinations.filter((key) => map.entries.has(key));
  if (used.length === 0) return readLeaf(check, map, names, leaves);
  const [kind] = used;
  if (used.length > 1 || map.entries.size > 1 || !kind) {
    return check.error(
      map.at,
      `a condition has one key of all, any, not, or it is a comparison; this one has ${[...map.entries.keys()].join(', ')}`,
    );
  }
  const inner = map.entries.get(kind)?.value;
  if (!inner) return undefined;
  if (kind === 'not') {
    const condition = readCondition(check, inner, names, leaves);
    return condition && { kind, condition };
  }
  const list = check.list(inner, `"${kind}"`);
  if (!list) return undefined;
  // json-rules-engine takes an empty list for true: a rule that always fires.
  if (list.items.length === 0) return check.error(list.at, `"${kind}" is empty; give it at least one condition`);
  const conditions = list.items.map((item) => readCondition(check, item, names, leaves));
  const good = conditions.filter((condition) => condition !== undefined);
  return good.length === conditions.length ? { kind, conditions: good } : undefined;
}

function readLeaf(check: Checker, map: YamlMap, names: Names, leaves: Leaf[]): Leaf | undefined {
  const factNode = check.required(map, 'fact', 'a comparison');
  const operatorNode = check.required(map, 'operator', 'a comparison');
  const fact = factNode && readFactName(check, factNode, names);
  const operator = operatorNode && readOperator(check, operatorNode);
  if (!fact || !operator || !operatorNode) return undefined;
  if (!operator.facts.includes(fact.type)) {
    const possible = [...operators.values()].filter(({ facts }) => facts.includes(fact.type)).map(({ name }) => name);
    return check.error(
      operatorNode.at,
      `${operator.name} does not work on ${fact.name}, which is of type ${fact.type}; possible are ${possible.join(', ')}`,
    );
  }
  if (leaves.length >= MAXIMUM_LEAVES) return check.error(map.at, `a rule has at most ${MAXIMUM_LEAVES} comparisons`);
  const operand = readOperand(check, map, fact, operator, names);
  if (!operand) return undefined;
  const leaf: Leaf = {
    kind: 'leaf',
    index: leaves.length,
    fact: fact.name,
    operator: operator.name,
    ...operand,
    at: map.at,
  };
  leaves.push(leaf);
  return leaf;
}

/** A fact that exists and that the rule's target can be asked about. */
export function readFactName(check: Checker, node: YamlValue, names: Names): AnyFact | undefined {
  const name = check.text(node, 'fact');
  return name === undefined ? undefined : resolveFact(check, name, node.at, names);
}

export function resolveFact(check: Checker, name: string, at: number, { facts, target }: Names): AnyFact | undefined {
  const fact = facts.get(name);
  const usable = (): string[] =>
    [...facts.values()].filter((candidate) => inScope(target, candidate.target)).map((candidate) => candidate.name);
  if (!fact) return check.error(at, `unknown fact "${name}"${hint(name, usable(), '; `netlint facts` lists them')}`);
  if (inScope(target, fact.target)) return fact;
  return check.error(
    at,
    `${name} is about a ${fact.target}, and the rule's target is a ${target}; use a fact of the ${target}, or another target`,
  );
}

function readOperator(check: Checker, node: YamlValue): Operator | undefined {
  const name = check.text(node, 'operator');
  if (name === undefined) return undefined;
  const operator = operators.get(name);
  if (operator) return operator;
  const why = notOffered.get(name);
  if (why) return check.error(node.at, `unknown operator "${name}": ${why}`);
  const known = [...operators.keys()];
  return check.error(node.at, `unknown operator "${name}"${hint(name, known, `; possible are ${known.join(', ')}`)}`);
}

type Operand = Pick<Leaf, 'value' | 'parameter'>;

function readOperand(
  check: Checker,
  map: YamlMap,
  fact: AnyFact,
  operator: Operator,
  names: Names,
): Operand | undefined {
  const node = map.entries.get('value')?.value;
  if (operator.operand === 'none') {
    return node ? check.error(node.at, `${operator.name} takes no value; remove it`) : { value: null, parameter: null };
  }
  if (!node) return check.error(map.at, `${operator.name} needs a "value"`);
  if (node.kind === 'map' && operator.operand !== 'fields') return readParameterUse(check, node, fact, operator, names);
  const value = readLiteral(check, node, fact, operator);
  return value === undefined ? undefined : { value, parameter: null };
}

function readLiteral(check: Checker, node: YamlValue, fact: AnyFact, operator: Operator): LeafValue | undefined {
  const what = `the value that ${fact.name} is compared with`;
  const type = fact.type === 'list' ? 'integer' : fact.type;
  switch (operator.operand) {
    case 'none':
      return null;
    case 'fields': {
      const fields = readFields(check, node, fact, what);
      if (!fields) return undefined;
      return Object.keys(fields).length > 0
        ? fields
        : check.error(node.at, 'contains needs at least one field, such as { state: FAILED }');
    }
    case 'count': {
      const count = readScalar(check, node, 'the count', 'integer');
      return typeof count === 'number' && count < 1
        ? check.error(node.at, 'countAtLeast needs 1 or more; for an empty list write not: countAtLeast 1')
        : count;
    }
    case 'scalars': {
      const list = check.list(node, what);
      if (!list) return undefined;
      if (list.items.length === 0) return check.error(list.at, `${operator.name} needs at least one value`);
      const items = list.items.map((item) => readScalar(check, item, what, type, fact.values ?? null));
      const good = items.filter((item) => item !== undefined);
      return good.length === items.length ? good : undefined;
    }
    default:
      return readScalar(check, node, what, type, fact.values ?? null);
  }
}

/** `value: { param: minPeers }` */
function readParameterUse(
  check: Checker,
  node: YamlMap,
  fact: AnyFact,
  operator: Operator,
  names: Names,
): Operand | undefined {
  const entry = node.entries.get('param');
  if (!entry || node.entries.size > 1) {
    return check.error(node.at, `a value is ${kindOfOperand(operator)} or { param: name }, not a map`);
  }
  const name = check.text(entry.value, 'param');
  if (name === undefined) return undefined;
  const parameter = names.parameters.get(name);
  if (!parameter)
    return check.error(
      entry.value.at,
      `the rule has no parameter "${name}"${hint(name, [...names.parameters.keys()], '; declare it under params')}`,
    );
  const wanted = fact.type === 'list' ? 'integer' : fact.type;
  const fits =
    operator.operand !== 'scalars' &&
    (parameter.type === wanted || (wanted === 'number' && parameter.type === 'integer'));
  if (!fits)
    return check.error(
      entry.value.at,
      `parameter ${name} is ${kindOf(entry.value) && parameter.type}, and ${fact.name} ${operator.name} needs ${kindOfOperand(operator)} of type ${wanted}`,
    );
  return { value: parameter.value, parameter: name };
}

const kindOfOperand = (operator: Operator): string => (operator.operand === 'scalars' ? 'a list' : 'a single value');
