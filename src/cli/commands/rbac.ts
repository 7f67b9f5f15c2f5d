import type { Command } from 'commander';
import { imageOption, jobNamespaceOption, viaOption } from '../live-options.ts';
import { kubernetesName, seconds } from '../options.ts';
import type { RbacOptions } from '../rbac.ts';

/** `netlint rbac --via pods`. */
export function register(program: Command): void {
  program
    .command('rbac')
    .description(
      'print the ServiceAccount and roles that netlint needs in a cluster, for kubectl apply; asks no cluster',
    )
    .addOption(viaOption())
    .addOption(jobNamespaceOption())
    .option('--name <name>', 'of the ServiceAccount and the roles', kubernetesName, 'netlint')
    .addOption(imageOption())
    .option('--interval <seconds>', 'with --via agents: how often each agent looks at its node', seconds, 300)
    .addHelpText('after', '\nNothing of it is about Secrets. "netlint preflight" says what of it is missing.')
    .action(async (options: RbacOptions) => (await import('../rbac.ts')).printRbac(options));
}
