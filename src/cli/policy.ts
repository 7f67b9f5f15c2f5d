import { statSync } from 'node:fs';
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
import type { Setting, Settings } from './settings.ts';

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

export async function loadPolicy(settings: Settings, globs: readonly string[]): Promise<Policy> {
  const { config, today } = settings;
  const loaded = await loadTestedRuleSet(settings.ruleFolders.map(folderOf));
  selectRules(loaded.rules, globs);
  const configured = configureRules(config, loaded.rules);
  const asked = (id: string): boolean => globs.length === 0 || globs.some((glob) => matchesGlob(id, glob));
  const rules = configured.rules.filter(({ id }) => asked(id));
  if (rules.length === 0)
    throw new UsageError(`every rule that was asked for is turned off in ${config.file}; use --no-config to judge it.`);
  const { waivers, problems } = checkWaivers(config, loaded.rules);
  return {
    rules,
    off: configured.off.filter(asked),
    globs,
    acceptance: {
      waivers: waivers.map((waiver) => ({ ...waiver, place: shortPlace(config.file, waiver.at) })),
      today: today.value,
      severity: configured.expiredWaivers,
    },
    loaded: loaded.rules,
    configured,
    problems: [...config.problems, ...configured.problems, ...problems, ...loaded.problems].sort(compareProblems),
  };
}

/** A folder of --rules is checked where it is read, with the option's name. */
function folderOf({ value, from }: Setting<string>): string {
  if (from !== '--rules' && !statSync(value, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${from}: ${value} is no folder; name one with rule files in it.`);
  return value;
}
