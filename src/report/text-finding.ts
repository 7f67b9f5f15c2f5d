import type { Evidence, Finding, Fix } from '../evaluate/types.ts';
import { visible, visibleLines } from './escape.ts';
import type { ReportOptions } from './report.ts';
import type { Style } from './style.ts';
import { marks } from './text-accepted.ts';

/** Items of a list that are shown without --verbose. */
const SHOWN = 10;

/** One root, in full. */
export function findingLines(finding: Finding, style: Style, options: ReportOptions): readonly string[] {
  const mode = finding.failureMode === null ? '' : ` ${finding.failureMode}`;
  const head = `${style.severity(finding.severity, finding.severity.toUpperCase())} ${style.strong(visible(finding.message))}`;
  return [
    head,
    `  ${style.faint(`${finding.rule}${mode} on ${visible(finding.target.key)}, ${finding.fingerprint}${marks(finding)}`)}`,
    ...section('How netlint knows', evidenceLines(finding.evidence, options), style),
    ...section('What to do', [...prose(finding.remediation), ...fixLines(finding.fix, style)], style),
    ...section('How to see that it helped', prose(finding.verify), style),
    ...section(
      'Read more',
      finding.references.map(({ title, url }) => `${visible(title)}: ${visible(url)}`),
      style,
    ),
  ];
}

/** What a root explains, one line each. */
export function foldedLines(folded: readonly Finding[], style: Style, options: ReportOptions): readonly string[] {
  const shown = options.verbose ? folded : folded.slice(0, SHOWN);
  const lines = shown.map(
    (finding) =>
      `${style.severity(finding.severity, finding.severity)} ${visible(finding.message)} ${style.faint(`(${finding.rule}${marks(finding)})`)}`,
  );
  if (folded.length > shown.length) lines.push(`and ${folded.length - shown.length} more; --verbose shows them`);
  return section(folded.length === 1 ? 'This explains 1 more' : `This explains ${folded.length} more`, lines, style);
}

const section = (title: string, lines: readonly string[], style: Style): readonly string[] =>
  lines.length === 0 ? [] : [`  ${style.strong(title)}`, ...lines.map((line) => (line === '' ? '' : `    ${line}`))];

function evidenceLines(evidence: readonly Evidence[], options: ReportOptions): readonly string[] {
  return evidence.flatMap(({ path, value, source }) => {
    const from = source === '' ? '' : `from: ${visible(source)}`;
    if (value === null || !Array.isArray(value)) {
      const said = value === null ? 'no value' : visible(String(value));
      return [`${path} = ${said}`, ...(from === '' ? [] : [`  ${from}`])];
    }
    const items = value as Extract<Evidence['value'], readonly unknown[]>;
    const shown = options.verbose ? items : items.slice(0, SHOWN);
    const lines = shown.map((item) => `  - ${visible(itemText(item))}`);
    if (items.length > shown.length) lines.push(`  and ${items.length - shown.length} more; --verbose shows them`);
    return [`${path}: ${items.length === 0 ? 'none' : items.length}`, ...lines, ...(from === '' ? [] : [`  ${from}`])];
  });
}

/** `peer n2, ip 10.0.0.2`: fields without a value say nothing. */
function itemText(item: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(item).filter(([, value]) => value !== null);
  return fields.map(([field, value]) => `${field} ${String(value)}`).join(', ');
}

const prose = (text: string): readonly string[] => (text === '' ? [] : visibleLines(text).split('\n'));

/** Commands grouped by the node that they are for. */
function fixLines(fix: readonly Fix[], style: Style): readonly string[] {
  return [...Map.groupBy(fix, ({ on }) => on)].flatMap(([on, steps]) => [
    `on ${style.strong(visible(on))}:`,
    ...steps.map((step) => ('run' in step ? `  ${visible(step.run)}` : `  (by hand) ${visible(step.manual)}`)),
  ]);
}
