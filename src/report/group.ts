import type { Finding, Result } from '../evaluate/types.ts';

/** `flannel` of `flannel/device-missing`. */
export const areaOf = (rule: string): string => rule.slice(0, Math.max(rule.indexOf('/'), 0)) || 'other';

/** Findings that count: not accepted by a waiver. */
export const counted = ({ findings }: Result): readonly Finding[] => findings.filter(({ suppressed }) => !suppressed);

/** `3 findings (1 critical, 2 low), 4 more explained by them, 1 suppressed`: the same words in every short output. */
export function totals({ findings, summary }: Result): string {
  const roots = findings.filter(({ causedBy, suppressed }) => causedBy === null && !suppressed);
  const severities = [...Map.groupBy(roots, ({ severity }) => severity)].map(
    ([name, list]) => `${list.length} ${name}`,
  );
  const parts = [
    summary.roots === 0 && summary.folded === 0
      ? 'no findings'
      : `${summary.roots} ${summary.roots === 1 ? 'finding' : 'findings'}${severities.length > 0 ? ` (${severities.join(', ')})` : ''}`,
    ...(summary.folded > 0 ? [`${summary.folded} more explained by them`] : []),
    ...(summary.suppressed > 0 ? [`${summary.suppressed} suppressed`] : []),
  ];
  return parts.join(', ');
}

/** `Shown are 5,000 of 25,000 findings: …` where a format has a limit; null where all are shown. */
export const cutSentence = (shown: number, all: number, why: string, what = 'findings'): string | null =>
  shown === all ? null : `Shown are ${shown} of ${all} ${what}: ${why}.`;

/** `1 target`, `3 targets`. */
export const numberOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
