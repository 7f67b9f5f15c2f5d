import type { Command } from 'commander';
import type { PolicyOptions } from '../gate-options.ts';
import { addRuleOptions } from '../gate-options.ts';

/** `netlint explain RULE`, `netlint explain FM-nnn`. */
export function register(program: Command): void {
  const explain = program
    .command('explain')
    .description('what a rule or a failure mode is, how it is found, what to do, and where that is written')
    .argument('<name>', 'a rule such as flannel/vtep-mac-stale, or a failure mode such as FM-054');
  addRuleOptions(explain).action(async (name: string, options: PolicyOptions) =>
    (await import('../explain.ts')).explain(name, (await import('../settings.ts')).ruleFolders(options)),
  );
}
