import type { Command } from 'commander';
import { UsageError } from '../exit-codes.ts';
import type { GateOptions } from '../gate-options.ts';
import { addGateOptions } from '../gate-options.ts';
import type { LiveOptions } from '../live-options.ts';
import { withLiveOptions, writtenLiveOption } from '../live-options.ts';
import { again } from '../options.ts';

export interface ScanOptions extends GateOptions, LiveOptions {
  readonly local?: boolean;
  readonly rule?: readonly string[];
  readonly node?: readonly string[];
  readonly namespace?: readonly string[];
  readonly timeout?: number;
  readonly keep?: string;
  readonly color: boolean;
}

/** `netlint scan`, `netlint scan SNAPSHOT`, `netlint scan --local`. */
export function register(program: Command): void {
  const scan = program
    .command('scan')
    .description('collect from the current cluster and judge it; or judge a snapshot, or this machine with --local')
    .argument('[snapshot]', 'folder or .tar.gz that netlint collected or imported; nothing is collected then')
    .option('--local', 'collect from this machine and judge it alone')
    .option('--rule <glob>', 'only these rules, such as "flannel/*" (may be repeated)', again)
    .option('--node <glob>', 'only what is on these nodes, with its causes elsewhere (may be repeated)', again)
    .option('--namespace <glob>', 'of pods and Services only those in these namespaces (may be repeated)', again);
  withLiveOptions(addGateOptions(scan))
    .option('--keep <path>', 'also keep what was collected: a new folder, or an archive if it ends in .tar.gz')
    .optionsGroup('Options:')
    .option('--no-color', 'no colours, also on a terminal')
    .action(async (snapshot: string | undefined, options: ScanOptions) => {
      if (snapshot !== undefined && options.local)
        throw new UsageError('scan takes a snapshot or --local, not both; leave one out.');
      const live = snapshot !== undefined || options.local ? writtenLiveOption(scan) : undefined;
      if (live !== undefined) {
        throw new UsageError(
          `${live} is for collecting from a cluster, and ${options.local ? '--local' : snapshot} is judged alone; leave one out.`,
        );
      }
      await (await import('../scan.ts')).scan(snapshot ?? null, options);
    });
}
