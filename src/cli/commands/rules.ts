import type { Command } from 'commander';
import type { PolicyOptions } from '../gate-options.ts';
import { addRuleOptions } from '../gate-options.ts';

/** `netlint rules list`, `check`, `test`: for who writes rules. */
export function register(program: Command): void {
  const rules = program.command('rules').description('list, check and test rules');
  const withFolders = (command: Command): Command =>
    addRuleOptions(command.argument('[folder...]', 'folders with your own rules, like --rules'));
  const folders = async (named: readonly string[], options: PolicyOptions): Promise<readonly string[]> =>
    (await import('../settings.ts')).ruleFolders({ ...options, rules: [...named, ...(options.rules ?? [])] });

  withFolders(rules.command('list').description('every rule: id, severity, failure mode, target, title')).action(
    async (named: readonly string[], options: PolicyOptions) =>
      (await import('../rule-commands.ts')).listRules(await folders(named, options)),
  );
  withFolders(
    rules
      .command('check')
      .description('check rule files: names, types, templates, tests; exit 2 when something is wrong'),
  ).action(async (named: readonly string[], options: PolicyOptions) =>
    (await import('../rule-commands.ts')).checkRules(await folders(named, options)),
  );
  withFolders(rules.command('test').description('run the tests inside the rule files; exit 2 when one fails')).action(
    async (named: readonly string[], options: PolicyOptions) =>
      (await import('../rule-commands.ts')).testRules(await folders(named, options)),
  );
}
