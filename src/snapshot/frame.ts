import { encodeCksum } from './cksum.ts';
import { FRAME_VERSION, type RecordLine } from './frame-lines.ts';
import { type FrameStart, findRecord, findStart, lineAt } from './frame-scan.ts';
import type { Frame, FrameOutput } from './frame-types.ts';
import { type NetnsRecord, type OutputStatus, SnapshotError } from './types.ts';

const MAX_PROBLEMS = 100;
const MAX_RECORDS = 200_000;
const STATUSES: readonly string[] = ['ok', 'error', 'missing', 'timeout', 'capped', 'skipped'] satisfies OutputStatus[];
const NETNS = /^net:\[\d{1,20}\]$/;
const OUTPUT_ID = /^[a-z][a-z0-9-]{0,60}(:[^/\s]{1,120})?$/u;

interface Draft {
  readonly outputs: Map<string, FrameOutput>;
  readonly namespaces: Map<string, NetnsRecord>;
  /** What a damaged line said that it is; used only where nothing better arrived. */
  readonly damaged: FrameOutput[];
  readonly problems: string[];
  /** From the end line. */
  promised: number | undefined;
  complete: boolean;
}

/**
 * Reads what the node script printed (docs/probe-format.md). Text before the first line is skipped; what is cut off or damaged is
 * marked `corrupt` and told in `problems`, and everything else is kept. Outputs are views into `bytes`, not copies.
 * Throws SnapshotError for text that is no frame and for a newer version.
 */
export function decodeFrame(bytes: Buffer): Frame {
  const start = findStart(bytes);
  if (!start) {
    throw new SnapshotError(
      'This is no output of the netlint probe: no line "netlint-frame" was found; run `netlint probe` on the node (or the script that `netlint probe --script` prints) and give what it wrote to stdout.',
    );
  }
  if (start.version > FRAME_VERSION) {
    throw new SnapshotError(
      `The probe output has format version ${start.version}, and this netlint reads up to version ${FRAME_VERSION}: use the netlint that made the probe script, or a newer one.`,
    );
  }
  if (start.translated)
    return withProblem(
      decodeFrame(start.translated),
      'line ends were changed to CRLF on the way (a terminal?); they were changed back',
    );
  const draft: Draft = {
    outputs: new Map(),
    namespaces: new Map(),
    damaged: [],
    problems: [...start.problems],
    promised: undefined,
    complete: false,
  };
  readRecords(bytes, start, draft);
  return finish(start, draft);
}

function withProblem(frame: Frame, problem: string): Frame {
  return { ...frame, problems: [problem, ...frame.problems] };
}

function readRecords(bytes: Buffer, start: FrameStart, draft: Draft): void {
  let at = start.body;
  for (let count = 0; at < bytes.length && !draft.complete; count++) {
    if (count > MAX_RECORDS) {
      tell(draft, `more than ${MAX_RECORDS} records: the rest was not read`);
      return;
    }
    const found = findRecord(bytes, at, start.nonce);
    const next = found?.at ?? bytes.length;
    if (next > at && bytes.subarray(at, next).some((byte) => byte !== 0x0a && byte !== 0x0d)) {
      tell(draft, `${next - at} bytes at byte ${at} belong to no record${found ? '' : ' (cut off or damaged)'}`);
    }
    if (!found) return;
    at = takeRecord(bytes, found.line, found.body, start.nonce, draft);
  }
}

/** Files one record and gives the position behind it. */
function takeRecord(bytes: Buffer, line: RecordLine, body: number, nonce: string, draft: Draft): number {
  const wanted = line.out + line.err;
  const aligned = body + wanted <= bytes.length && isRecordEnd(bytes, body + wanted, nonce);
  let end = body + wanted;
  let behind = end + 1;
  if (!aligned && !(end <= bytes.length && sumsMatch(bytes, line, body, true))) {
    const next = findRecord(bytes, body, nonce)?.at;
    end = next === undefined ? bytes.length : Math.max(body, next - 1);
    behind = next ?? bytes.length;
  }
  const stdout = bytes.subarray(body, Math.min(body + line.out, end));
  const stderr = bytes.subarray(body + stdout.length, end);
  const whole = end === body + wanted && sumsMatch(bytes, line, body, false);
  const name = `${line.fields.get('id') ?? line.kind}${line.fields.get('netns')?.startsWith('net:') ? `@${line.fields.get('netns')}` : ''}`;
  if (!line.intact) tell(draft, `the header of ${printable(name)} at byte ${body} is damaged (checksum)`);
  else if (!whole && end - body < wanted && end === bytes.length) {
    tell(draft, `${name}: cut off after ${end - body} of ${wanted} bytes`);
  } else if (!whole)
    tell(
      draft,
      `${name}: ${end - body === wanted ? 'checksum wrong' : `${end - body} bytes arrived instead of ${wanted}`}`,
    );

  if (line.kind === 'output') fileOutput(draft, line, stdout, stderr, whole);
  else if (line.kind === 'netns' && line.intact) fileNamespace(draft, line);
  else if (line.kind === 'problem' && line.intact) tell(draft, printable(line.fields.get('text') ?? ''));
  else if (line.kind === 'end' && line.intact) {
    draft.promised = integer(line.fields.get('outputs')) ?? undefined;
    draft.complete = true;
  }
  return Math.min(bytes.length, behind);
}

