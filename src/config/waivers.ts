import { EXPIRED_WAIVER } from '../evaluate/types.ts';
import { targetKinds } from '../facts/scope.ts';
import type { Problem } from '../rules/problem.ts';
import { hint } from '../rules/suggest.ts';
import type { Rule } from '../rules/types.ts';
import type { Config, Place, PlacedWaiver } from './types.ts';

/**
 * The waivers that can fit a finding, and a problem for each that never can: its rule or its kind of target does not exist.
 * `rules` are all that could be loaded, also those that are off.
 */
export function checkWaivers(
  config: Config,
  rules: readonly Rule[],
): { readonly waivers: readonly PlacedWaiver[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const waivers = config.waivers.filter((waiver) => {
    const mistake = mistakeIn(waiver, byId);
    if (!mistake) return true;
    const { line, column } = mistake.place;
    problems.push({ file: config.file ?? '', line, column, level: 'error', message: mistake.message });
    return false;
  });
  return { waivers, problems };
}

function mistakeIn(
  { rule: id, target, place }: PlacedWaiver,
  rules: ReadonlyMap<string, Rule>,
): { readonly place: Place; readonly message: string } | undefined {
  const rule = rules.get(id);
  if (!rule) {
    const message =
      id === EXPIRED_WAIVER
        ? `an expired waiver cannot be waived; give it another day, or remove it`
        : `there is no rule "${id}"${hint(id, [...rules.keys()], '; "netlint rules list" shows them')}`;
    return { place: place('rule'), message };
  }
  // With a wildcard in its first part the glob may be about any kind.
  const [kind = ''] = target.split('/', 1);
  if (/[*?]/.test(kind) || kind === rule.target) return undefined;
  const message = targetKinds.some((known) => known === kind)
    ? `${id} is about a ${rule.target}, so "${target}" never fits; its targets start with ${start(rule)}`
    : `"${target}" is no target${hint(kind, targetKinds, `; write a key such as node/n1, as findings show it`)}`;
  return { place: place('target'), message };
}

const start = ({ target }: Rule): string => (target === 'cluster' ? '"cluster"' : `"${target}/"`);
