import { factRegistry } from '../facts/registry.ts';
import { visible } from '../report/escape.ts';
import type { Problem } from '../rules/problem.ts';
import { compareProblems, formatProblem } from '../rules/problem.ts';
import { testRule } from '../rules/test-rule.ts';
import { raiseExitCode, WRONG_USAGE } from './exit-codes.ts';
import { loadRuleSet } from './rule-set.ts';

/** `netlint rules list` */
export function listRules(folders: readonly string[]): void {
  const { rules, problems } = loadRuleSet(folders);
  const rows = rules.map(({ id, severity, failureMode, target, title }) => [
    id,
    severity,
    failureMode ?? '-',
    target,
    title,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    process.stdout.write(`${row.map((cell, column) => visible(cell).padEnd(widths[column] ?? 0)).join('  ')}\n`);
  const broken = problems.filter(({ level }) => level === 'error');
  for (const problem of broken) process.stderr.write(`${visible(formatProblem(problem))}\n`);
  if (broken.length > 0) raiseExitCode(WRONG_USAGE);
}

/** `netlint rules check`: everything that loading and the rules' own tests can find. */
export async function checkRules(folders: readonly string[]): Promise<void> {
  const { rules, problems } = loadRuleSet(folders);
  const reports = await Promise.all(rules.map((rule) => testRule(rule, factRegistry)));
  const all = [...problems, ...reports.flatMap((report) => report.problems)].sort(compareProblems);
  sayAll(all);
  process.stdout.write(`${rules.length} rules, ${count(all.length, 'problem')}\n`);
}

/** `netlint rules test`: what the tests in the files expect, and nothing else. */
export async function testRules(folders: readonly string[]): Promise<void> {
  const { rules, problems } = loadRuleSet(folders);
  const reports = await Promise.all(rules.map((rule) => testRule(rule, factRegistry)));
  const tests = reports.reduce((sum, report) => sum + report.tests, 0);
  const failed = reports.flatMap((report) => report.problems.filter(({ level }) => level === 'error'));
  const broken = problems.filter(({ level }) => level === 'error');
  sayAll([...broken, ...failed].sort(compareProblems));
  process.stdout.write(
    `${rules.length} rules, ${count(tests, 'test')}, ${count(failed.length, 'failure')}${broken.length > 0 ? `, ${count(broken.length, 'error')} in files that could not be tested` : ''}\n`,
  );
}

function sayAll(problems: readonly Problem[]): void {
  for (const problem of problems) process.stderr.write(`${visible(formatProblem(problem))}\n`);
  if (problems.length > 0) raiseExitCode(WRONG_USAGE);
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
