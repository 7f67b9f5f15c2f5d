import { EMPTY_CKSUM, encodeCksum } from './cksum.ts';

/** The lines of a probe frame (docs/probe-format.md): how one is written and read. Data between them is frame.ts's work. */

export const FRAME_VERSION = 1;
export const MAX_LINE_BYTES = 16_384;

export type RecordKind = 'output' | 'netns' | 'problem' | 'end';

/** `netlint-output NONCE out=5 err=0 cksum=M,O,E id=… command=…` */
export interface RecordLine {
  readonly kind: RecordKind;
  readonly nonce: string;
  readonly out: number;
  readonly err: number;
  /** null where the node had no `cksum`. */
  readonly outSum: number | null;
  readonly errSum: number | null;
  /** False when the line does not match its own checksum. */
  readonly intact: boolean;
  readonly fields: ReadonlyMap<string, string>;
}

export interface FirstLine {
  readonly version: number;
  readonly nonce: string;
  readonly intact: boolean;
  readonly fields: ReadonlyMap<string, string>;
}

const RECORD =
  /^netlint-(output|netns|problem|end) ([A-Za-z0-9]{4,40}) out=(\d{1,12}) err=(\d{1,12}) cksum=(\d{1,10}|-),(\d{1,10}|-),(\d{1,10}|-) (.*)$/s;
const FIRST = /^netlint-frame (\d{1,6}) (.*?)(?: cksum=(\d{1,10}|-))?$/s;

/** Reads one line (without its line end); undefined when it is no record line. */
export function parseRecordLine(line: Buffer): RecordLine | undefined {
  const match = RECORD.exec(line.toString('latin1'));
  if (!match) return undefined;
  const [, kind, nonce, out, err, own, outSum, errSum, rest] = match as unknown as string[];
  const meta = Buffer.from(`${rest}\n`, 'latin1');
  const sum = (text: string | undefined): number | null => (text === undefined || text === '-' ? null : Number(text));
  return {
    kind: kind as RecordKind,
    nonce: nonce ?? '',
    out: Number(out),
    err: Number(err),
    outSum: sum(outSum),
    errSum: sum(errSum),
    intact: own === '-' || Number(own) === encodeCksum(meta),
    fields: parseFields(rest ?? ''),
  };
}

export function parseFirstLine(line: Buffer): FirstLine | undefined {
  const match = FIRST.exec(line.toString('latin1'));
  if (!match) return undefined;
  const [, version, rest, own] = match as unknown as (string | undefined)[];
  const covered = Buffer.from(`netlint-frame ${version} ${rest}\n`, 'latin1');
  const fields = parseFields(rest ?? '');
  return {
    version: Number(version),
    nonce: fields.get('nonce') ?? '',
    intact: own === '-' || (own !== undefined && Number(own) === encodeCksum(covered)),
    fields,
  };
}

/** `key=value key=value command=the rest of the line`; the first of two equal keys wins. */
function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const commandAt = text.startsWith('command=') ? 0 : text.indexOf(' command=') + 1;
  const hasCommand = text.startsWith('command=') || commandAt > 0;
  for (const word of (hasCommand ? text.slice(0, commandAt) : text).split(' ')) {
    const equals = word.indexOf('=');
    if (equals <= 0) continue;
    const key = word.slice(0, equals);
    if (!fields.has(key)) fields.set(key, percentDecode(word.slice(equals + 1)));
  }
  if (hasCommand) fields.set('command', percentDecode(text.slice(commandAt + 'command='.length)));
  return fields;
}

/** `%41` to `A`; bytes that are no UTF-8 become U+FFFD; a `%` that starts no escape stays. */
export function percentDecode(text: string): string {
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Everything but printable ASCII, and `%`, becomes `%XX` of its UTF-8 bytes; blanks too unless `keepBlanks`. */
export function percentEncode(text: string, keepBlanks = false): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const plain = (byte > 0x20 && byte < 0x7f && byte !== 0x25) || (keepBlanks && byte === 0x20);
    encoded += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** Writes one record: its line, the two outputs and a line end. `fields` are in order; `command` is last and may have blanks. */
export function encodeRecord(
  kind: RecordKind,
  nonce: string,
  fields: readonly (readonly [string, string])[],
  stdout: Uint8Array = new Uint8Array(),
  stderr: Uint8Array = new Uint8Array(),
): Buffer {
  const meta = `${fields.map(([key, value]) => `${key}=${percentEncode(value, key === 'command')}`).join(' ')}\n`;
  const sum = (bytes: Uint8Array): number => (bytes.length === 0 ? EMPTY_CKSUM : encodeCksum(bytes));
  const sums = `${encodeCksum(Buffer.from(meta))},${sum(stdout)},${sum(stderr)}`;
  const prefix = `netlint-${kind} ${nonce} out=${stdout.length} err=${stderr.length} cksum=${sums} `;
  return Buffer.concat([Buffer.from(prefix + meta), stdout, stderr, Buffer.from('\n')]);
}

export function encodeFirstLine(nonce: string, netlint: string, takenAt: string | null): Buffer {
  const text = `netlint-frame ${FRAME_VERSION} nonce=${nonce} netlint=${percentEncode(netlint)} taken=${takenAt ?? '-'}`;
  return Buffer.from(`${text} cksum=${encodeCksum(Buffer.from(`${text}\n`))}\n`);
}
