import { type Command, Option } from 'commander';
import type { Severity } from '../../evaluate/types.ts';
import { severities } from '../../evaluate/types.ts';
import type { Format } from '../../report/report.ts';
import { formats } from '../../report/report.ts';
import { UsageError } from '../exit-codes.ts';
import type { OutputFile } from '../options.ts';
import { again, outputFile, percent, seconds } from '../options.ts';

export interface ScanOptions {
  readonly local?: boolean;
  readonly rule?: readonly string[];
  readonly node?: readonly string[];
  readonly namespace?: readonly string[];
  readonly format: Format;
  readonly output?: readonly OutputFile[];
  readonly failOn: Severity | 'never';
  readonly minCoverage?: number;
  readonly rules?: readonly string[];
  readonly timeout?: number;
  readonly verbose?: boolean;
  readonly color: boolean;
}

/** `netlint scan SNAPSHOT`, `netlint scan --local`. */
export function register(program: Command): void {
  program
    .command('scan')
    .description('judge a snapshot, or this machine with --local')
    .argument('[snapshot]', 'folder or .tar.gz that netlint collected or imported')
    .option('--local', 'collect from this machine and judge it alone')
    .option('--rule <glob>', 'only these rules, such as "flannel/*" (may be repeated)', again)
    .option('--node <glob>', 'only what is on these nodes, with its causes elsewhere (may be repeated)', again)
    .option('--namespace <glob>', 'of pods and Services only those in these namespaces (may be repeated)', again)
    .addOption(new Option('--format <format>', 'what to print').choices(formats).default('text'))
    .option('--output <FORMAT=FILE>', 'also write the result to a file (may be repeated)', outputFile)
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 for findings at or above it')
        .choices([...severities, 'never'])
        .default('high'),
    )
    .option('--min-coverage <percent>', 'exit 3 when less than this part of the checks could be made', percent)
    .option('--rules <folder>', 'also use the rules in this folder (may be repeated)', again)
    .option('--timeout <seconds>', 'with --local: time for collecting', seconds)
    .option('--verbose', 'show long lists in full, every check that could not be made, and the stacks of bugs')
    .option('--no-color', 'no colours, also on a terminal')
    .action(async (snapshot: string | undefined, options: ScanOptions) => {
      if (snapshot !== undefined && options.local)
        throw new UsageError('scan takes a snapshot or --local, not both; leave one out.');
      if (snapshot === undefined && !options.local) {
        throw new UsageError(
          'scan needs a snapshot or --local: collecting from a running cluster is not there yet, so run the script of "netlint probe --script" on the nodes, make a snapshot of what it printed with "netlint import", and scan that.',
        );
      }
      const { scan } = await import('../scan.ts');
      await scan(snapshot ?? null, options);
    });
}
