import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { severities } from '../../evaluate/types.ts';
import type { DiffThresholds } from '../../gate/diff-verdict.ts';
import type { PolicyOptions } from '../gate-options.ts';
import { addPolicyOptions } from '../gate-options.ts';

export interface DiffOptions extends PolicyOptions {
  readonly format: 'text' | 'json';
  readonly failOn: DiffThresholds['failOn'];
  readonly failOnLostCoverage?: boolean;
  readonly verbose?: boolean;
  readonly color: boolean;
}

/** `netlint diff OLD NEW` */
export function register(program: Command): void {
  const diff = program
    .command('diff')
    .description('what changed between two snapshots or saved results: findings, coverage, facts')
    .argument('<old>', 'snapshot, or a result of "netlint scan --format json"')
    .argument('<new>', 'the same, from later');
  addPolicyOptions(diff)
    .addOption(new Option('--format <format>', 'what to print').choices(['text', 'json']).default('text'))
    .option('--fail-on <what>', 'exit 1 for new findings: new, new:SEVERITY or never', threshold, 'never')
    .option('--fail-on-lost-coverage', 'exit 3 when a check could be made before and not after')
    .option('--verbose', 'show long lists in full')
    .option('--no-color', 'no colours, also on a terminal')
    .action(async (older: string, newer: string, options: DiffOptions) =>
      (await import('../diff.ts')).diffScans(older, newer, options),
    );
}

function threshold(value: string): DiffThresholds['failOn'] {
  if (value === 'never' || value === 'new') return value;
  const severity = severities.find((each) => value === `new:${each}`);
  if (severity) return `new:${severity}`;
  throw new InvalidArgumentError('Allowed choices are new, new:SEVERITY, never.');
}
