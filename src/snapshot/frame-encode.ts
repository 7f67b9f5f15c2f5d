import { encodeFirstLine, encodeRecord } from './frame-lines.ts';
import type { Frame } from './frame-types.ts';

/** Writes a frame as the node script would; the opposite of decodeFrame. `nonce` is 4 to 40 letters and digits. */
export function encodeFrame(frame: Omit<Frame, 'version' | 'complete'>, nonce: string): Buffer {
  const parts = [encodeFirstLine(nonce, frame.netlint, frame.takenAt)];
  for (const netns of frame.namespaces) {
    parts.push(
      encodeRecord('netns', nonce, [
        ['id', netns.id],
        ['name', netns.name ?? ''],
        ['pod', netns.podUid ?? ''],
        ['comm', netns.processes.map((name) => name.replaceAll(',', '_')).join(',')],
      ]),
    );
  }
  for (const output of frame.outputs) {
    const fields: [string, string][] = [
      ['id', output.id],
      ['netns', output.netns],
      ['status', output.status],
      ['exit', String(output.exit ?? '-')],
      ['ms', String(output.ms ?? '-')],
    ];
    if (output.at !== undefined) fields.push(['at', String(output.at)]);
    if (output.reading !== undefined) fields.push(['reading', String(output.reading)]);
    fields.push(['command', output.command]);
    parts.push(encodeRecord('output', nonce, fields, output.stdout, output.stderr));
  }
  for (const text of frame.problems) parts.push(encodeRecord('problem', nonce, [['text', text]]));
  parts.push(encodeRecord('end', nonce, [['outputs', String(frame.outputs.length)]]));
  return Buffer.concat(parts);
}
