import type { Command } from 'commander';
import type { GateOptions } from '../gate-options.ts';
import { addGateOptions } from '../gate-options.ts';

export interface ConfigOptions extends GateOptions {
  readonly json?: boolean;
  readonly schema?: boolean;
}

/** `netlint config` */
export function register(program: Command): void {
  const config = program
    .command('config')
    .description('what is in force, and where each value is from; takes the options that scan takes');
  addGateOptions(config)
    .option('--json', 'as JSON')
    .option('--schema', 'print the JSON Schema of netlint.yaml, for editors')
    .action(async (options: ConfigOptions) => (await import('../show-config.ts')).showConfig(options));
}
