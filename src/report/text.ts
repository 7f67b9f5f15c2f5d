import type { Finding, Result } from '../evaluate/types.ts';
import { severities } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import type { Report } from './report.ts';
import type { Style } from './style.ts';
import { createStyle } from './style.ts';
import { coverageLines } from './text-coverage.ts';
import { findingLines, foldedLines } from './text-finding.ts';

/** For people: what is broken and why, the cause first; at the end how much was looked at and what was not. */
export const text: Report = (result, options) => {
  const style = createStyle(options.color);
  const lines = [headline(result, style), ...result.snapshot.notes.map((note) => visible(note)), ''];
  const folded = Map.groupBy(
    result.findings.filter(({ causedBy }) => causedBy !== null),
    ({ causedBy }) => causedBy,
  );
  const told = new Set<string>();
  for (const root of result.findings.filter(({ causedBy }) => causedBy === null)) {
    // Pods of one owner share a fingerprint: what is folded is told under the first of them.
    const below = told.has(root.fingerprint) ? [] : (folded.get(root.fingerprint) ?? []);
    told.add(root.fingerprint);
    lines.push(...findingLines(root, style, options), ...foldedLines(below, style, options), '');
  }
  lines.push(...coverageLines(result, style, options));
  if (options.verdict.sentences.length > 0)
    lines.push('', ...options.verdict.sentences.map((sentence) => style.strong(visible(sentence))));
  return `${lines.join('\n')}\n`;
};

function headline({ snapshot, findings }: Result, style: Style): string {
  const nodes = `${snapshot.nodes.length} ${snapshot.nodes.length === 1 ? 'node' : 'nodes'}`;
  const cluster = snapshot.cluster === null ? nodes : `cluster ${visible(snapshot.cluster)}, ${nodes}`;
  const taken = snapshot.to === null ? '' : `, taken ${visible(snapshot.to)}`;
  const roots = findings.filter(({ causedBy }) => causedBy === null);
  return `${cluster}${taken}: ${roots.length === 0 ? style.good('no findings') : counts(roots, findings.length - roots.length)}`;
}

function counts(roots: readonly Finding[], folded: number): string {
  const bySeverity = severities
    .map((severity) => ({ severity, count: roots.filter((root) => root.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  const noun = roots.length === 1 ? 'finding' : 'findings';
  return `${roots.length} ${noun} (${bySeverity.join(', ')})${folded > 0 ? `, ${folded} more explained by them` : ''}`;
}
