import type { NodeRow } from '../collect/node-row.ts';
import { visible } from '../report/escape.ts';
import { columns } from './text-columns.ts';

/** Of more nodes than these, those that were read well are only counted. */
const MOST_ROWS = 60;

const HEAD = ['NODE', 'WAY', 'SECONDS', 'BYTES', 'RESULT', 'WHY'];

/** What became of each node, for people; the whole reason, since it is the only place where it stands while nothing is judged. */
export function nodeTable(rows: readonly NodeRow[]): string {
  const shown = rows.length > MOST_ROWS ? rows.filter(({ status }) => status !== 'ok') : rows;
  const hidden = rows.length - shown.length;
  const sorted = shown.toSorted((a, b) => (a.node < b.node ? -1 : 1));
  const first = new Map<string, string>();
  for (const { node, why } of sorted) if (!first.has(why)) first.set(why, node);
  const cells = sorted.map(({ node, way, seconds, bytes, status, why }) => [
    visible(node),
    way,
    status === 'skipped' ? '-' : seconds.toFixed(1),
    bytes === 0 ? '-' : size(bytes),
    status,
    why === '' || first.get(why) === node ? visible(why) : `as ${visible(first.get(why) ?? '')}`,
  ]);
  const table = cells.length === 0 ? '' : columns([HEAD, ...cells], [2, 3]);
  if (hidden === 0) return table;
  const ok = rows.filter(({ status }) => status === 'ok');
  const slowest = Math.max(...ok.map(({ seconds }) => seconds));
  const bytes = ok.reduce((sum, row) => sum + row.bytes, 0);
  return `${table}${hidden} nodes ok, ${size(bytes)}, the slowest after ${slowest.toFixed(1)} s\n`;
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
