import type { Finding, Severity } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import { counted, totals } from './group.ts';
import { ended } from './pieces.ts';
import type { Report } from './report.ts';
import { shorten } from './shorten.ts';

type Level = 'error' | 'warning' | 'notice';

const levels: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'warning',
  info: 'notice',
};

/** GitHub shows ten annotations of a level for one step (and 50 for a job) and drops the others without a word. */
const SHOWN = 10;

/**
 * Workflow commands that GitHub Actions turns into annotations: roots first, then what they explain. The last notice of a run has the
 * totals and says what was left out.
 */
export const github: Report = function* (result, { verdict }) {
  const findings = counted(result).toSorted((a, b) => Number(a.causedBy !== null) - Number(b.causedBy !== null));
  const byLevel = Map.groupBy(findings, ({ severity }) => levels[severity]);
  // The totals take one of the notices.
  const shown = (['error', 'warning', 'notice'] as const).flatMap((level) =>
    (byLevel.get(level) ?? []).slice(0, level === 'notice' ? SHOWN - 1 : SHOWN),
  );
  const left = findings.length - shown.length;
  const { percent, checked, unknown } = result.coverage;
  const sentences = [
    `${totals(result)}.`,
    ...(left > 0 ? [`Shown are ${shown.length} of ${findings.length}, as GitHub takes ten annotations a level.`] : []),
    `Coverage ${percent} % (${checked} of ${checked + unknown} checks).`,
    ...verdict.sentences,
    verdict.lastLine,
  ];
  yield* ended([...shown.map(annotation), command('notice', 'netlint', sentences.join(' '))]);
};

function annotation({ severity, rule, failureMode, target, message, fingerprint }: Finding): string {
  const title = `${severity}: ${rule}${failureMode === null ? '' : ` ${failureMode}`}`;
  return command(levels[severity], title, `${message} (${target.key}, ${fingerprint})`);
}

/** A value must not end its line or its property: https://github.com/actions/toolkit, packages/core/src/command.ts. */
const command = (level: Level, title: string, text: string): string =>
  `::${level} title=${escapeData(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${escapeData(text)}`;

const escapeData = (text: string): string => visible(shorten(text)).replaceAll('%', '%25');
