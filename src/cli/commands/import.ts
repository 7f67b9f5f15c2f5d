import type { Command } from 'commander';
import type { ImportWords } from '../../snapshot/import/arguments.ts';
import type { ImportResult } from '../../snapshot/import/import.ts';
import { NOTHING_COLLECTED, raiseExitCode } from '../exit-codes.ts';
import { again } from '../options.ts';

interface Options extends ImportWords {
  readonly out: string;
  readonly force?: boolean;
  readonly clusterName?: string;
}

function summary(out: string, { nodes, resources }: ImportResult): string {
  const machines = `${nodes.length} ${nodes.length === 1 ? 'machine' : 'machines'}`;
  const objects = [...resources].map(([name, count]) => `${count} ${name}`);
  return `${out}: ${[machines, ...objects].join(', ')}`;
}

/** `netlint import --out X …`: a snapshot out of parts that were collected by hand. */
export function register(program: Command): void {
  program
    .command('import')
    .description('make a snapshot out of parts that were collected by hand; FILE may be gzipped, "-" is standard input')
    .requiredOption('--out <path>', 'the snapshot to write: a folder, or an archive if it ends in .tar.gz')
    .option('--node <NAME=FILE>', 'what the probe script printed on machine NAME (may be repeated)', again)
    .option(
      '--cluster <FILE>',
      'what "kubectl get … -o json" printed, lists or single objects (may be repeated)',
      again,
    )
    .option(
      '--text <NAME:FORMAT=FILE>',
      'output of a single tool on machine NAME, or NAME@NAMESPACE (may be repeated); FORMAT is one of ip-addr, ip-link, ip-route, ip-neigh, ip-rule, ifconfig, arp, route, brctl-show, ovs-vsctl-show, iptables-S, iptables-save, mtr',
      again,
    )
    .option('--machine <NAME>', 'NAME is no Kubernetes Node but another machine (may be repeated)', again)
    .option(
      '--kubernetes-node <NAME=NODE>',
      'machine NAME is the Node object NODE, where the names differ (may be repeated)',
      again,
    )
    .option('--notes <FILE>', 'text for people, kept as notes.md and never evaluated (may be repeated)', again)
    .option('--cluster-name <name>', 'name of the cluster, for reports')
    .option('--force', 'replace an older snapshot')
    .action(async (options: Options) => {
      const [{ importSnapshot }, { visible }, { netlintVersion }] = await Promise.all([
        import('../../snapshot/import/import.ts'),
        import('../../report/escape.ts'),
        import('../../version.ts'),
      ]);
      const result = await importSnapshot({ ...options, netlint: netlintVersion() });
      for (const problem of result.problems) process.stderr.write(`${visible(problem)}\n`);
      if (!result.written) {
        process.stderr.write('Nothing could be imported; no snapshot was written.\n');
        raiseExitCode(NOTHING_COLLECTED);
        return;
      }
      process.stderr.write(`${visible(summary(options.out, result))}\n`);
    });
}
