import { AuditError } from '../audit/audit-error.ts';
import { type AuditFolder, nightsIn, openAuditFolder } from '../audit/audit-folder.ts';
import { nothingCollected } from '../audit/make-notification.ts';
import { type Past, readPast } from '../audit/past.ts';
import { type Recorded, recordNight } from '../audit/record.ts';
import { compareWithHistory, settle } from '../audit/update-history.ts';
import type { Result } from '../evaluate/types.ts';
import { plain } from '../snapshot/quote.ts';
import type { Snapshot } from '../snapshot/types.ts';
import type { AuditOptions } from './commands/audit.ts';
import { sayComplaints } from './complaints.ts';
import { type Comparison, type Decision, decide } from './decide.ts';
import { NOTHING_COLLECTED, raiseExitCode } from './exit-codes.ts';
import { type HistoryPlace, historyPlace } from './history-place.ts';
import { INTERRUPTED } from './interruption.ts';
import { judgeSnapshot } from './judge.ts';
import type { LiveOutcome } from './live.ts';
import { nightReports } from './night-reports.ts';
import { loadPolicy } from './policy.ts';
import { printResult } from './print-result.ts';
import { readSettingsBesideHistory } from './settings.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { channelsOf, tellOfNight, tellOfNothing } from './tell.ts';

/** Where an audit writes; nothing of it where that cannot be written, and the scan is made all the same. */
interface Desk {
  readonly folder: AuditFolder | null;
  readonly place: HistoryPlace | null;
  readonly complaints: readonly string[];
}

/**
 * Judges a snapshot, this machine, or the cluster where `path` is null, as a night of an audit: prints the result, keeps it, and tells who is to be told. Throws AuditError where
 * another audit holds the folder.
 */
export async function audit(path: string | null, options: AuditOptions): Promise<void> {
  const settings = readSettingsBesideHistory(options);
  const policy = await loadPolicy(settings, options.rule ?? []);
  const desk = await openDesk(options);
  try {
    const complaints = [...desk.complaints];
    const { keep: _nights, ...taking } = options;
    const snapshot = await takeSnapshot(path, taking, (sentence) => complaints.push(sentence));
    if (!('manifest' in snapshot)) return await sayNothingCollected(snapshot, options, complaints);
    try {
      const { result: judged, internalErrors } = await judgeSnapshot(snapshot, policy, options);
      const past = desk.place && (await readPast(desk.place.store, desk.folder && nightsIn(desk.folder.path)));
      const stranger = past && strangerSentence(past, judged, desk);
      const decision = decide(judged, policy, settings, comparisonWith(stranger ? null : past, stranger));
      raiseExitCode(decision.verdict.exitCode);
      complaints.push(...decision.complaints);
      const { result, verdict } = decision;
      complaints.push(...(await printResult(result, verdict, settings, options.color, options.out ?? null)));
      complaints.push(...(await keepAndTell(stranger ? null : past, desk, decision, snapshot, options)));
      sayComplaints(complaints, policy.problems, internalErrors, settings.verbose.value);
    } finally {
      snapshot.close();
    }
  } finally {
    await desk.place?.close();
    desk.folder?.release();
  }
}

async function openDesk({ out, historyConfigmap, kubeconfig, context }: AuditOptions): Promise<Desk> {
  const complaints: string[] = [];
  let folder: AuditFolder | null = null;
  try {
    folder = out === undefined ? null : await openAuditFolder(out);
  } catch (error) {
    if (!(error instanceof AuditError) || error.kind === 'busy') throw error;
    complaints.push(error.message);
  }
  if (folder === null && historyConfigmap === undefined) return { folder, place: null, complaints };
  const connection = {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  };
  try {
    return { folder, place: await historyPlace(out, historyConfigmap, connection), complaints };
  } catch (error) {
    folder?.release();
    throw error;
  }
}

function comparisonWith(past: Past | null, stranger: string | null): Comparison {
  const history = past?.history ?? null;
  return {
    compare: history && ((result) => compareWithHistory(result, history)),
    past: 'history',
    complaints: stranger === null ? (past?.complaints ?? []) : [stranger],
  };
}

/** What is fixed here would be told of findings there. */
function strangerSentence({ history }: Past, { snapshot }: Result, { folder, place }: Desk): string | null {
  if (history === null || history.sequence === 0 || history.cluster === snapshot.cluster) return null;
  const name = (cluster: string | null) => (cluster === null ? 'a cluster without a name' : `the cluster ${cluster}`);
  return `${folder ? plain(folder.path) : place?.store.name} holds the nights of ${name(history.cluster)}, and this one is of ${name(snapshot.cluster)}, so it was not kept; give each cluster its own.`;
}

/** Gives a sentence for each thing that failed. */
async function keepAndTell(
  past: Past | null,
  { folder, place }: Desk,
  { result, verdict }: Decision,
  snapshot: Snapshot,
  options: AuditOptions,
): Promise<readonly string[]> {
  const taken = timeOf(result);
  if (past?.history?.last && Date.parse(taken) < Date.parse(past.history.last))
    say(
      `this snapshot (${taken}) is older than that of the last night (${past.history.last}): it was given late, or a clock went back.`,
    );
  const tell = channelsOf(options);
  const reports = folder === null ? new Map<string, Iterable<string>>() : await nightReports(result, verdict);
  const recorded: Recorded =
    past === null || place === null
      ? { night: null, history: null, complaints: [], notes: [] }
      : await recordNight(
          { folder, store: place.store, past, keep: options.keep, tell },
          { result, verdict, snapshot, taken, reports },
        );
  for (const note of recorded.notes) say(note);
  if (recorded.night !== null) say(`kept as ${plain(recorded.night)}`);
  const { night, history } = recorded;
  const { told, complaints } = await tellOfNight(options, { result, verdict, history, night, taken });
  return [...recorded.complaints, ...complaints, ...(await settleWith(place, recorded, told))];

  /** A history that still owes what was told would tell it twice. */
  async function settleWith(at: HistoryPlace | null, { history: now }: Recorded, done: typeof told) {
    if (at === null || now === null || !done.some((channel) => now.owed[channel].length > 0)) return [];
    try {
      await at.store.update((current) => settle(current ?? now, done));
      return [];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return [`${at.store.name} cannot be written (${why}); what was told now will be told once more.`];
    }
  }
}

/** Times of a snapshot that was put together by hand may be missing: then it is of now. */
function timeOf({ snapshot: { from, to } }: Result): string {
  const moment = new Date(to ?? from ?? Date.now());
  return (Number.isNaN(moment.getTime()) ? new Date() : moment).toISOString();
}

async function sayNothingCollected(
  { interrupted }: LiveOutcome,
  options: AuditOptions,
  complaints: readonly string[],
): Promise<void> {
  const { complaints: untold } = interrupted ? { complaints: [] } : await tellOfNothing(options, nothingCollected());
  sayComplaints([...complaints, ...untold], [], [], options.verbose ?? false);
  if (interrupted) process.exitCode = INTERRUPTED;
  else raiseExitCode(NOTHING_COLLECTED);
}

const say = (sentence: string): void => void process.stderr.write(`netlint: ${sentence}\n`);
