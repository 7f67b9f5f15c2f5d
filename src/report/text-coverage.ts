import type { CoverageCount, Result, UnknownOutcome } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import type { ReportOptions } from './report.ts';
import type { Style } from './style.ts';

/** Reasons, areas and nodes that are shown without --verbose. */
const SHOWN = 8;

/** How much was looked at, and what was not, by reason. */
export function* coverageLines(result: Result, style: Style, options: ReportOptions): Generator<string> {
  const { coverage, unknown } = result;
  yield `${style.strong('Coverage')} ${percentOf(coverage)}, ${coverage.notApplicable} not applicable`;
  const incomplete = (counts: Readonly<Record<string, CoverageCount>>): string[] =>
    Object.entries(counts)
      .filter(([, count]) => options.verbose || count.unknown > 0)
      .map(([name, count]) => `${visible(name)} ${percentOf(count)}`);
  yield* wrapped('by area', incomplete(coverage.byArea), options);
  yield* wrapped('by node', incomplete(coverage.byNode), options);
  const broken = coverage.sources.filter(({ status }) => status !== 'ok');
  for (const { id, status, reason } of cut(broken, options))
    yield `  ${visible(id)}: ${status}${reason === undefined ? '' : `, ${visible(reason)}`}`;
  if (unknown.length === 0) return;
  yield style.strong('Not looked at');
  yield* reasonLines(unknown, options);
  if (options.verbose)
    for (const { rule, target, reason } of unknown) yield `    ${rule} on ${visible(target)}: ${visible(reason)}`;
}

const percentOf = ({ percent, checked, unknown }: CoverageCount): string =>
  `${percent} % (${checked} of ${checked + unknown} checks)`;

function wrapped(title: string, entries: readonly string[], options: ReportOptions): readonly string[] {
  if (entries.length === 0) return [];
  const shown = cut(entries, options);
  const rest = entries.length - shown.length;
  return [`  ${title}: ${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`];
}

/** Checks that could not be made, grouped by what was missing: the reason that costs most comes first. */
function reasonLines(unknown: readonly UnknownOutcome[], options: ReportOptions): readonly string[] {
  const groups = [...Map.groupBy(unknown, ({ missing, reason }) => `${missing}: ${reason}`)];
  groups.sort(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1));
  const shown = cut(groups, options);
  const lines = shown.map(
    ([reason, checks]) =>
      `  ${checks.length} ${checks.length === 1 ? 'check' : 'checks'}: ${visible(reason)} (${targetsIn(checks)})`,
  );
  if (groups.length > shown.length)
    lines.push(`  and ${groups.length - shown.length} more reasons; --verbose shows them`);
  return lines;
}

function targetsIn(checks: readonly UnknownOutcome[]): string {
  const targets = [...new Set(checks.map(({ target }) => visible(target)))].sort();
  return targets.length <= 3 ? targets.join(', ') : `${targets.slice(0, 3).join(', ')} and ${targets.length - 3} more`;
}

const cut = <T>(entries: readonly T[], { verbose }: ReportOptions): readonly T[] =>
  verbose ? entries : entries.slice(0, SHOWN);
