import type { Command } from 'commander';

/** `netlint init` */
export function register(program: Command): void {
  program
    .command('init')
    .description('write a netlint.yaml with everything that can be set, commented')
    .option('--out <file>', 'another place for it', 'netlint.yaml')
    .option('--force', 'replace a file that is there')
    .action(async ({ out, force = false }: { readonly out: string; readonly force?: boolean }) =>
      (await import('../init.ts')).init(out, force),
    );
}
