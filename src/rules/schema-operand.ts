import type { AnyFact } from '../facts/registry.ts';
import type { Checker } from './checker.ts';
import type { Operator } from './operators.ts';
import type { Names } from './schema-fact.ts';
import { readFields, readScalar } from './schema-value.ts';
import { hint } from './suggest.ts';
import type { Leaf, LeafValue } from './types.ts';
import type { YamlMap, YamlValue } from './yaml-source.ts';

type Operand = Pick<Leaf, 'value' | 'parameter'>;

/** The right side of a comparison: a literal of the fact's type, or a parameter. */
export function readOperand(
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
      `parameter ${name} is of type ${parameter.type}, and ${fact.name} ${operator.name} needs ${kindOfOperand(operator)} of type ${wanted}`,
    );
  // A count of 0 holds for every list: whoever tunes the parameter must not be able to ask for it.
  if (operator.operand === 'count' && (parameter.minimum ?? 0) < 1)
    return check.error(entry.value.at, `parameter ${name} is used as a count; give it min: 1 or more`);
  return { value: parameter.value, parameter: name };
}

const kindOfOperand = (operator: Operator): string => (operator.operand === 'scalars' ? 'a list' : 'a single value');
