import type { Command } from 'commander';
import { again } from '../options.ts';

/** `netlint explain RULE`, `netlint explain FM-nnn`. */
export function register(program: Command): void {
  program
    .command('explain')
    .description('what a rule or a failure mode is, how it is found, what to do, and where that is written')
    .argument('<name>', 'a rule such as flannel/vtep-mac-stale, or a failure mode such as FM-054')
    .option('--rules <folder>', 'also know the rules in this folder (may be repeated)', again)
    .action(async (name: string, options: { readonly rules?: readonly string[] }) => {
      (await import('../explain.ts')).explain(name, options.rules ?? []);
    });
}
