import { readdirSync, statSync } from 'node:fs';
import { factRegistry } from '../facts/registry.ts';
import { visible } from '../report/escape.ts';
import type { LoadedRules } from '../rules/load.ts';
import { catalogue, loadRules } from '../rules/load.ts';
import type { Problem } from '../rules/problem.ts';
import { formatProblem } from '../rules/problem.ts';
import { testRule } from '../rules/test-rule.ts';
import { UsageError } from './exit-codes.ts';

/** Loads the catalogue and the user's folders. A broken file costs that file only; what is wrong is in `problems`. */
export function loadRuleSet(folders: readonly string[], skipTests = false): LoadedRules {
  for (const folder of folders) checkFolder(folder);
  return loadRules(
    [{ ...catalogue, skipTests }, ...folders.map((path) => ({ path, name: path, own: true }))],
    factRegistry,
  );
}

/**
 * For a scan: the catalogue is tested before it is published, a user's rules are tested here. A rule whose own test fails is
 * broken and left out.
 */
export async function loadTestedRuleSet(folders: readonly string[]): Promise<LoadedRules> {
  const loaded = loadRuleSet(folders, true);
  const reports = await Promise.all(loaded.rules.filter(({ own }) => own).map((rule) => testRule(rule, factRegistry)));
  const failed = new Set(
    reports.filter(({ problems }) => problems.some(({ level }) => level === 'error')).map(({ rule }) => rule),
  );
  return {
    rules: loaded.rules.filter(({ id }) => !failed.has(id)),
    problems: [
      ...loaded.problems.filter(({ level, own }) => level === 'error' || own),
      ...reports.flatMap(({ problems }) => problems),
    ],
  };
}

function checkFolder(folder: string): void {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--rules ${folder} is no folder; give one with rule files in it.`);
  try {
    readdirSync(folder);
  } catch (error) {
    throw new UsageError(
      `--rules ${folder} cannot be read (${error instanceof Error ? error.message : String(error)}); give another folder.`,
    );
  }
}

export function printProblems(problems: readonly Problem[]): void {
  for (const problem of problems)
    process.stderr.write(`${problem.level === 'error' ? '' : 'note: '}${visible(formatProblem(problem))}\n`);
}
