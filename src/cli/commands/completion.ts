import { Argument, type Command } from 'commander';
import type { Shell } from '../completion-scripts.ts';
import { shells } from '../completion-scripts.ts';

/** `netlint completion bash`. */
export function register(program: Command): void {
  program
    .command('completion')
    .description('print the script that lets a shell complete netlint')
    .addArgument(new Argument('<shell>', 'the shell to print it for').choices(shells))
    .addHelpText(
      'after',
      '\nTo load it: source <(netlint completion bash), the same with zsh, and netlint completion fish | source.',
    )
    .action(async (shell: Shell) => {
      process.stdout.write((await import('../completion-scripts.ts')).completionScript(shell));
    });
}
