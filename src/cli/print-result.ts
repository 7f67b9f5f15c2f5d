import type { Result } from '../evaluate/types.ts';
import { writeFileWhole } from '../files/write-file.ts';
import type { Verdict } from '../gate/verdict.ts';
import { visible } from '../report/escape.ts';
import { joined } from '../report/pieces.ts';
import { loadReport } from '../report/report.ts';
import { outputPlaces } from './output-places.ts';
import { printPieces } from './print-pieces.ts';
import type { Settings } from './settings.ts';

/** Prints a result and writes its files. What cannot be written is told in the sentences that come back; the rest is. */
export async function printResult(
  result: Result,
  verdict: Verdict,
  settings: Settings,
  wantsColor: boolean,
  auditFolder: string | null = null,
): Promise<readonly string[]> {
  const { format, files, verbose } = settings;
  const shared = { verbose: verbose.value, verdict };
  const color = wantsColor && process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '';
  await printPieces((await loadReport(format.value))(result, { ...shared, color }));
  // The text report ends with these; beside any other format they go where people look.
  if (format.value !== 'text') {
    const sawAll = result.coverage.unknown === 0 && result.coverage.checked > 0;
    for (const sentence of [...verdict.notes, ...verdict.sentences, ...(sawAll ? [] : [verdict.lastLine])])
      process.stderr.write(`${visible(sentence)}\n`);
  }
  const places = outputPlaces(settings, auditFolder);
  const complaints = [...places.complaints];
  for (const { format: name, file } of places.files) {
    const pieces = (await loadReport(name))(result, { ...shared, color: false });
    try {
      writeFileWhole(file, joined(pieces));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      complaints.push(
        `${files.from === '--output' ? '--output ' : ''}${file} cannot be written (${why}); give another file.`,
      );
    }
  }
  return complaints;
}
