import type { Severity } from '../evaluate/types.ts';
import { severities } from '../evaluate/types.ts';
import type { Diff } from './diff.ts';

export interface DiffThresholds {
  readonly failOn: 'never' | 'new' | `new:${Severity}`;
  /** A check that was made before and cannot be made after fails, too. */
  readonly keepCoverage: boolean;
}

/** 1 for new findings that nobody has accepted, 3 for coverage that was lost; where both hold it is 1, and both are said. */
export function diffVerdict(
  { new: added, coverage: { lost, nodes } }: Diff,
  { failOn, keepCoverage }: DiffThresholds,
): { readonly exitCode: 0 | 1 | 3; readonly sentences: readonly string[] } {
  const [, threshold] = failOn.split(':');
  const rank = threshold === undefined ? severities.length : severities.findIndex((each) => failOn === `new:${each}`);
  const grave =
    failOn === 'never'
      ? []
      : added.filter(({ severity, suppressed }) => !suppressed && severities.indexOf(severity) <= rank);
  const blind = keepCoverage ? lost.length : 0;
  const unread = keepCoverage ? nodes.unread : [];
  const sentences: string[] = [];
  if (grave.length > 0)
    sentences.push(
      `${grave.length} ${grave.length === 1 ? 'finding is' : 'findings are'} new${threshold === undefined ? '' : `, at or above ${threshold}`} (--fail-on ${failOn}).`,
    );
  if (blind > 0)
    sentences.push(
      `${blind} ${blind === 1 ? 'check' : 'checks'} could be made before and not after (--fail-on-lost-coverage).`,
    );
  if (unread.length > 0)
    sentences.push(
      `${unread.join(', ')} ${unread.length === 1 ? 'was' : 'were'} looked at before and not after, and nobody knows that ${unread.length === 1 ? 'it has' : 'they have'} left the cluster (--fail-on-lost-coverage).`,
    );
  return { exitCode: grave.length > 0 ? 1 : blind + unread.length > 0 ? 3 : 0, sentences };
}
