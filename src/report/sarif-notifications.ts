import type { Notification } from 'sarif';
import type { Result, UnknownOutcome } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import { numberOf } from './group.ts';
import { shorten } from './shorten.ts';

/** Reasons that are told one by one, and targets that one of them names. */
const SHOWN = { reasons: 200, targets: 20 } as const;

/** What could not be collected, which checks could not be made for it, and the sentences that every output has. */
export function notifications({ coverage, unknown }: Result, sentences: readonly string[]): Notification[] {
  const broken = coverage.sources.filter(({ status }) => status !== 'ok');
  const reasons = [...Map.groupBy(unknown, ({ missing, reason }) => `${missing}: ${reason}`)].sort(
    ([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1),
  );
  const more = reasons.length - SHOWN.reasons;
  return [
    ...broken.map(
      ({ id, status, reason }): Notification => ({
        level: status === 'failed' ? 'error' : 'warning',
        descriptor: { id: `collect/${status}` },
        message: { text: `${tame(id)}: ${status}${reason === undefined ? '' : `, ${tame(reason)}`}` },
        locations: [{ logicalLocations: [{ fullyQualifiedName: tame(id), kind: 'source' }] }],
      }),
    ),
    ...reasons.slice(0, SHOWN.reasons).map(([reason, checks]) => unseen(reason, checks)),
    ...(more > 0
      ? [note(`${more} more of ${reasons.length} reasons why checks could not be made are not shown.`)]
      : []),
    ...sentences.map(note),
  ];
}

function unseen(reason: string, checks: readonly UnknownOutcome[]): Notification {
  const targets = [...new Set(checks.map(({ target }) => target))].sort();
  const more = targets.length - SHOWN.targets;
  return {
    level: 'warning',
    descriptor: { id: 'check/unknown' },
    message: {
      text: `${numberOf(checks.length, 'check')} could not be made: ${tame(reason)}${more > 0 ? ` (${SHOWN.targets} of ${targets.length} targets are named)` : ''}`,
    },
    locations: targets.slice(0, SHOWN.targets).map((target) => ({
      logicalLocations: [{ fullyQualifiedName: tame(target), kind: target.split('/')[0] ?? 'target' }],
    })),
    properties: { rules: [...new Set(checks.map(({ rule }) => rule))].sort() },
  };
}

const note = (text: string): Notification => ({ level: 'note', message: { text: tame(text) } });

const tame = (text: string): string => visible(shorten(text));
