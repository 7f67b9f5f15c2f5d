import { InvalidArgumentError } from 'commander';
import type { Format } from '../report/report.ts';
import { formats, isFormat } from '../report/report.ts';
import { isNodeName, NODE_NAME_RULE } from '../snapshot/names.ts';

/** For options that may be given more than once. */
export const again = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];

export interface OutputFile {
  readonly format: Format;
  readonly file: string;
}

/** `json=result.json` */
export function outputFile(value: string, before: readonly OutputFile[] | undefined): readonly OutputFile[] {
  const equals = value.indexOf('=');
  const format = value.slice(0, Math.max(equals, 0));
  const file = value.slice(equals + 1);
  if (equals < 1 || file === '') throw new InvalidArgumentError('Write FORMAT=FILE, such as json=result.json.');
  if (!isFormat(format))
    throw new InvalidArgumentError(`Format ${format} is unknown; possible are ${formats.join(', ')}.`);
  return [...(before ?? []), { format, file }];
}

export function percent(value: string): number {
  const number = Number(value.replace(/%$/, ''));
  if (value === '' || !Number.isFinite(number) || number < 0 || number > 100)
    throw new InvalidArgumentError('Give a percentage from 0 to 100.');
  return number;
}

/** Node's timers take no more than 24 days, and end at once beyond. */
const MOST_SECONDS = 1_000_000;

export function seconds(value: string): number {
  const number = Number(value.replace(/s$/, ''));
  if (value === '' || !Number.isFinite(number) || number <= 0 || number > MOST_SECONDS)
    throw new InvalidArgumentError(`Give a number of seconds above 0, and at most ${MOST_SECONDS}.`);
  return number;
}

/** A Kubernetes name that becomes part of paths and of YAML. */
export function kubernetesName(value: string): string {
  if (isNodeName(value)) return value;
  throw new InvalidArgumentError(`Give a name as Kubernetes has it: ${NODE_NAME_RULE}.`);
}
