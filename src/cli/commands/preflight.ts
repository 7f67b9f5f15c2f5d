import type { Command } from 'commander';
import { jobNamespaceOption, viaOption, withConnectionOptions } from '../live-options.ts';
import { seconds } from '../options.ts';
import type { PreflightOptions } from '../preflight.ts';

/** `netlint preflight`. */
export function register(program: Command): void {
  withConnectionOptions(
    program
      .command('preflight')
      .description(
        'ask the cluster what of all that a scan does you may do; print a table, and the roles that are missing',
      ),
  )
    .addOption(viaOption())
    .addOption(jobNamespaceOption())
    .option('--timeout <seconds>', 'time for all of it', seconds, 60)
    .addHelpText('after', '\nMakes nothing. Exit code 3 when the nodes could not be read that way.')
    .action(async (options: PreflightOptions) => (await import('../preflight.ts')).preflight(options));
}
