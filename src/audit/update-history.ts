import type { Finding, Result } from '../evaluate/types.ts';
import { severities } from '../evaluate/types.ts';
import { BASELINE_VERSION, compareWithBaseline } from '../gate/baseline.ts';
import type { Channel, History, HistoryEntry } from './history.ts';
import { channels } from './history.ts';

/** A night as the history counts it. */
export interface NightOf {
  readonly sequence: number;
  /** RFC 3339, UTC: the time of its snapshot. */
  readonly taken: string;
}

/**
 * Says of each finding whether the last night knew it, and what of that night is gone: as with a baseline that holds what is open. Waivers
 * that have expired are in it too, so that each is new for one night.
 */
export const compareWithHistory = (result: Result, { cluster, sequence, last, entries }: History): Result =>
  compareWithBaseline(result, {
    netlintBaseline: BASELINE_VERSION,
    cluster: sequence === 0 ? result.snapshot.cluster : cluster,
    taken: last,
    entries: entries
      .filter(({ state }) => state === 'open')
      .map(({ fingerprint, rule, target, severity }) => ({ fingerprint, rule, target, severity })),
  });

/**
 * The history after one more night. What was open and not found is fixed only if somebody looked; else it stays open and says since when nobody
 * could. A snapshot that is judged once more (the same time as the last) counts as one night. `tell` are the channels to which what is new is owed.
 */
export function updateHistory(
  history: History,
  judged: Result,
  { sequence, taken }: NightOf,
  tell: readonly Channel[] = [],
): History {
  const result = compareWithHistory(judged, history);
  const found = graver(result.findings);
  const gone = new Set(result.baseline?.fixed.map(({ fingerprint }) => fingerprint));
  const unseen = new Map(result.baseline?.unseen.map(({ fingerprint, reason }) => [fingerprint, reason]));
  const before = new Map(history.entries.map((entry) => [entry.fingerprint, entry]));
  const entries = history.entries.map((entry): HistoryEntry => {
    const finding = found.get(entry.fingerprint);
    if (finding) return seenAgain(entry, finding, taken);
    if (gone.has(entry.fingerprint)) return { ...entry, state: 'fixed', since: taken, unseen: null };
    const reason = unseen.get(entry.fingerprint);
    return reason === undefined ? entry : { ...entry, unseen: { since: entry.unseen?.since ?? taken, reason } };
  });
  for (const finding of found.values()) if (!before.has(finding.fingerprint)) entries.push(seenFirst(finding, taken));
  const fresh = newFindings(result).map(({ fingerprint }) => fingerprint);
  return {
    ...history,
    cluster: judged.snapshot.cluster,
    sequence: Math.max(sequence, history.sequence + 1),
    nights: history.nights + (taken === history.last ? 0 : 1),
    first: history.first ?? taken,
    last: taken,
    owed: owing(history, tell, fresh),
    entries,
  };
}

/** What somebody should be told: new since the last night, and accepted by nobody. */
export const newFindings = ({ findings }: Result): readonly Finding[] =>
  findings.filter(({ baseline, suppressed }) => baseline === 'new' && !suppressed);

/** Somebody was told: nothing is owed to these channels any more. */
export const settle = (history: History, told: readonly Channel[]): History => ({
  ...history,
  owed: byChannel((channel) => (told.includes(channel) ? [] : history.owed[channel])),
});

/** A channel that is not asked for any more is owed nothing. */
const owing = ({ owed }: History, tell: readonly Channel[], fresh: readonly string[]): History['owed'] =>
  byChannel((channel) => (tell.includes(channel) ? [...new Set([...owed[channel], ...fresh])].sort() : []));

const byChannel = (of: (channel: Channel) => readonly string[]): History['owed'] =>
  Object.fromEntries(channels.map((channel) => [channel, of(channel)])) as unknown as History['owed'];

function seenFirst({ fingerprint, rule, target, severity }: Finding, taken: string): HistoryEntry {
  return {
    fingerprint,
    rule,
    target: target.key,
    severity,
    state: 'open',
    since: taken,
    firstSeen: taken,
    lastSeen: taken,
    nights: 1,
    unseen: null,
  };
}

function seenAgain(entry: HistoryEntry, { rule, target, severity }: Finding, taken: string): HistoryEntry {
  return {
    ...entry,
    rule,
    target: target.key,
    severity,
    state: 'open',
    since: entry.state === 'open' ? entry.since : taken,
    lastSeen: taken,
    nights: entry.nights + (entry.lastSeen === taken ? 0 : 1),
    unseen: null,
  };
}

/** Pods of one owner share a fingerprint: the gravest speaks for them. */
function graver(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const rank = ({ severity }: Finding) => severities.indexOf(severity);
  const found = new Map<string, Finding>();
  for (const finding of findings) {
    const known = found.get(finding.fingerprint);
    if (!known || rank(finding) < rank(known)) found.set(finding.fingerprint, finding);
  }
  return found;
}
