import type { BaselineEntry, Finding, Result } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import type { ReportOptions } from './report.ts';
import type { Style } from './style.ts';

/** Entries that are shown without --verbose. */
const SHOWN = 10;

/** `, accepted until 2026-12-31 by x` or `, new`: what a gate makes of a finding. */
export function marks({ suppressed, baseline }: Finding): string {
  const accepted = suppressed ? `, accepted until ${suppressed.expires} by ${visible(suppressed.owner)}` : '';
  return `${accepted}${baseline === null ? '' : `, ${baseline}`}`;
}

/** Groups of which nothing counts: what is accepted, by whom, why and until when. */
export function acceptedLines(accepted: readonly Finding[], style: Style, options: ReportOptions): readonly string[] {
  if (accepted.length === 0) return [];
  const lines = cut(accepted, options).flatMap((finding) => [
    `  ${style.severity(finding.severity, finding.severity)} ${visible(finding.message)}`,
    `    ${style.faint(`${finding.rule}${finding.failureMode === null ? '' : ` ${finding.failureMode}`} on ${visible(finding.target.key)}, ${finding.fingerprint}${marks(finding)}`)}`,
    ...(finding.suppressed ? [`    because: ${visible(finding.suppressed.reason)}`] : []),
  ]);
  return [style.strong('Suppressed by waivers'), ...lines, ...more(accepted, options), ''];
}

/** What a baseline or the last night has and the snapshot has not. */
export function baselineLines({ baseline }: Result, style: Style, options: ReportOptions): readonly string[] {
  if (!baseline) return [];
  const { fixed, unseen } = baseline;
  const entry = ({ rule, target, severity, fingerprint }: BaselineEntry): string =>
    `  ${severity} ${visible(rule)} on ${visible(target)}, ${fingerprint}`;
  const isNight = options.verdict.past === 'history';
  const gone = isNight
    ? 'Fixed since the last night'
    : 'Fixed since the baseline (its entries are stale; write it anew to drop them)';
  const open = isNight ? 'Open before, and not looked for' : 'In the baseline, and not looked for';
  return [
    ...section(gone, fixed, entry),
    ...section(open, unseen, (each) => `${entry(each)}: ${visible(each.reason)}`),
  ];

  function section<T>(title: string, entries: readonly T[], line: (entry: T) => string): readonly string[] {
    if (entries.length === 0) return [];
    return [style.strong(title), ...cut(entries, options).map(line), ...more(entries, options), ''];
  }
}

const cut = <T>(entries: readonly T[], { verbose }: ReportOptions): readonly T[] =>
  verbose ? entries : entries.slice(0, SHOWN);

const more = (entries: readonly unknown[], { verbose }: ReportOptions): readonly string[] =>
  verbose || entries.length <= SHOWN ? [] : [`  and ${entries.length - SHOWN} more; --verbose shows them`];
