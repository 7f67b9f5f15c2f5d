import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** Prometheus text: the numbers whose names begin with `prefix`, by name with labels as printed. */
export function parseMetrics(text: string, prefix: string): Parsed<ReadonlyMap<string, number>> {
  const notes = newNotes();
  const metrics = new Map<string, number>();
  for (const { number, text: line } of linesOf(text)) {
    if (!line.startsWith(prefix)) continue;
    const at = line.includes('}') ? line.lastIndexOf('}') + 1 : line.indexOf(' ');
    const value = Number(line.slice(at).trim().split(' ')[0]);
    if (at <= 0 || Number.isNaN(value)) notes.add(number, line, 'not a metric with a number');
    else metrics.set(line.slice(0, at).trim(), value);
  }
  return notes.parsed(metrics);
}
