import type { FactRegistry } from '../facts/registry.ts';
import type { Problem } from './problem.ts';
import { hint } from './suggest.ts';
import type { Rule } from './types.ts';

/** Checks what only all rules together show: ids are unique, `explainedBy` names rules and fields that exist and goes round no circle. */
export function checkTogether(
  loaded: readonly Rule[],
  facts: FactRegistry,
): {
  readonly rules: readonly Rule[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const rules = new Map<string, Rule>();
  for (const rule of loaded) {
    const first = rules.get(rule.id);
    if (first)
      problems.push({
        file: rule.file,
        line: 1,
        column: 1,
        level: 'error',
        own: rule.own,
        message: `duplicate id "${rule.id}"; ${first.file} has it already`,
      });
    else rules.set(rule.id, rule);
  }
  const circular = new Set<Rule>();
  for (const rule of rules.values()) {
    for (const { rule: cause, device, at } of rule.explainedBy) {
      const problem = (message: string, level: Problem['level']): void =>
        void problems.push({ file: rule.file, ...rule.place(at), level, own: rule.own, message });
      // Folding works without it, so the rule is kept; the catalogue's test refuses it.
      if (!rules.has(cause))
        problem(`explainedBy names an unknown rule "${cause}"${hint(cause, [...rules.keys()])}`, 'incomplete');
      else if (reaches(rules, cause, rule.id)) {
        circular.add(rule);
        problem(`explainedBy goes round in a circle: "${cause}" is explained by "${rule.id}"`, 'error');
      }
      const lacking = device && lackingField(rule, rules.get(cause), device, facts);
      if (lacking) problem(lacking, 'incomplete');
    }
  }
  return { rules: [...rules.values()].filter((rule) => !circular.has(rule)), problems };
}

/** Devices are compared by fields of items: a name that no item has would never fold anything. */
function lackingField(
  rule: Rule,
  cause: Rule | undefined,
  device: readonly string[],
  facts: FactRegistry,
): string | undefined {
  const fieldsOf = ({ leaves }: Rule) =>
    new Set(leaves.flatMap(({ fact }) => Object.keys(facts.get(fact)?.fields ?? {})));
  if (!fieldsOf(rule).has('device'))
    return 'explainedBy compares devices, but no list in "when" or "fail" has items with a field "device"';
  const known = cause && fieldsOf(cause);
  const missing = known && device.find((field) => !known.has(field));
  return missing === undefined
    ? undefined
    : `explainedBy names a field "${missing}" that no list of "${cause?.id}" has${hint(missing, [...(known ?? [])])}`;
}

/** True when `to` is among what explains `from`, directly or not. */
function reaches(rules: ReadonlyMap<string, Rule>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const { rule } of rules.get(id)?.explainedBy ?? []) open.push(rule);
  }
  return false;
}
