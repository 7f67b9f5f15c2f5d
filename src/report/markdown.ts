import type { Finding } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import { counted, totals } from './group.ts';
import type { Report } from './report.ts';

/** GitHub takes 65,536 characters for a comment, GitLab more; the rest is for the closing lines. */
const LONGEST = 60_000;

/** Fit for the comment on a pull request: a table of the roots, each in full below it, folded up. */
export const markdown: Report = (result, { verdict }) => {
  const { snapshot, coverage, findings } = result;
  const roots = counted(result).filter(({ causedBy }) => causedBy === null);
  const folded = Map.groupBy(counted(result), ({ causedBy }) => causedBy);
  const accepted = findings.filter(({ suppressed }) => suppressed);
  const head = [
    `## netlint: ${totals(result)}`,
    '',
    `${snapshot.cluster === null ? '' : `Cluster ${word(snapshot.cluster)}, `}${snapshot.nodes.length} ${snapshot.nodes.length === 1 ? 'node' : 'nodes'}${snapshot.to === null ? '' : `, taken ${word(snapshot.to)}`}. Coverage ${coverage.percent} % (${coverage.checked} of ${coverage.checked + coverage.unknown} checks).`,
    ...snapshot.notes.map((note) => `\n${prose(note)}`),
    '',
  ];
  const tail = [
    ...(accepted.length === 0
      ? []
      : [
          `<details><summary>${accepted.length} suppressed</summary>\n`,
          ...capped(accepted, 10_000, acceptedLine),
          '\n</details>\n',
        ]),
    ...[...verdict.notes, ...verdict.sentences, verdict.lastLine].map((sentence) => `${prose(sentence)}\n`),
  ];
  const table =
    roots.length === 0
      ? []
      : ['| severity | finding | where |', '|---|---|---|', ...capped(roots, 25_000, tableRow), ''];
  const room = LONGEST - length(head) - length(table) - length(tail);
  return `${[
    ...head,
    ...table,
    ...capped(roots, room, (root) => details(root, folded.get(root.fingerprint) ?? [])),
    ...tail,
  ].join('\n')}\n`;
};

const length = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

/** As many as fit, and how many of how many that is; no more are made than are shown. */
function capped<T>(items: readonly T[], room: number, make: (item: T) => string): readonly string[] {
  const lines: string[] = [];
  let left = room - 100;
  for (const item of items) {
    const line = make(item);
    left -= line.length + 1;
    if (left < 0)
      return [...lines, '', `(${lines.length} of ${items.length} are shown here; the other outputs have all.)`];
    lines.push(line);
  }
  return lines;
}

const tableRow = ({ severity, message, target, baseline }: Finding): string =>
  `| ${severity}${baseline === 'new' ? ' (new)' : ''} | ${cell(message)} | ${cell(target.key)} |`;

const acceptedLine = ({ severity, message, rule, suppressed }: Finding): string =>
  `- ${severity} ${prose(message)} (${word(rule)}), accepted until ${word(suppressed?.expires ?? '')} by ${prose(suppressed?.owner ?? '')}: ${prose(suppressed?.reason ?? '')}`;

function details(root: Finding, folded: readonly Finding[]): string {
  const steps = root.fix.map(
    (step) => `# on ${step.on}${'run' in step ? `\n${step.run}` : `, by hand: ${step.manual}`}`,
  );
  return [
    `<details><summary><b>${root.severity}</b> ${html(root.message)}</summary>`,
    '',
    `${word(root.rule)}${root.failureMode === null ? '' : ` ${root.failureMode}`} on ${word(root.target.key)}, ${word(root.fingerprint)}`,
    '',
    ...root.evidence.map(
      ({ path, value, source }) =>
        `- ${word(path)}: ${cell(evidence(value))}${source === '' ? '' : ` (${prose(source)})`}`,
    ),
    '',
    prose(root.remediation),
    ...(steps.length === 0 ? [] : ['', fence(steps.join('\n'))]),
    ...(root.verify === '' ? [] : ['', prose(root.verify)]),
    ...(folded.length === 0
      ? []
      : [
          '',
          `It explains ${folded.length} more:`,
          '',
          ...folded.slice(0, 10).map(({ severity, message }) => `- ${severity}: ${prose(message)}`),
        ]),
    ...(folded.length > 10 ? [`- and ${folded.length - 10} more`] : []),
    ...(root.references.length === 0
      ? []
      : ['', ...root.references.map(({ title, url }) => `- ${prose(title)}: ${prose(url)}`)]),
    '',
    '</details>',
    '',
  ].join('\n');
}

function evidence(value: Finding['evidence'][number]['value']): string {
  if (!Array.isArray(value)) return value === null ? 'no value' : String(value);
  const items = value.slice(0, 5).map((item) => JSON.stringify(item));
  return [
    `${value.length} ${value.length === 1 ? 'item' : 'items'}`,
    ...items,
    ...(value.length > 5 ? [`and ${value.length - 5} more`] : []),
  ].join('; ');
}

const html = (text: string): string =>
  visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/**
 * Text in which nothing is markup but code spans: values come from clusters, and a message must not mention people or load pictures.
 */
const prose = (text: string): string =>
  text
    .split(/`([^`\n]+)`/)
    .map((part, index) => (index % 2 === 1 ? word(part) : part.split('\n').map(escaped).join('\n')))
    .join('');
const escaped = (line: string): string =>
  html(line).replace(/[\\`*_[\]!#~|@]/g, (mark) => (mark === '@' ? '@<!-- -->' : `\\${mark}`));
const cell = (text: string): string => prose(text.replaceAll('\n', ' '));
/** A code span that its own text cannot end. */
const word = (text: string): string => `\`${visible(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``;

function fence(text: string): string {
  const safe = text.split('\n').map(visible).join('\n');
  const longest = Math.max(2, ...[...safe.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}sh\n${safe}\n${marks}`;
}
