import type { Checker } from './checker.ts';
import type { Operator } from './operators.ts';
import { notOffered, operators } from './operators.ts';
import type { Names } from './schema-fact.ts';
import { readFactName } from './schema-fact.ts';
import { readOperand } from './schema-operand.ts';
import { hint } from './suggest.ts';
import type { Condition, Leaf } from './types.ts';
import type { YamlMap, YamlValue } from './yaml-source.ts';

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
