import type { Scalar } from '../facts/types.ts';
import type { Condition, Parameter, Rule } from './types.ts';

/** The rule with other values for some of its parameters; values are checked by the caller. */
export function withParameters(rule: Rule, values: ReadonlyMap<string, Scalar>): Rule {
  if (values.size === 0) return rule;
  const parameters = new Map<string, Parameter>();
  for (const [name, parameter] of rule.parameters)
    parameters.set(name, { ...parameter, value: values.get(name) ?? parameter.value });
  const set = (condition: Condition): Condition => {
    if (condition.kind === 'not') return { kind: 'not', condition: set(condition.condition) };
    if (condition.kind !== 'leaf') return { kind: condition.kind, conditions: condition.conditions.map(set) };
    const value = condition.parameter === null ? undefined : parameters.get(condition.parameter)?.value;
    return value === undefined ? condition : { ...condition, value };
  };
  const when = rule.when && set(rule.when);
  const fail = set(rule.fail);
  const leaves = rule.leaves.map((leaf) => set(leaf)).filter((leaf) => leaf.kind === 'leaf');
  return { ...rule, parameters, when, fail, leaves };
}
