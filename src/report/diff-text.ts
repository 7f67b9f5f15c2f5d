import type { Diff, DiffFinding } from '../gate/diff.ts';
import type { EvidenceChange } from '../gate/diff-evidence.ts';
import { visible } from './escape.ts';
import type { Style } from './style.ts';
import { createStyle } from './style.ts';

export interface DiffReportOptions {
  readonly color: boolean;
  readonly verbose: boolean;
  readonly sentences: readonly string[];
}

/** Entries of a section that are shown without --verbose. */
const SHOWN = 20;

/** For people: what is new first, then what is gone, what changed, what is seen no more, and which facts moved. */
export function diffText(diff: Diff, options: DiffReportOptions): string {
  const style = createStyle(options.color);
  const { coverage, facts } = diff;
  const section = (title: string, entries: readonly (readonly string[])[]): readonly string[] => {
    if (entries.length === 0) return [];
    const shown = options.verbose ? entries : entries.slice(0, SHOWN);
    const rest = entries.length - shown.length;
    return [
      style.strong(title),
      ...shown.flat().map((line) => `  ${line}`),
      ...(rest > 0 ? [`  and ${rest} more; --verbose shows them`] : []),
      '',
    ];
  };
  const lines = [
    `before  ${side(diff.before)}`,
    `after   ${side(diff.after)}`,
    `${diff.new.length} new, ${diff.fixed.length} fixed, ${diff.changed.length} changed, ${diff.unchanged} unchanged${diff.unseen.length > 0 ? `, ${diff.unseen.length} not looked for any more` : ''}`,
    '',
    ...section(
      'New',
      diff.new.map((finding) => [
        ...findingLines(finding, style),
        ...(finding.unseenBefore === null ? [] : [`  could not be seen before: ${visible(finding.unseenBefore)}`]),
      ]),
    ),
    ...section(
      'Fixed',
      diff.fixed.map((finding) => findingLines(finding, style)),
    ),
    ...section(
      'Found before, and not looked for after',
      diff.unseen.map((finding) => [...findingLines(finding, style), `  ${visible(finding.reason)}`]),
    ),
    ...section(
      'Changed',
      diff.changed.map((finding) => [
        ...findingLines(finding, style),
        ...(finding.severityBefore === finding.severity
          ? []
          : [`  severity ${finding.severityBefore} → ${finding.severity}`]),
        ...finding.evidence.flatMap(evidenceLines),
      ]),
    ),
    ...section(
      'Checks that could be made before and not after',
      coverage.lost.map(({ rule, target, reason }) => [`${visible(rule)} on ${visible(target)}: ${visible(reason)}`]),
    ),
    ...section(
      'Checks that can be made now',
      coverage.gained.map(({ rule, target }) => [`${visible(rule)} on ${visible(target)}`]),
    ),
    ...section('Nodes and rules', exchanged(coverage)),
    ...section(
      'Sources',
      coverage.sources.map(({ id, before, after, reason }) => [
        `${visible(id)}: ${before ?? 'none'} → ${after ?? 'none'}${reason === null ? '' : ` (${visible(reason)})`}`,
      ]),
    ),
    ...section(
      'Facts that moved',
      (facts?.moved ?? []).map(({ node, netns, what, name, before, after }) => [
        `${visible(node)}${netns === 'host' ? '' : ` (${visible(netns)})`}: ${what} ${visible(name)}: ${moved(before, after)}`,
      ]),
    ),
    ...(facts && facts.more > 0 ? [`Another ${facts.more} facts moved.`, ''] : []),
    ...section(
      'Facts that cannot be compared',
      (facts?.notCompared ?? []).map(({ node, what, side: which, reason }) => [
        `${visible(node)}: ${what}, not read ${which} (${visible(reason)})`,
      ]),
    ),
    ...(facts === null
      ? ['Facts that moved can be told from two snapshots only; a saved result does not have them.']
      : []),
    ...options.sentences.map((sentence) => style.strong(visible(sentence))),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const side = ({ cluster, taken, nodes, coverage }: Diff['before']): string =>
  `${cluster === null ? '' : `cluster ${visible(cluster)}, `}${nodes} ${nodes === 1 ? 'node' : 'nodes'}${taken === null ? '' : `, taken ${visible(taken)}`}, coverage ${coverage.percent} % (${coverage.checked} of ${coverage.checked + coverage.unknown} checks)`;

function findingLines(finding: DiffFinding, style: Style): readonly string[] {
  const { severity, message, rule, target, fingerprint, findings, suppressed, causedBy } = finding;
  const more = [
    findings > 1 ? `, ${findings} of them` : '',
    causedBy === null ? '' : `, explained by ${causedBy}`,
    suppressed ? ', accepted by a waiver' : '',
  ];
  return [
    `${style.severity(severity, severity.toUpperCase())} ${visible(message)}`,
    `  ${style.faint(`${visible(rule)} on ${visible(target)}, ${fingerprint}${more.join('')}`)}`,
  ];
}

function evidenceLines({ path, before, after }: EvidenceChange): readonly string[] {
  const isScalar = (value: EvidenceChange['before']) => value === null || !Array.isArray(value);
  if (isScalar(before) && isScalar(after)) return [`  ${path}: ${valueText(before)} → ${valueText(after)}`];
  return [
    `  ${path}`,
    ...itemsOf(before).map((item) => `    - ${valueText(item)}`),
    ...itemsOf(after).map((item) => `    + ${valueText(item)}`),
  ];
}

const itemsOf = (value: EvidenceChange['before']): readonly unknown[] =>
  Array.isArray(value) ? value : value === null ? [] : [value];

function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === null ? 'no value' : visible(String(value));
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return visible(fields.map(([field, each]) => `${field} ${String(each)}`).join(', '));
}

function exchanged({ nodes, rules }: Diff['coverage']): readonly (readonly string[])[] {
  const lines = (what: string, names: readonly string[], how: string) =>
    names.map((name) => [`${what} ${visible(name)}: ${how}`]);
  return [
    ...nodes.gone.map((name) => [
      `node ${visible(name)}: ${nodes.unread.includes(name) ? 'not looked at any more, and nobody knows whether it has left the cluster' : 'gone'}`,
    ]),
    ...lines('node', nodes.come, 'new'),
    ...lines('rule', rules.gone, 'not judged any more'),
    ...lines('rule', rules.come, 'was not judged before'),
  ];
}

/** An empty value is one whose being there says all. */
function moved(before: string | null, after: string | null): string {
  if (before === null) return after ? `new, ${visible(after)}` : 'new';
  if (after === null) return before === '' ? 'gone' : `gone, was ${visible(before)}`;
  return `${visible(before)} → ${visible(after)}`;
}
