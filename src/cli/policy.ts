import { shortPlace } from '../config/read.ts';
import type { ConfiguredRules } from '../config/rules.ts';
import { configureRules } from '../config/rules.ts';
import { checkWaivers } from '../config/waivers.ts';
import { matchesGlob } from '../evaluate/glob.ts';
import type { Acceptance } from '../gate/waivers.ts';
import type { Problem } from '../rules/problem.ts';
import { compareProblems } from '../rules/problem.ts';
import type { Rule } from '../rules/types.ts';
import { UsageError } from './exit-codes.ts';
import { loadTestedRuleSet } from './rule-set.ts';
import { selectRules } from './selection.ts';
import type { Settings } from './settings.ts';
import { existingFolder } from './settings.ts';

/** Rules as the configuration wants them, the waivers, and what is wrong with either. */
export interface Policy {
  readonly rules: readonly Rule[];
  readonly off: readonly string[];
  readonly globs: readonly string[];
  readonly acceptance: Acceptance;
  /** Every rule that was loaded, as its file has it. */
  readonly loaded: readonly Rule[];
  readonly configured: ConfiguredRules;
  readonly problems: readonly Problem[];
}

/** Which rules are judged: those about upgrades only in an upgrade check, which judges no others; `any` judges nothing and shows all. */
export type Purpose = 'scan' | 'upgrade-check' | 'any';

const UPGRADE_AREA = 'upgrade';

/** Whether a rule is judged for a purpose. */
export const isFor = (purpose: Purpose, rule: string): boolean =>
  purpose === 'any' || rule.startsWith(`${UPGRADE_AREA}/`) === (purpose === 'upgrade-check');

export async function loadPolicy(
  settings: Settings,
  globs: readonly string[],
  purpose: Purpose = 'scan',
): Promise<Policy> {
  const { config, today } = settings;
  const loaded = await loadTestedRuleSet(settings.ruleFolders.map(existingFolder));
  requireRulesFor(purpose, loaded.rules, globs);
  const configured = configureRules(config, loaded.rules);
  const asked = (id: string): boolean =>
    isFor(purpose, id) && (globs.length === 0 || globs.some((glob) => matchesGlob(id, glob)));
  const rules = configured.rules.filter(({ id }) => asked(id));
  if (rules.length === 0)
    throw new UsageError(`every rule that was asked for is turned off in ${config.file}; use --no-config to judge it.`);
  const { waivers, problems } = checkWaivers(config, loaded.rules);
  return {
    rules,
    off: configured.off.filter(asked),
    globs,
    acceptance: {
      waivers: waivers
        .filter(({ rule }) => isFor(purpose, rule))
        .map((waiver) => ({ ...waiver, place: shortPlace(config.file, waiver.at) })),
      today: today.value,
      severity: configured.expiredWaivers,
    },
    loaded: loaded.rules,
    configured,
    problems: [...config.problems, ...configured.problems, ...problems, ...loaded.problems].sort(compareProblems),
  };
}

/** Globs that only match rules of the other command would judge nothing, which reads as a clean bill of health. */
function requireRulesFor(purpose: Purpose, rules: readonly Rule[], globs: readonly string[]): void {
  if (selectRules(rules, globs).some(({ id }) => isFor(purpose, id))) return;
  throw new UsageError(
    purpose === 'scan'
      ? `--rule ${globs.join(', ')}: rules about upgrades are judged by "netlint upgrade-check --to VERSION".`
      : `--rule ${globs.join(', ')}: upgrade-check judges the rules ${UPGRADE_AREA}/* only; "netlint scan" judges the others.`,
  );
}