/** After a record's data there is a line end, and then the next record's line or the end of the text. */
function isRecordEnd(bytes: Buffer, at: number, nonce: string): boolean {
  if (at === bytes.length) return true;
  if (bytes[at] !== 0x0a) return false;
  return at + 1 === bytes.length || lineAt(bytes, at + 1, nonce) !== undefined;
}

function sumsMatch(bytes: Buffer, line: RecordLine, body: number, needed: boolean): boolean {
  if (needed && (line.outSum === null || line.errSum === null)) return false;
  const middle = body + line.out;
  const same = (from: number, to: number, sum: number | null): boolean =>
    sum === null || encodeCksum(bytes.subarray(from, to)) === sum;
  return same(body, middle, line.outSum) && same(middle, middle + line.err, line.errSum);
}

function fileOutput(draft: Draft, line: RecordLine, stdout: Buffer, stderr: Buffer, whole: boolean): void {
  const { fields } = line;
  const id = fields.get('id') ?? '';
  const netns = fields.get('netns') ?? '';
  const status = fields.get('status') ?? '';
  const reading = integer(fields.get('reading'));
  const at = integer(fields.get('at'));
  if (!OUTPUT_ID.test(id) || !(netns === 'host' || NETNS.test(netns)) || !STATUSES.includes(status)) {
    if (line.intact)
      tell(
        draft,
        `an output with id ${printable(id)}, namespace ${printable(netns)} and status ${printable(status)} was not understood`,
      );
    return;
  }
  const output: FrameOutput = {
    id,
    netns,
    command: printable(fields.get('command') ?? ''),
    status: whole && line.intact ? (status as OutputStatus) : 'corrupt',
    exit: integer(fields.get('exit')),
    ms: integer(fields.get('ms')),
    ...(at === null ? {} : { at }),
    ...(reading === null || reading < 2 ? {} : { reading }),
    stdout,
    stderr,
  };
  const key = keyOf(output);
  if (!line.intact) draft.damaged.push(output);
  else if (draft.outputs.has(key)) tell(draft, `${key} came twice: the first is used`);
  else draft.outputs.set(key, output);
}

function fileNamespace(draft: Draft, line: RecordLine): void {
  const id = line.fields.get('id') ?? '';
  if (!NETNS.test(id)) {
    tell(draft, `a namespace with the id ${printable(id)} was not understood`);
    return;
  }
  if (draft.namespaces.has(id)) return;
  draft.namespaces.set(id, {
    id,
    name: line.fields.get('name') || null,
    podUid: line.fields.get('pod') || null,
    processes: (line.fields.get('comm') ?? '').split(',').filter((name) => name !== ''),
  });
}

function finish(start: FrameStart, draft: Draft): Frame {
  for (const output of draft.damaged) {
    const known = output.netns === 'host' || draft.namespaces.has(output.netns);
    if (known && !draft.outputs.has(keyOf(output))) draft.outputs.set(keyOf(output), output);
  }
  for (const { netns } of draft.outputs.values()) {
    if (netns === 'host' || draft.namespaces.has(netns)) continue;
    draft.namespaces.set(netns, { id: netns, name: null, podUid: null, processes: [] });
    tell(draft, `nothing but outputs arrived of the namespace ${netns}: its name and pod are not known`);
  }
  if (!draft.complete) tell(draft, 'the end line is missing: the text was cut off, or the script is still running');
  else if (draft.promised !== undefined && draft.promised !== draft.outputs.size) {
    tell(draft, `the end line promises ${draft.promised} outputs, and ${draft.outputs.size} arrived`);
  }
  const { problems } = draft;
  if (problems.length > MAX_PROBLEMS)
    problems.splice(MAX_PROBLEMS, problems.length, `and ${problems.length - MAX_PROBLEMS} more`);
  return {
    version: start.version,
    netlint: printable(start.netlint),
    takenAt: start.takenAt,
    complete: draft.complete,
    problems,
    namespaces: [...draft.namespaces.values()],
    outputs: [...draft.outputs.values()],
  };
}

const keyOf = (output: FrameOutput): string =>
  `${output.id}@${output.netns}${output.reading === undefined ? '' : ` (reading ${output.reading})`}`;

function tell(draft: Draft, problem: string): void {
  draft.problems.push(problem);
}

function integer(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : null;
}

/** Field values come from the node: no control characters, and not endless. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '�').slice(0, 500);
}
