import { buildClusterModel } from '../model/cluster.ts';
import type { UpgradePlan } from '../model/upgrade-plan.ts';
import type { Snapshot } from '../snapshot/types.ts';
import type { ScanOptions } from './commands/scan.ts';
import { sayComplaints } from './complaints.ts';
import { decide } from './decide.ts';
import { NOTHING_COLLECTED, raiseExitCode } from './exit-codes.ts';
import { INTERRUPTED } from './interruption.ts';
import { judgeSnapshot } from './judge.ts';
import type { LiveOutcome } from './live.ts';
import { loadPolicy } from './policy.ts';
import { printResult } from './print-result.ts';
import { readSettings } from './settings.ts';

/**
 * Judges a snapshot, this machine, or the cluster where `path` is null; prints the result and sets the exit code.
 *
 * @param upgrade set for an upgrade check: then the rules about upgrades are judged, and no others
 */
export async function scan(
  path: string | null,
  options: ScanOptions,
  upgrade: UpgradePlan | null = null,
): Promise<void> {
  const settings = readSettings(options);
  const policy = await loadPolicy(settings, options.rule ?? [], upgrade === null ? 'scan' : 'upgrade-check');
  const unkept: string[] = [];
  const snapshot = await take(path, options, (sentence) => unkept.push(sentence));
  if (!('manifest' in snapshot)) {
    sayComplaints(unkept, [], [], settings.verbose.value);
    if (snapshot.interrupted) process.exitCode = INTERRUPTED;
    else raiseExitCode(NOTHING_COLLECTED);
    return;
  }
  try {
    const { result: judged, internalErrors } = await judgeSnapshot(
      snapshot,
      policy,
      options,
      buildClusterModel(snapshot, upgrade),
    );
    const { result, verdict, complaints } = decide(judged, policy, settings);
    raiseExitCode(verdict.exitCode);
    const unwritten = await printResult(result, verdict, settings, options.color);
    sayComplaints([...complaints, ...unwritten, ...unkept], policy.problems, internalErrors, settings.verbose.value);
  } finally {
    snapshot.close();
  }
}

/** What is to be judged; where a cluster gave nothing or the user interrupted it, the user knows that already. */
async function take(
  path: string | null,
  options: ScanOptions,
  complain: (sentence: string) => void,
): Promise<Snapshot | LiveOutcome> {
  if (path !== null) return (await import('../snapshot/open.ts')).openSnapshot(path);
  if (options.local) return (await import('./local-snapshot.ts')).localSnapshot(options.timeout);
  return (await import('./live-snapshot.ts')).liveSnapshot(options, complain);
}
