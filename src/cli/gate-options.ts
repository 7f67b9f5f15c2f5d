import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { gateThresholds } from '../config/schema.ts';
import type { Day } from '../gate/day.ts';
import { parseDay } from '../gate/day.ts';
import type { FailOn } from '../gate/verdict.ts';
import { formats } from '../report/report.ts';
import { nearest } from '../rules/suggest.ts';
import type { OutputFile } from './options.ts';
import { again, outputFile, percent } from './options.ts';

/** Which rules and waivers hold. */
export interface PolicyOptions {
  /** False for --no-config. */
  readonly config?: string | boolean;
  readonly rules?: readonly string[];
  readonly asOf?: Day;
}

/** Options that netlint.yaml can set, too: an option wins, and nothing has a default here. */
export interface GateOptions extends OutcomeOptions {
  readonly baseline?: string;
}

export interface OutcomeOptions extends PolicyOptions {
  readonly format?: string;
  readonly output?: readonly OutputFile[];
  readonly verbose?: boolean;
  readonly failOn?: FailOn;
  readonly minCoverage?: number;
}

/** Which rules there are. */
export function addRuleOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration (default: the nearest netlint.yaml, here or in a folder above)')
    .option('--no-config', 'use no configuration')
    .option('--rules <folder>', 'also use the rules in this folder (may be repeated)', again);
}

export function addPolicyOptions(command: Command): Command {
  return addRuleOptions(command).option(
    '--as-of <day>',
    'the day that decides which waivers have expired (default: today, in UTC)',
    day,
  );
}

export const addGateOptions = (command: Command): Command =>
  addOutcomeOptions(command, 'the baseline does not have').option(
    '--baseline <file>',
    'say what is new, known and fixed since "netlint baseline write"',
  );

/** @param isNew how a finding that counts as new is told: `the baseline does not have` */
export function addOutcomeOptions(command: Command, isNew: string): Command {
  return addPolicyOptions(command)
    .option('--format <format>', `what to print: ${formats.join(', ')} (default: text)`, format)
    .option('--output <FORMAT=FILE>', 'also write the result to a file (may be repeated)', outputFile)
    .option(
      '--fail-on <severity>',
      `exit 1 for findings at or above it; "new": for those that ${isNew}, "new:high": for those at or above high; "never" (default: high)`,
      failOn,
    )
    .option('--min-coverage <percent>', 'exit 3 when less than this part of the checks could be made', percent)
    .option('--verbose', 'show long lists in full, every check that could not be made, and the stacks of bugs');
}

function format(value: string): string {
  if (formats.some((known) => known === value)) return value;
  throw new InvalidArgumentError(`Allowed choices are ${formats.join(', ')}.`);
}

function failOn(value: string): FailOn {
  const known = gateThresholds.find((each) => each === value);
  if (known) return known;
  const near = nearest(value, gateThresholds);
  throw new InvalidArgumentError(
    `${near ? `Did you mean ${near}? ` : ''}Allowed choices are critical, high, medium, low, info, new, new:SEVERITY, never.`,
  );
}

function day(value: string): Day {
  const known = parseDay(value);
  if (known === undefined) throw new InvalidArgumentError('Give a day of the calendar such as 2026-12-31.');
  return known;
}
