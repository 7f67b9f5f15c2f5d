import type { Finding } from '../evaluate/types.ts';
import { counted, totals } from './group.ts';
import { details } from './markdown-finding.ts';
import { cell, code, prose, unmarked } from './markdown-text.ts';
import type { Report } from './report.ts';
import { shorten } from './shorten.ts';

/** GitHub takes 65,536 characters for a comment, GitLab a million; some are left for what a pipeline writes above it. */
const LONGEST = 60_000;

/** What each part may take of them: the details of the findings have the rest. */
const ROOM = { table: 25_000, accepted: 8000, notes: 4000, verdict: 8000 } as const;

/** Fit for the comment on a pull request: a table of the roots, each in full below it, folded up. */
export const markdown: Report = function* (result, { verdict }) {
  const { snapshot, coverage, findings } = result;
  const roots = counted(result).filter(({ causedBy }) => causedBy === null);
  const folded = Map.groupBy(counted(result), ({ causedBy }) => causedBy);
  const accepted = findings.filter(({ suppressed }) => suppressed);
  const cluster = snapshot.cluster === null ? '' : `Cluster ${code(shorten(snapshot.cluster, 200))}, `;
  const taken = snapshot.to === null ? '' : `, taken ${code(shorten(snapshot.to, 200))}`;
  const head = [
    `## netlint: ${totals(result)}`,
    '',
    `${cluster}${snapshot.nodes.length} ${snapshot.nodes.length === 1 ? 'node' : 'nodes'}${taken}. Coverage ${coverage.percent} % (${coverage.checked} of ${coverage.checked + coverage.unknown} checks).`,
    '',
    ...paragraphsOf(snapshot.notes, ROOM.notes),
  ];
  const tail = [
    ...(accepted.length === 0
      ? []
      : [
          `<details><summary>${accepted.length} suppressed</summary>\n`,
          ...capped(accepted, ROOM.accepted, acceptedLine),
          '\n</details>\n',
        ]),
    // The last line says what was not looked at: its room is its own.
    ...paragraphsOf([...verdict.notes, ...verdict.sentences], ROOM.verdict),
    ...paragraphsOf([verdict.lastLine], ROOM.verdict),
  ];
  const table =
    roots.length === 0
      ? []
      : ['| severity | finding | where |', '|---|---|---|', ...capped(roots, ROOM.table, tableRow), ''];
  const room = LONGEST - length(head) - length(table) - length(tail);
  const full = capped(roots, room, (root) => details(root, folded.get(root.fingerprint) ?? []));
  yield `${[...head, ...table, ...full, ...tail].join('\n')}\n`;
};

const length = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

const paragraphsOf = (sentences: readonly string[], room: number): readonly string[] =>
  capped(sentences, room, (sentence) => `${unmarked(prose(sentence))}\n`);

/** As many as fit, and how many of how many that is; no more are made than are shown. */
function capped<T>(items: readonly T[], room: number, make: (item: T) => string): readonly string[] {
  const lines: string[] = [];
  let left = room - 100;
  for (const item of items) {
    const line = make(item);
    left -= line.length + 1;
    if (left < 0)
      return [...lines, '', `(${lines.length} of ${items.length} are shown here; the other outputs have all.)\n`];
    lines.push(line);
  }
  return lines;
}

const tableRow = ({ severity, message, target, baseline }: Finding): string =>
  `| ${severity}${baseline === 'new' ? ' (new)' : ''} | ${cell(shorten(message, 500))} | ${cell(shorten(target.key, 300))} |`;

const acceptedLine = ({ severity, message, rule, suppressed }: Finding): string =>
  `- ${severity} ${prose(shorten(message, 500))} (${code(rule)}), accepted until ${code(suppressed?.expires ?? '')} by ${prose(suppressed?.owner ?? '')}: ${prose(suppressed?.reason ?? '')}`;
