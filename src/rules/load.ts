import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FactRegistry } from '../facts/registry.ts';
import { checkTogether } from './catalogue.ts';
import type { Problem } from './problem.ts';
import { compareProblems } from './problem.ts';
import { checkRule } from './schema.ts';
import type { Rule } from './types.ts';
import { MAXIMUM_BYTES, readYaml } from './yaml-source.ts';

export interface RuleFolder {
  readonly path: string;
  /** How its files are named in messages: `rules`, or as the user named the folder. */
  readonly name: string;
  readonly own: boolean;
  /** Leave the tests in the files unread, which saves a third of the time; for rules that were tested before. */
  readonly skipTests?: boolean;
}

export interface LoadedRules {
  /** Sorted by id; files with an error are not among them. */
  readonly rules: readonly Rule[];
  readonly problems: readonly Problem[];
}

/** The package's own rules: the same place seen from src/ and from dist/. */
export const catalogue: RuleFolder = {
  path: fileURLToPath(new URL('../../rules', import.meta.url)),
  name: 'rules',
  own: false,
};

/** File of a rules folder that is no rule: the failure modes of the area. */
export const FAILURE_MODES_FILE = 'failure-modes.yaml';
/** Another one, of the area of upgrades. */
export const CHANGES_FILE = 'kubernetes-changes.yaml';

const noRules: ReadonlySet<string> = new Set([FAILURE_MODES_FILE, CHANGES_FILE]);

const MAXIMUM_FILES = 5000;
const MAXIMUM_DEPTH = 4;

/**
 * Loads rule folders. What is wrong with one file never keeps another from loading; the problems say file, line and column.
 * Throws only where a folder itself cannot be read.
 */
export function loadRules(folders: readonly RuleFolder[], facts: FactRegistry): LoadedRules {
  const rules: Rule[] = [];
  const problems: Problem[] = [];
  for (const folder of folders) {
    for (const path of ruleFiles(folder.path)) {
      const checked = loadFile(folder, path, facts);
      if (checked.rule) rules.push({ ...checked.rule, own: folder.own });
      problems.push(...checked.problems.map((problem) => ({ ...problem, own: folder.own })));
    }
  }
  const together = checkTogether(rules, facts);
  return {
    rules: [...together.rules].sort((a, b) => (a.id < b.id ? -1 : 1)),
    problems: [...problems, ...together.problems].sort(compareProblems),
  };
}

function loadFile(
  folder: RuleFolder,
  path: string,
  facts: FactRegistry,
): { rule: Rule | null; problems: readonly Problem[] } {
  const below = relative(folder.path, path);
  const file = join(folder.name, below);
  const refuse = (message: string) => ({
    rule: null,
    problems: [{ file, line: 0, column: 0, level: 'error' as const, message }],
  });
  if (path.endsWith('.yml')) return refuse('rule files end in .yaml; rename it');
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return refuse('is a link, which is not followed; put a copy of the file there');
  if (stats.size > MAXIMUM_BYTES) return refuse(`has ${stats.size} bytes; a rule file has at most ${MAXIMUM_BYTES}`);
  const expectedId = below.slice(0, -'.yaml'.length).split(sep).join('/');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return refuse(`cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
  return checkRule(readYaml(file, folder.skipTests ? withoutTests(text) : text), expectedId, facts);
}

/** Cuts `tests:` off where it is the last key, as the catalogue has it. */
function withoutTests(text: string): string {
  const tests = text.search(/^tests:/m);
  return tests > 0 && !/^[A-Za-z]/m.test(text.slice(tests + 'tests:'.length)) ? text.slice(0, tests) : text;
}

/** All *.yaml and *.yml files below a folder, sorted, links among them so that they are told; links to folders are not followed. */
function ruleFiles(folder: string, depth = 0): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return depth < MAXIMUM_DEPTH && !entry.name.startsWith('.') ? ruleFiles(path, depth + 1) : [];
    return (entry.isFile() || entry.isSymbolicLink()) && /\.ya?ml$/.test(entry.name) && !noRules.has(basename(path))
      ? [path]
      : [];
  });
  return files.slice(0, MAXIMUM_FILES);
}
