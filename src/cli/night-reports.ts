import type { Result } from '../evaluate/types.ts';
import type { Verdict } from '../gate/verdict.ts';
import { joined } from '../report/pieces.ts';
import { type Format, loadReport } from '../report/report.ts';

/** What lies in the folder of a night beside the snapshot; result.json is what netlint itself reads again. */
const FILES: readonly (readonly [file: string, format: Format])[] = [
  ['result.json', 'json'],
  ['report.txt', 'text'],
  ['report.md', 'markdown'],
  ['netlint.prom', 'prometheus'],
];

/** Texts by file name, in pieces; each can be read again. */
export async function nightReports(result: Result, verdict: Verdict): Promise<ReadonlyMap<string, Iterable<string>>> {
  const reports = new Map<string, Iterable<string>>();
  for (const [file, format] of FILES) {
    const report = await loadReport(format);
    reports.set(file, {
      [Symbol.iterator]: () => joined(report(result, { color: false, verbose: false, verdict })),
    });
  }
  return reports;
}
