import { MAX_LINE_BYTES, parseFirstLine, parseRecordLine, type RecordLine } from './frame-lines.ts';

/** Finds the lines of a frame in bytes that may have a banner, damage, or other people's text between them. */

export interface FrameStart {
  readonly version: number;
  readonly netlint: string;
  readonly takenAt: string | null;
  readonly nonce: string;
  /** Where the first record may begin. */
  readonly body: number;
  readonly problems: readonly string[];
  /** The bytes with LF line ends, when a terminal had made CRLF of them. */
  readonly translated?: Buffer;
}

export interface FoundRecord {
  readonly at: number;
  /** First byte behind the line. */
  readonly body: number;
  readonly line: RecordLine;
}

const FIRST_WORD = 'netlint-frame ';
const RECORD_WORD = Buffer.from('netlint-');
/** A banner that speaks of frames more often than this is none. */
const MAX_TRIES = 1000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The first line, or (when that is damaged) the first intact record; undefined when there is neither. */
export function findStart(bytes: Buffer): FrameStart | undefined {
  let damaged: FrameStart | undefined;
  let tries = 0;
  for (let at = bytes.indexOf(FIRST_WORD); at >= 0 && tries < MAX_TRIES; at = bytes.indexOf(FIRST_WORD, at + 1)) {
    tries++;
    const end = lineEnd(bytes, at);
    let textEnd = end;
    while (bytes[textEnd - 1] === 0x0d) textEnd--;
    const first = parseFirstLine(bytes.subarray(at, textEnd));
    if (!first) continue;
    const taken = first.fields.get('taken') ?? '';
    const start: FrameStart = {
      version: first.version,
      netlint: first.fields.get('netlint') ?? 'unknown',
      takenAt: TIME.test(taken) ? taken : null,
      nonce: first.nonce,
      body: Math.min(bytes.length, end + 1),
      problems: [],
    };
    if (first.intact && textEnd < end) return { ...start, translated: withoutCarriageReturns(bytes.subarray(at)) };
    if (first.intact) return start;
    damaged ??= start;
  }
  const record = findRecord(bytes, 0, undefined);
  if (record) {
    return {
      version: 1,
      netlint: damaged?.netlint ?? 'unknown',
      takenAt: damaged?.takenAt ?? null,
      nonce: record.line.nonce,
      body: record.at,
      problems: ['the first line is missing or damaged: when this was taken is not known for sure'],
    };
  }
  return damaged && { ...damaged, problems: ['the first line is damaged'] };
}

/** The next record line at or after `from`: an intact one of any frame, or, when the frame's `nonce` is known, also a damaged one of it. */
export function findRecord(bytes: Buffer, from: number, nonce: string | undefined): FoundRecord | undefined {
  for (let at = bytes.indexOf(RECORD_WORD, from); at >= 0; at = bytes.indexOf(RECORD_WORD, at + 1)) {
    if (at > from && at > 0 && bytes[at - 1] !== 0x0a) continue;
    const line = lineAt(bytes, at, nonce);
    if (line) return { at, body: Math.min(bytes.length, lineEnd(bytes, at) + 1), line };
  }
  return undefined;
}

export function lineAt(bytes: Buffer, at: number, nonce: string | undefined): RecordLine | undefined {
  const end = lineEnd(bytes, at);
  if (end - at > MAX_LINE_BYTES || end === bytes.length) return undefined;
  const line = parseRecordLine(bytes.subarray(at, end));
  return line && (nonce === undefined ? line.intact : line.nonce === nonce) ? line : undefined;
}

function lineEnd(bytes: Buffer, at: number): number {
  const end = bytes.subarray(at, at + MAX_LINE_BYTES + 1).indexOf(0x0a);
  return end >= 0 ? at + end : Math.min(bytes.length, at + MAX_LINE_BYTES + 1);
}

function withoutCarriageReturns(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0x0a) while (length > 0 && copy[length - 1] === 0x0d) length--;
    copy[length++] = bytes[i] as number;
  }
  return copy.subarray(0, length);
}
