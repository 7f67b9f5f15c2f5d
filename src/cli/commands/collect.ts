import type { Command } from 'commander';
import { NOTHING_COLLECTED, raiseExitCode } from '../exit-codes.ts';
import { INTERRUPTED } from '../interruption.ts';
import type { LiveOptions } from '../live-options.ts';
import { withLiveOptions } from '../live-options.ts';
import { again } from '../options.ts';

interface Options extends LiveOptions {
  readonly out: string;
  readonly force?: boolean;
}

/** `netlint collect --out X`. */
export function register(program: Command): void {
  withLiveOptions(
    program
      .command('collect')
      .description('collect from a cluster into a snapshot, and judge nothing')
      .requiredOption('--out <path>', 'the snapshot to write: a folder, or an archive if it ends in .tar.gz')
      .option('--force', 'replace an older snapshot'),
  )
    .option('--node <glob>', 'only these nodes (may be repeated)', again)
    .action(async (options: Options) => {
      const { collectLive } = await import('../live.ts');
      const { written, interrupted } = await collectLive(options.out, options);
      if (written)
        process.stderr.write(`netlint: wrote ${options.out}${interrupted ? ', as far as it was collected' : ''}\n`);
      else raiseExitCode(NOTHING_COLLECTED);
      if (interrupted) process.exitCode = INTERRUPTED;
    });
}
