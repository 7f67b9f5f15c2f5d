import type { NotUnderstood, Parsed } from '../parse/parsed.ts';
import type { OutputRecord, RawNode } from '../snapshot/types.ts';
import { absent, known, type Reading, unknown } from './reading.ts';

export interface ReadOptions<T> {
  /** What it means that the node said "absent" (no module, no table): a known empty value instead of an absent one. */
  readonly empty?: T;
  /**
   * The command's output counts although it failed (`error`), or although it was stopped or cut as well (`any`): each line stands for
   * itself. The value says that it is a part.
   */
  readonly keepPart?: 'error' | 'any';
  readonly reading?: number;
  /** See Known.partial. */
  readonly partial?: string;
}

export interface Misread extends NotUnderstood {
  readonly probe: string;
  readonly netns: string;
}

/** Turns a node's raw outputs into readings: one place that decides when an output counts, is absent, or is unknown. */
export interface OutputReader {
  read<T>(id: string, netns: string, parse: (text: string) => Parsed<T>, options?: ReadOptions<T>): Reading<T>;
  record(id: string, netns: string, reading?: number): OutputRecord | undefined;
  /** What the command said on stderr; '' when nothing. */
  stderr(record: OutputRecord): string;
  /** What the parsers that have run so far did not understand. */
  readonly misread: readonly Misread[];
}

/** The node script says "absent: …" on stderr where it looked and there is nothing (docs/probe-format.md). */
const ABSENT = 'absent: ';
/** Of several commands that were tried, one could not be: then "absent" is not sure. */
const NOT_RUN = 'not run';

/** `whole` is why a node that has no record of a command has none; null for a node without any output. */
export function outputReader(raw: RawNode | null, whole: string): OutputReader {
  const misread: Misread[] = [];
  const names = new Map(raw?.index.netns.map((netns) => [netns.id, netns.name ?? netns.id]) ?? []);
  const stderr = (record: OutputRecord): string => {
    const text = attempt(() => raw?.stderr(record) ?? '');
    return typeof text === 'string' ? text : '';
  };
  const sourceOf = (record: OutputRecord): string =>
    record.netns === 'host'
      ? record.command
      : `${record.command} (network namespace ${names.get(record.netns) ?? record.netns})`;

  return {
    misread,
    stderr,
    record: (id, netns, reading) => raw?.record(id, netns, reading),
    read(id, netns, parse, options = {}) {
      const record = raw?.record(id, netns, options.reading);
      if (raw === null || record === undefined) return unknown(id, whole);
      const source = sourceOf(record);
      const lines = stderr(record)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
      const nothing =
        record.status === 'skipped' && !lines.some((line) => line.startsWith(NOT_RUN))
          ? lines.find((line) => line.startsWith(ABSENT))
          : undefined;
      if (nothing !== undefined) {
        const reason = nothing.slice(ABSENT.length);
        return options.empty === undefined ? absent(reason, source) : known(options.empty, source);
      }
      const failure = failureOf(record, (lines[0] ?? '').slice(0, 300));
      const counts = options.keepPart === 'any' ? KEPT_IN_PART.has(record.status) : options.keepPart === record.status;
      if (failure !== undefined && !(counts && record.stdout !== null)) return unknown(id, failure);
      const text = attempt(() => raw.stdout(record));
      if (typeof text !== 'string') return unknown(id, text.problem);
      const parsed = parse(text);
      for (const note of parsed.notUnderstood) misread.push({ ...note, probe: id, netns });
      const fatal =
        parsed.notUnderstood.find((note) => note.line === 0) ??
        (isEmpty(parsed.value) ? parsed.notUnderstood[0] : undefined);
      if (fatal) return unknown(id, `what "${record.command}" printed cannot be read: ${fatal.why}`);
      return known(parsed.value, source, options.partial ?? failure);
    },
  };
}

const KEPT_IN_PART: ReadonlySet<OutputRecord['status']> = new Set(['error', 'timeout', 'capped']);

/** Why an output does not count; undefined when it does. */
function failureOf(record: OutputRecord, said: string): string | undefined {
  const tool = record.command.split(' ')[0] ?? record.command;
  switch (record.status) {
    case 'ok':
      return undefined;
    case 'missing':
      return said || `${tool}: command not found`;
    case 'timeout':
      return record.ms === null
        ? `${tool} took too long and was stopped`
        : `${tool} was stopped after ${Math.round(record.ms / 1000)} s`;
    case 'capped':
      return `${tool} printed more than is kept`;
    case 'corrupt':
      return `the output of ${tool} arrived damaged`;
    case 'skipped':
      return said || `${tool} was not run`;
    case 'error':
      return said || `${tool} failed${record.exit === null ? '' : ` with exit code ${record.exit}`}`;
  }
}

function attempt(read: () => string): string | { readonly problem: string } {
  try {
    return read();
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'the file cannot be read' };
  }
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof Map) return value.size === 0;
  return value === null;
}

/**
 * The first of several sources that says something: known or absent wins over unknown. Where all are unknown, the reason of the one that was
 * tried and failed, else of the first.
 */
export function firstKnown<T>(...sources: readonly (() => Reading<T>)[]): Reading<T> {
  let failed: Reading<T> | undefined;
  let first: Reading<T> | undefined;
  for (const source of sources) {
    const reading = source();
    if (reading.state !== 'unknown') return reading;
    first ??= reading;
    if (!reading.reason.startsWith(NOT_COLLECTED)) failed ??= reading;
  }
  return failed ?? first ?? unknown('nothing', NOT_COLLECTED);
}

export const NOT_COLLECTED = 'not collected';
