import type { BaselineEntry, Finding, Result } from '../evaluate/types.ts';
import { severities } from '../evaluate/types.ts';
import type { Verdict } from '../gate/verdict.ts';
import type { Channel, History, HistoryEntry } from './history.ts';
import type { Notification } from './notification.ts';
import { NOTIFICATION_VERSION } from './notification.ts';
import { newFindings } from './update-history.ts';

/** Of each list; the result has all. */
const LONGEST = 100;

/** new: something is new, or an earlier night could not be told · change: something is fixed, too · always: every night. */
export const occasions = ['new', 'change', 'always'] as const;
export type Occasion = (typeof occasions)[number];

export interface Told {
  readonly result: Result;
  readonly verdict: Verdict;
  /** After this night; null where it could not be used. */
  readonly history: History | null;
  /** Folder of the night. */
  readonly night: string | null;
  readonly taken: string;
}

/** Tells whether a channel is to be told of a night. */
export function isDue(occasion: Occasion, channel: Channel, { result, history }: Told): boolean {
  if (occasion === 'always') return true;
  if ((history?.owed[channel].length ?? 0) > 0 || newFindings(result).length > 0) return true;
  return occasion === 'change' && (result.baseline?.fixed.length ?? 0) > 0;
}

/** What a channel is told of a night: values of messages, and nothing of the evidence. */
export function notificationOf(channel: Channel, { result, verdict, history, night, taken }: Told): Notification {
  const { snapshot, summary, coverage, baseline } = result;
  const entries = new Map(history?.entries.map((entry) => [entry.fingerprint, entry]));
  const fresh = newFindings(result);
  const isFresh = new Set(fresh.map(({ fingerprint }) => fingerprint));
  const missed = (history?.owed[channel] ?? []).flatMap((fingerprint) => {
    const entry = isFresh.has(fingerprint) ? undefined : entries.get(fingerprint);
    return entry ? [pastOf(entry)] : [];
  });
  const fixed = baseline?.fixed ?? [];
  const counts = baseline && {
    new: fresh.length,
    known: result.findings.length - fresh.length,
    fixed: fixed.length,
    unseen: baseline.unseen.length,
  };
  return {
    netlintNotification: NOTIFICATION_VERSION,
    outcome: 'judged',
    text: textOf(snapshot.cluster, fresh, counts, verdict),
    cluster: snapshot.cluster,
    taken,
    night,
    exitCode: verdict.exitCode,
    reasons: [...verdict.sentences],
    notLookedAt: verdict.lastLine,
    findings: { ...summary.bySeverity },
    coverage: coverage.percent,
    counts,
    new: fresh.slice(0, LONGEST).map((finding) => foundOf(finding, entries.get(finding.fingerprint), taken)),
    fixed: fixed.slice(0, LONGEST).map((entry) => goneOf(entry, entries.get(entry.fingerprint), taken)),
    missed: missed.slice(0, LONGEST),
    more: { new: beyond(fresh), fixed: beyond(fixed), missed: beyond(missed) },
  };
}

const beyond = (list: readonly unknown[]): number => Math.max(0, list.length - LONGEST);

/** For --notify always: nobody should take silence for health. */
export const nothingCollected = (): Notification => ({
  netlintNotification: NOTIFICATION_VERSION,
  outcome: 'nothing-collected',
  text: 'netlint audit: nothing could be collected; its log says why.',
  cluster: null,
  taken: null,
  night: null,
  exitCode: 3,
  reasons: ['Nothing could be collected.'],
  notLookedAt: null,
  findings: null,
  coverage: null,
  counts: null,
  new: [],
  fixed: [],
  missed: [],
  more: { new: 0, fixed: 0, missed: 0 },
});

function textOf(
  cluster: string | null,
  fresh: readonly Finding[],
  counts: Notification['counts'],
  { exitCode, sentences }: Verdict,
): string {
  const bySeverity = severities
    .map((severity) => [severity, fresh.filter((finding) => finding.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}`);
  const parts = [
    `${counts?.new ?? 'an unknown number of'} new${bySeverity.length > 0 ? ` (${bySeverity.join(', ')})` : ''}`,
    ...(counts ? [`${counts.known} known`, `${counts.fixed} fixed`] : []),
    ...(counts && counts.unseen > 0 ? [`${counts.unseen} not looked for`] : []),
  ];
  const first = fresh.find(({ causedBy }) => causedBy === null) ?? fresh[0];
  const gate = exitCode === 3 ? ` ${sentences.join(' ')}` : '';
  return `netlint audit${cluster === null ? '' : ` of ${cluster}`}: ${parts.join(', ')}.${first ? ` ${first.severity}: ${first.message}` : ''}${gate}`;
}

const pastOf = ({ rule, severity, target, fingerprint, firstSeen, lastSeen, nights }: HistoryEntry) => ({
  rule,
  severity,
  target,
  fingerprint,
  firstSeen,
  lastSeen,
  nights,
});

function foundOf(finding: Finding, entry: HistoryEntry | undefined, taken: string): Notification['new'][number] {
  const { rule, severity, target, fingerprint, title, failureMode, message, causedBy } = finding;
  const { firstSeen = taken, lastSeen = taken, nights = 1 } = entry ?? {};
  return {
    rule,
    severity,
    target: target.key,
    fingerprint,
    firstSeen,
    lastSeen,
    nights,
    title,
    failureMode,
    message,
    causedBy,
  };
}

/** The history may have dropped it for want of room. */
function goneOf(entry: BaselineEntry, known: HistoryEntry | undefined, taken: string): Notification['fixed'][number] {
  const { rule, severity, target, fingerprint } = entry;
  const { firstSeen = taken, lastSeen = taken, nights = 1 } = known ?? {};
  return { rule, severity, target, fingerprint, firstSeen, lastSeen, nights };
}
