import { statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { CONFIG_FILE, findConfig } from '../config/find.ts';
import { readConfig } from '../config/read.ts';
import type { Config } from '../config/types.ts';
import { noConfig } from '../config/types.ts';
import type { Day } from '../gate/day.ts';
import { dayOf } from '../gate/day.ts';
import type { FailOn } from '../gate/verdict.ts';
import type { Format } from '../report/report.ts';
import { isFormat } from '../report/report.ts';
import { UsageError } from './exit-codes.ts';
import type { GateOptions, OutcomeOptions } from './gate-options.ts';
import type { OutputFile } from './options.ts';

/** A value, and who says so: `default`, `netlint.yaml:4:12` or an option. */
export interface Setting<T> {
  readonly value: T;
  readonly from: string;
}

export interface Settings {
  readonly config: Config;
  readonly format: Setting<Format>;
  readonly files: Setting<readonly OutputFile[]>;
  readonly verbose: Setting<boolean>;
  readonly failOn: Setting<FailOn>;
  readonly minimumCoverage: Setting<number | null>;
  readonly baseline: Setting<string | null>;
  readonly today: Setting<Day>;
  /** The configuration's first, then those of --rules. */
  readonly ruleFolders: readonly Setting<string>[];
}

/** Joins options, configuration and defaults, in this order. The one place where netlint asks what day it is. */
export function readSettings(options: GateOptions): Settings {
  const settings = joinSettings(options, new Date());
  requireBaseline(settings);
  return settings;
}

/** The same where what is new follows from a history: a baseline plays no part in it. */
export const readSettingsBesideHistory = (options: OutcomeOptions): Settings => ({
  ...joinSettings(options, new Date()),
  baseline: { value: null, from: 'default' },
});

function joinSettings(options: GateOptions, now: Date): Settings {
  const config = loadConfig(options.config);
  const { output, gate } = config;
  const pick = <T>(
    option: T | undefined,
    name: string,
    inFile: T | undefined,
    path: readonly string[],
    otherwise: T,
  ): Setting<T> => {
    if (option !== undefined) return { value: option, from: name };
    if (inFile !== undefined) return { value: inFile, from: placeIn(config, path) };
    return { value: otherwise, from: 'default' };
  };
  const option = options.format !== undefined && isFormat(options.format) ? options.format : undefined;
  const files = Object.entries(output.files ?? {}).flatMap(([format, file]) =>
    isFormat(format) ? [{ format, file: inFolder(config, file) }] : [],
  );
  const baseline = gate.baseline === undefined ? undefined : inFolder(config, gate.baseline);
  return {
    config,
    format: pick(option, '--format', output.format, ['output', 'format'], 'text'),
    files: pick<readonly OutputFile[]>(options.output, '--output', output.files && files, ['output', 'files'], []),
    verbose: pick(options.verbose, '--verbose', output.verbose, ['output', 'verbose'], false),
    failOn: pick<FailOn>(options.failOn, '--fail-on', gate.failOn, ['gate', 'failOn'], 'high'),
    minimumCoverage: pick<number | null>(
      options.minCoverage,
      '--min-coverage',
      gate.minCoverage,
      ['gate', 'minCoverage'],
      null,
    ),
    baseline: pick<string | null>(options.baseline, '--baseline', baseline, ['gate', 'baseline'], null),
    today: pick<Day>(options.asOf, '--as-of', undefined, [], dayOf(now)),
    ruleFolders: foldersOf(config, options.rules ?? []),
  };
}

function foldersOf(config: Config, named: readonly string[]): readonly Setting<string>[] {
  return [
    ...config.ruleFolders.map((folder, index) => ({
      value: inFolder(config, folder),
      from: placeIn(config, ['ruleFolders', index]),
    })),
    ...named.map((value) => ({ value, from: '--rules' })),
  ];
}

/** For commands that are about rules and judge nothing: paths of folders that are there. */
export function ruleFolders({ config, rules = [] }: Pick<GateOptions, 'config' | 'rules'>): readonly string[] {
  return [...new Set(foldersOf(loadConfig(config), rules).map(existingFolder))];
}

/** A folder of --rules is checked where it is read, with the option's name. */
export function existingFolder({ value, from }: Setting<string>): string {
  if (from !== '--rules' && !statSync(value, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${from}: ${value} is no folder; name one with rule files in it.`);
  return value;
}

/** Without a baseline every finding would be new: whoever asks for new ones has forgotten it. */
function requireBaseline({ failOn, baseline }: Settings): void {
  if (!failOn.value.startsWith('new') || baseline.value !== null) return;
  const who = failOn.from.startsWith('--') ? `--fail-on ${failOn.value}` : `failOn: ${failOn.value} (${failOn.from})`;
  throw new UsageError(
    `${who} needs a baseline; make one with "netlint baseline write SNAPSHOT --out FILE" and give it with --baseline FILE.`,
  );
}

function loadConfig(option: string | boolean | undefined): Config {
  if (option === false) return noConfig;
  const path = typeof option === 'string' ? option : findConfig(process.cwd());
  if (path === null) return noConfig;
  const shown = typeof option === 'string' ? option : relative(process.cwd(), path);
  try {
    return readConfig(path, shown);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      typeof option === 'string'
        ? `--config ${option} cannot be read (${why}); give another file, or make one with "netlint init".`
        : `${shown} cannot be read (${why}); mend it, or go on without it by --no-config.`,
    );
  }
}

export const placeIn = (config: Config, path: readonly (string | number)[]): string => {
  const place = config.place(...path);
  const file = config.file ?? CONFIG_FILE;
  return place ? `${file}:${place.line}:${place.column}` : file;
};

const inFolder = ({ folder }: Config, path: string): string => {
  if (isAbsolute(path)) return path;
  const joined = relative(process.cwd(), join(folder, path));
  return joined === '' ? '.' : joined;
};
