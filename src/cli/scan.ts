import { buildClusterModel } from '../model/cluster.ts';
import type { UpgradePlan } from '../model/upgrade-plan.ts';
import type { ScanOptions } from './commands/scan.ts';
import { sayComplaints } from './complaints.ts';
import { decide } from './decide.ts';
import { NOTHING_COLLECTED, raiseExitCode } from './exit-codes.ts';
import { INTERRUPTED } from './interruption.ts';
import { judgeSnapshot } from './judge.ts';
import { loadPolicy } from './policy.ts';
import { printResult } from './print-result.ts';
import { readSettings } from './settings.ts';
import { takeSnapshot } from './take-snapshot.ts';

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
  const snapshot = await takeSnapshot(path, options, (sentence) => unkept.push(sentence));
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
