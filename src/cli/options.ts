import { InvalidArgumentError } from 'commander';
import type { Format } from '../report/report.ts';
import { formats, isFormat } from '../report/report.ts';

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

export function seconds(value: string): number {
  const number = Number(value.replace(/s$/, ''));
  if (value === '' || !Number.isFinite(number) || number <= 0)
    throw new InvalidArgumentError('Give a number of seconds above 0.');
  return number;
}
