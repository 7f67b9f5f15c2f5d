import type { Finding, Result } from '../evaluate/types.ts';
import { severities } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import { ended } from './pieces.ts';
import type { Report, ReportOptions } from './report.ts';
import type { Style } from './style.ts';
import { createStyle } from './style.ts';
import { acceptedLines, baselineLines } from './text-accepted.ts';
import { coverageLines } from './text-coverage.ts';
import { findingLines, foldedLines } from './text-finding.ts';

/** For people: what is broken and why, the cause first; at the end how much was looked at and what was not. */
export const text: Report = (result, options) => ended(linesOf(result, options));

function* linesOf(result: Result, options: ReportOptions): Generator<string> {
  const style = createStyle(options.color);
  yield headline(result, style);
  yield* result.snapshot.notes.map(visible);
  yield '';
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
    else {
      yield* findingLines(root, style, options);
      yield* foldedLines(below, style, options);
      yield '';
    }
  }
  yield* acceptedLines(accepted, style, options);
  yield* baselineLines(result, style, options);
  yield* coverageLines(result, style, options);
  yield '';
  const { notes, sentences, lastLine } = options.verdict;
  yield* notes.map(visible);
  yield* sentences.map((sentence) => style.strong(visible(sentence)));
  yield visible(lastLine);
}

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
