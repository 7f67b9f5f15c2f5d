import type { Problem } from './problem.ts';
import { hint } from './suggest.ts';
import type { Rule } from './types.ts';

/** Checks what only all rules together show: ids are unique, `explainedBy` names rules that exist and goes round no circle. */
export function checkTogether(loaded: readonly Rule[]): {
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
    for (const { rule: cause, at } of rule.explainedBy) {
      const problem = (message: string, level: Problem['level']): void =>
        void problems.push({ file: rule.file, ...rule.place(at), level, own: rule.own, message });
      // Folding works without it, so the rule is kept; the catalogue's test refuses it.
      if (!rules.has(cause))
        problem(`explainedBy names an unknown rule "${cause}"${hint(cause, [...rules.keys()])}`, 'incomplete');
      else if (reaches(rules, cause, rule.id)) {
        circular.add(rule);
        problem(`explainedBy goes round in a circle: "${cause}" is explained by "${rule.id}"`, 'error');
      }
    }
  }
  return { rules: [...rules.values()].filter((rule) => !circular.has(rule)), problems };
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
