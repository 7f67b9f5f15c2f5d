import { encodeCksum } from '../../snapshot/cksum.ts';
import { gunzipBounded, MAX_FRAME_BYTES } from '../../snapshot/gunzip.ts';

/**
 * Reads what in-pod-shell.ts prints into a container's log:
 *
 *     (what the shell had to say)
 *     netlint-log 1 NONCE pack=gzip armour=base64 width=4000 bytes=BYTES sum=CKSUM
 *     (BYTES of base64 text)
 *     netlint-log-end NONCE pack=gzip armour=base64 width=4000 bytes=BYTES sum=CKSUM
 *
 * A log may have been cut (a limit on its bytes), rotated by the kubelet (then its start is missing), or be somebody else's.
 */
export interface ArmouredLog {
  /** The frame, plain; what could be unpacked of it where the text is cut or damaged. Undefined when nothing could. */
  readonly frame?: Buffer;
  /** What is wrong, in a few words; absent when all is there. */
  readonly problem?: string;
  /** The container's own word for not being able to look, with its explanation. */
  readonly failed?: { readonly word: string; readonly text: string };
  /** How many lines the text has as its head says; for asking for more of a log. */
  readonly lines?: number;
}

interface Mark {
  readonly nonce: string;
  readonly pack: string;
  readonly armour: string;
  readonly width: number;
  readonly bytes: number;
  readonly sum: number | null;
}

const FIELDS =
  '([A-Za-z0-9]{4,40}) pack=(gzip|none) armour=(base64|hex) width=(\\d{1,5}) bytes=(\\d{1,10}) sum=(\\d{1,10}|-)';
const HEAD = new RegExp(`^netlint-log 1 ${FIELDS}$`);
const END = new RegExp(`^netlint-log-end ${FIELDS}$`);
const FAILED = /^netlint-log-failed ([A-Za-z0-9]{4,40}) ([a-z]{1,20}) (.*)$/;
/** Width of the lines of `od -An -v -tx1`. */
const HEX_WIDTH = 48;

/**
 * The newest complete frame of a log; where none is complete, what is left of the newest one. With `nonce` only what carries it counts.
 * Never throws, except SnapshotError for what unpacks to more than any frame has.
 */
export async function readArmouredLog(log: Buffer, nonce?: string): Promise<ArmouredLog> {
  const text = log.toString('latin1');
  const heads = marks(text, 'netlint-log 1 ', HEAD, nonce);
  const ends = marks(text, 'netlint-log-end ', END, nonce);
  for (const end of ends.toReversed()) {
    const head = heads.findLast(({ mark, to }) => to <= end.from && mark.nonce === end.mark.nonce);
    if (!head) continue;
    const body = text.slice(head.to, Math.max(head.to, end.from - 1));
    const wrong = damage(body, head.mark);
    const before = text.slice(0, head.from);
    if (wrong === undefined) return unpack(body, head.mark, undefined, before);
    if (heads.length === 1 || nonce !== undefined) return unpack(body, head.mark, wrong, before);
  }
  return incomplete(text, heads.at(-1), ends.at(-1), nonce);
}

async function incomplete(
  text: string,
  head: Found | undefined,
  end: Found | undefined,
  nonce: string | undefined,
): Promise<ArmouredLog> {
  if (head && (!end || end.from < head.from)) {
    // Behind it a piece of the end line may stand.
    const body = text.slice(head.to, head.to + head.mark.bytes);
    return unpack(body, head.mark, `the log is cut off after ${body.length} of ${head.mark.bytes} bytes`);
  }
  if (end) {
    const { bytes } = end.mark;
    const problem = `the start of the log is missing (${end.from} of ${bytes} bytes are there): the kubelet has rotated it`;
    return { problem, lines: lineCount(end.mark) };
  }
  for (const line of text.split('\n')) {
    const match = FAILED.exec(line);
    if (match && (nonce === undefined || match[1] === nonce))
      return { failed: { word: match[2] ?? '', text: match[3] ?? '' } };
  }
  return { problem: said(text) };
}

/** What stands in a log that has no frame. */
function said(text: string): string {
  const words = text.trim().replace(/\s+/g, ' ');
  return words === '' ? 'its log is empty' : `its log says: ${words.slice(-300)}`;
}

interface Found {
  readonly mark: Mark;
  readonly from: number;
  /** First character behind the line. */
  readonly to: number;
}

function marks(text: string, word: string, pattern: RegExp, nonce: string | undefined): readonly Found[] {
  const found: Found[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at > 0 && text[at - 1] !== '\n') continue;
    const lineEnd = text.indexOf('\n', at);
    if (lineEnd < 0) break;
    const match = pattern.exec(text.slice(at, Math.min(at + 300, lineEnd)));
    if (!match || (nonce !== undefined && match[1] !== nonce)) continue;
    const [, own = '', pack = '', armour = '', width, bytes, sum] = match;
    const mark = {
      nonce: own,
      pack,
      armour,
      width: Number(width),
      bytes: Number(bytes),
      sum: sum === '-' ? null : Number(sum),
    };
    found.push({ mark, from: at, to: lineEnd + 1 });
  }
  return found;
}

function damage(body: string, mark: Mark): string | undefined {
  if (body.length !== mark.bytes) return `${body.length} bytes of ${mark.bytes} are in the log`;
  if (mark.sum !== null && encodeCksum(Buffer.from(body, 'latin1')) !== mark.sum)
    return 'the log does not match its checksum';
  return undefined;
}

async function unpack(body: string, mark: Mark, problem?: string, before = ''): Promise<ArmouredLog> {
  const lines = lineCount(mark);
  const packed = mark.armour === 'base64' ? Buffer.from(body, 'base64') : fromHex(body);
  const { bytes, problem: torn } = await gunzipBounded(packed, MAX_FRAME_BYTES);
  const nothing =
    bytes.length === 0 ? `the probe printed nothing${before.trim() === '' ? '' : ` (${said(before)})`}` : undefined;
  const wrong = problem ?? torn ?? nothing;
  return {
    ...(bytes.length > 0 ? { frame: bytes } : {}),
    ...(wrong === undefined ? {} : { problem: wrong }),
    lines,
  };
}

/** ` 1f 8b 08`, as `od -An -v -tx1` prints it. */
const fromHex = (body: string): Buffer => Buffer.from(body.replace(/\s+/g, ''), 'hex');

/** Of the text between the two marks. */
const lineCount = (mark: Mark): number =>
  Math.ceil((mark.bytes + 1) / ((mark.armour === 'hex' ? HEX_WIDTH : mark.width || 76) + 1));
