import type { NodeRow } from '../collect/node-row.ts';
import { visible } from '../report/escape.ts';
import { columns } from './text-columns.ts';

const HEAD = ['NODE', 'WAY', 'SECONDS', 'BYTES', 'RESULT', 'WHY'];

/** What became of each node, for people; the whole reason, since it is the only place where it stands while nothing is judged. */
export function nodeTable(rows: readonly NodeRow[]): string {
  const sorted = rows.toSorted((a, b) => (a.node < b.node ? -1 : 1));
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
  return columns([HEAD, ...cells], [2, 3]);
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
