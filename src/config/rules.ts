import { matchesGlob } from '../evaluate/glob.ts';
import type { Severity } from '../evaluate/types.ts';
import { EXPIRED_WAIVER } from '../evaluate/types.ts';
import type { Scalar } from '../facts/types.ts';
import { withParameters } from '../rules/parameters.ts';
import type { Problem } from '../rules/problem.ts';
import { mistakeInParameter } from '../rules/schema-parameters.ts';
import { hint } from '../rules/suggest.ts';
import type { Rule } from '../rules/types.ts';
import type { Config, Place, RuleSetting } from './types.ts';

/** The rules as the configuration wants them. */
export interface ConfiguredRules {
  readonly rules: readonly Rule[];
  /** Ids of those that are turned off, sorted. */
  readonly off: readonly string[];
  /** Where the level of a rule and its parameters were set; keys `ID` and `ID NAME`. */
  readonly places: ReadonlyMap<string, Place>;
  /** Level of netlint's own findings about waivers, where it is set. */
  readonly expiredWaivers: Severity | null;
  readonly problems: readonly Problem[];
}

/** Sets levels and parameters. Entries are applied in the order of the file, so the last one that fits holds. */
export function configureRules(config: Config, rules: readonly Rule[]): ConfiguredRules {
  const problems: Problem[] = [];
  const error = ({ line, column }: Place, message: string): void =>
    void problems.push({ file: config.file ?? '', line, column, level: 'error', message });
  const byId = new Map<string, Rule>(rules.map((rule) => [rule.id, rule]));
  // The finding about an expired waiver has a level like a rule's.
  const ids = [...byId.keys(), EXPIRED_WAIVER];
  const off = new Set<string>();
  const places = new Map<string, Place>();
  let expiredWaivers: Severity | null = null;

  for (const setting of config.rules) {
    const matching = ids.filter((id) => matchesGlob(id, setting.glob));
    if (matching.length === 0) {
      const known = hint(setting.glob, ids, '; "netlint rules list" shows them');
      error(
        setting.place(),
        `${isGlob(setting.glob) ? `no rule matches` : 'there is no rule'} "${setting.glob}"${known}`,
      );
    }
    for (const id of matching) {
      const rule = byId.get(id);
      if (!rule) {
        if (setting.level === 'off')
          error(setting.place('level'), `${id} cannot be off: a waiver that has expired is always told`);
        else expiredWaivers = setting.level ?? expiredWaivers;
        continue;
      }
      if (setting.level === 'off') off.add(id);
      else if (setting.level !== null) off.delete(id);
      if (setting.level !== null) places.set(id, setting.place('level'));
      const level = setting.level === null || setting.level === 'off' ? rule.severity : setting.level;
      const values = parametersOf(setting, rule, error);
      for (const name of values.keys()) places.set(`${id} ${name}`, setting.place({ parameter: name }));
      byId.set(id, { ...withParameters(rule, values), severity: level });
    }
  }
  return {
    rules: [...byId.values()].filter(({ id }) => !off.has(id)),
    off: [...off].sort(),
    places,
    expiredWaivers,
    problems,
  };
}

const isGlob = (text: string): boolean => /[*?]/.test(text);

function parametersOf(
  setting: RuleSetting,
  rule: Rule,
  error: (place: Place, message: string) => void,
): ReadonlyMap<string, Scalar> {
  const values = new Map<string, Scalar>();
  const known = [...rule.parameters.keys()];
  for (const [name, value] of setting.parameters) {
    const parameter = rule.parameters.get(name);
    const mistake = parameter
      ? mistakeInParameter(parameter, value)
      : `${rule.id} has no parameter "${name}"${hint(name, known, known.length > 0 ? `; it has ${known.join(', ')}` : '; it has none')}`;
    if (mistake) error(setting.place({ parameter: name }), mistake);
    else values.set(name, value);
  }
  return values;
}
