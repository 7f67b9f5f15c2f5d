import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { type KubernetesVersion, parseKubernetesVersion } from '../../parse/kubernetes-version.ts';
import { UsageError } from '../exit-codes.ts';
import { addGateOptions } from '../gate-options.ts';
import { withLiveOptions, writtenLiveOption } from '../live-options.ts';
import { again } from '../options.ts';
import type { ScanOptions } from './scan.ts';

interface UpgradeOptions extends Omit<ScanOptions, 'local'> {
  readonly to?: KubernetesVersion;
  readonly before?: string;
  readonly after?: string;
}

/** `netlint upgrade-check --to 1.36 [SNAPSHOT]`, `netlint upgrade-check --before A --after B`. */
export function register(program: Command): void {
  const check = program
    .command('upgrade-check')
    .description(
      'what an upgrade of Kubernetes would meet: the rules about upgrades, and no others; or what it has changed',
    )
    .argument('[snapshot]', 'folder or .tar.gz that netlint collected or imported; nothing is collected then')
    .option('--to <version>', 'the version of Kubernetes that the cluster is to have, such as 1.36', targetVersion)
    .option('--before <snapshot>', 'with --after: fail on what is new since, and on what can no longer be checked')
    .option('--after <snapshot>', 'a snapshot, or a saved result, from after the upgrade')
    .option('--rule <glob>', 'only these rules, such as "upgrade/*skew*" (may be repeated)', again)
    .option('--node <glob>', 'only what is on these nodes (may be repeated)', again)
    .option('--namespace <glob>', 'of pods and Services only those in these namespaces (may be repeated)', again);
  withLiveOptions(addGateOptions(check))
    .option('--keep <path>', 'also keep what was collected: a new folder, or an archive if it ends in .tar.gz')
    .optionsGroup('Options:')
    .option('--no-color', 'no colours, also on a terminal')
    .action(async (snapshot: string | undefined, options: UpgradeOptions) => {
      if (options.before !== undefined || options.after !== undefined) return compare(check, snapshot, options);
      if (options.to === undefined)
        throw new UsageError(
          'upgrade-check needs --to VERSION, such as --to 1.36; or --before SNAPSHOT --after SNAPSHOT.',
        );
      const live = snapshot === undefined ? undefined : writtenLiveOption(check);
      if (live !== undefined)
        throw new UsageError(
          `${live} is for collecting from a cluster, and ${snapshot} is judged alone; leave one out.`,
        );
      const [{ scan }, { planFor }] = await Promise.all([import('../scan.ts'), import('../kubernetes-changes.ts')]);
      await scan(snapshot ?? null, options, planFor(options.to));
    });
}

/** What `netlint diff` does, with the gate of an upgrade: nothing new, no coverage lost. */
const ONLY_BEFORE_AND_AFTER = ['before', 'after', 'config', 'rules', 'asOf', 'format', 'verbose', 'color'];

async function compare(check: Command, snapshot: string | undefined, options: UpgradeOptions): Promise<void> {
  const { before, after, format = 'text' } = options;
  if (before === undefined || after === undefined)
    throw new UsageError(
      '--before and --after go together; give the snapshots from before and from after the upgrade.',
    );
  const other = check.options.find(
    (option) =>
      check.getOptionValueSource(option.attributeName()) === 'cli' &&
      !ONLY_BEFORE_AND_AFTER.includes(option.attributeName()),
  );
  if (snapshot !== undefined || other !== undefined)
    throw new UsageError(`${other?.long ?? snapshot} does not go with --before and --after; leave it out.`);
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`--format ${format} is not for --before and --after, which are printed as text or json.`);
  const { config, rules, asOf, verbose, color } = options;
  await (await import('../diff.ts')).diffScans(before, after, {
    ...(config === undefined ? {} : { config }),
    ...(rules === undefined ? {} : { rules }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(verbose === undefined ? {} : { verbose }),
    format,
    color,
    failOn: 'new',
    failOnLostCoverage: true,
  });
}

function targetVersion(value: string): KubernetesVersion {
  const version = parseKubernetesVersion(value);
  if (version === null) throw new InvalidArgumentError('Give a version of Kubernetes such as 1.36.');
  return version;
}
