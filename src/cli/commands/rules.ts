import type { Command } from 'commander';
import { again } from '../options.ts';

interface Options {
  readonly rules?: readonly string[];
}

/** `netlint rules list`, `check`, `test`: for who writes rules. */
export function register(program: Command): void {
  const rules = program.command('rules').description('list, check and test rules');
  const withFolders = (command: Command): Command =>
    command
      .argument('[folder...]', 'folders with your own rules')
      .option('--rules <folder>', 'the same (may be repeated)', again);
  const folders = (named: readonly string[], options: Options): readonly string[] => [
    ...new Set([...named, ...(options.rules ?? [])]),
  ];

  withFolders(rules.command('list').description('every rule: id, severity, failure mode, target, title')).action(
    async (named: readonly string[], options: Options) =>
      (await import('../rule-commands.ts')).listRules(folders(named, options)),
  );
  withFolders(
    rules
      .command('check')
      .description('check rule files: names, types, templates, tests; exit 2 when something is wrong'),
  ).action(async (named: readonly string[], options: Options) =>
    (await import('../rule-commands.ts')).checkRules(folders(named, options)),
  );
  withFolders(rules.command('test').description('run the tests inside the rule files; exit 2 when one fails')).action(
    async (named: readonly string[], options: Options) =>
      (await import('../rule-commands.ts')).testRules(folders(named, options)),
  );
}
