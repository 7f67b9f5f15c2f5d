import type { Command } from 'commander';
import { Option } from 'commander';
import type { ConfigMapName } from '../history-place.ts';
import { configMapName } from '../history-place.ts';
import type { ConnectionOptions } from '../live-options.ts';
import { withConnectionOptions } from '../live-options.ts';

export interface HistoryOptions extends ConnectionOptions {
  readonly historyConfigmap?: ConfigMapName;
  readonly format: 'text' | 'json';
  readonly verbose?: boolean;
}

/** `netlint history [DIR]` */
export function register(program: Command): void {
  const history = program
    .command('history')
    .description('what "netlint audit" has found: since when, on how many nights, and what is fixed')
    .argument('[folder]', 'the folder of the audit (default: this one)')
    .option('--history-configmap <NAMESPACE/NAME>', 'read the history in this ConfigMap instead', configMapName)
    .addOption(new Option('--format <format>', 'what to print').choices(['text', 'json']).default('text'))
    .option('--verbose', 'all that is fixed, too');
  withConnectionOptions(history.optionsGroup('With --history-configmap:')).action(
    async (folder: string | undefined, options: HistoryOptions) =>
      (await import('../show-history.ts')).showHistory(folder, options),
  );
}
