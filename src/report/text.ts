import type { Finding, Result } from '../evaluate/types.ts';
import { severities } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import type { Report } from './report.ts';
import type { Style } from './style.ts';
import { createStyle } from './style.ts';
import { acceptedLines, baselineLines } from './text-accepted.ts';
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
  const accepted: Finding[] = [];
  for (const root of result.findings.filter(({ causedBy }) => causedBy === null)) {
    // Pods of one owner share a fingerprint: what is folded is told under the first of them.
    const below = told.has(root.fingerprint) ? [] : (folded.get(root.fingerprint) ?? []);
    told.add(root.fingerprint);
    if ([root, ...below].every(({ suppressed }) => suppressed)) accepted.push(root, ...below);
    else lines.push(...findingLines(root, style, options), ...foldedLines(below, style, options), '');
  }
  lines.push(...acceptedLines(accepted, style, options), ...baselineLines(result, style, options));
  for (const line of [...coverageLines(result, style, options), '']) lines.push(line);
  const { notes, sentences, lastLine } = options.verdict;
  lines.push(...notes.map(visible), ...sentences.map((sentence) => style.strong(visible(sentence))));
  lines.push(visible(lastLine));
  return `${lines.join('\n')}\n`;
};

function headline({ snapshot, findings, summary, coverage }: Result, style: Style): string {
  const nodes = `${snapshot.nodes.length} ${snapshot.nodes.length === 1 ? 'node' : 'nodes'}`;
  const cluster = snapshot.cluster === null ? nodes : `cluster ${visible(snapshot.cluster)}, ${nodes}`;
  const taken = snapshot.to === null ? '' : `, taken ${visible(snapshot.to)}`;
  const roots = findings.filter(({ causedBy, suppressed }) => causedBy === null && !suppressed);
  const suppressed = summary.suppressed > 0 ? `, ${summary.suppressed} suppressed` : '';
  const nothing = roots.length + summary.folded === 0;
  return `${cluster}${taken}: ${nothing ? style.good('no findings') : counts(roots, summary.folded)}${suppressed}${littleSeen(coverage)}`;
}

/** Whoever reads no further than the first line must not take silence for health. */
const littleSeen = ({ percent, checked, unknown }: Result['coverage']): string =>
  percent >= 50 || checked + unknown === 0 ? '' : `, but only ${percent} % of the checks could be made`;

function counts(roots: readonly Finding[], folded: number): string {
  const bySeverity = severities
    .map((severity) => ({ severity, count: roots.filter((root) => root.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  const noun = roots.length === 1 ? 'finding' : 'findings';
  const graver = bySeverity.length > 0 ? ` (${bySeverity.join(', ')})` : '';
  return `${roots.length} ${noun}${graver}${folded > 0 ? `, ${folded} more explained by ${roots.length === 0 ? 'what is suppressed' : 'them'}` : ''}`;
}
