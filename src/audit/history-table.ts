import { severities } from '../evaluate/types.ts';
import { visible } from '../report/escape.ts';
import type { History, HistoryEntry } from './history.ts';

/** Of what is fixed; the last first. */
const FIXED_SHOWN = 20;

/** The history for people: what is open, the gravest and oldest first, then what is fixed. */
export function historyTable(
  { cluster, nights, first, last, leftOut, owed, entries }: History,
  verbose: boolean,
): string {
  const open = entries.filter(({ state }) => state === 'open').sort(byWeight);
  const fixed = entries.filter(({ state }) => state === 'fixed').sort((a, b) => later(a, b) || byName(a, b));
  const shown = verbose ? fixed : fixed.slice(0, FIXED_SHOWN);
  const untold = new Set(Object.values(owed).flat()).size;
  return [
    `${cluster === null ? '' : `cluster ${visible(cluster)}, `}${nights} ${nights === 1 ? 'night' : 'nights'}, ${day(first)} to ${day(last)}: ${open.length} open, ${fixed.length} fixed`,
    ...(open.length === 0
      ? []
      : [
          '',
          ...columns([
            ['OPEN', 'SINCE', 'FIRST SEEN', 'LAST SEEN', 'NIGHTS', 'RULE', 'TARGET', ''],
            ...open.map(openRow),
          ]),
        ]),
    ...(shown.length === 0
      ? []
      : [
          '',
          ...columns([
            ['FIXED', 'SINCE', 'FIRST SEEN', 'LAST SEEN', 'NIGHTS', 'RULE', 'TARGET', ''],
            ...shown.map(fixedRow),
          ]),
        ]),
    ...(shown.length < fixed.length ? [`… and ${fixed.length - shown.length} more that are fixed (--verbose)`] : []),
    ...(leftOut > 0
      ? ['', `${leftOut} ${leftOut === 1 ? 'entry was' : 'entries were'} left out for want of room.`]
      : []),
    ...(untold > 0
      ? ['', `${untold} ${untold === 1 ? 'finding' : 'findings'} could not be told yet; the next audit tells.`]
      : []),
    '',
  ].join('\n');
}

const openRow = (entry: HistoryEntry): readonly string[] => [
  ...row(entry),
  entry.unseen === null ? '' : `nobody could look since ${day(entry.unseen.since)}: ${entry.unseen.reason}`,
];

const fixedRow = (entry: HistoryEntry): readonly string[] => [...row(entry), ''];

const row = ({ severity, since, firstSeen, lastSeen, nights, rule, target }: HistoryEntry): readonly string[] => [
  severity,
  day(since),
  day(firstSeen),
  day(lastSeen),
  String(nights),
  rule,
  target,
];

/** To the minute: nights of a cron job, and hours of somebody who tries it. */
const day = (time: string | null): string => (time === null ? '-' : `${time.slice(0, 10)} ${time.slice(11, 16)}`);

const byWeight = (a: HistoryEntry, b: HistoryEntry): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) || -later(a, b) || byName(a, b);

const later = (a: HistoryEntry, b: HistoryEntry): number => Date.parse(b.since) - Date.parse(a.since);

const byName = (a: HistoryEntry, b: HistoryEntry): number =>
  a.rule !== b.rule ? (a.rule < b.rule ? -1 : 1) : a.target < b.target ? -1 : 1;

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const cells = rows.map((each) => each.map(visible));
  const widths: number[] = [];
  for (const each of cells)
    for (const [at, cell] of each.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return cells.map((each) =>
    each
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
