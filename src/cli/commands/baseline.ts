import type { Command } from 'commander';
import type { PolicyOptions } from '../gate-options.ts';
import { addPolicyOptions } from '../gate-options.ts';

export interface BaselineOptions extends Pick<PolicyOptions, 'config' | 'rules'> {
  readonly out: string;
  readonly force?: boolean;
}

/** `netlint baseline write` */
export function register(program: Command): void {
  const write = program
    .command('baseline')
    .description('remember what is found today, to be told of what is new tomorrow')
    .command('write')
    .description('write the findings of a snapshot, or of a saved JSON result, for "netlint scan --baseline FILE"')
    .argument('<snapshot>', 'folder or .tar.gz that netlint collected or imported, or a result of --format json')
    .requiredOption('--out <file>', 'the baseline; an older one is replaced');
  addPolicyOptions(write)
    .option('--force', 'also replace a file that is no baseline')
    .action(async (snapshot: string, options: BaselineOptions) =>
      (await import('../write-baseline.ts')).writeBaseline(snapshot, options),
    );
}
