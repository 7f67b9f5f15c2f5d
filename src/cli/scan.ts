import { writeFileSync } from 'node:fs';
import { evaluate } from '../evaluate/evaluate.ts';
import type { InternalError } from '../evaluate/fact-store.ts';
import type { Result } from '../evaluate/types.ts';
import { getOrMake } from '../facts/get-or-make.ts';
import { factRegistry } from '../facts/registry.ts';
import type { Verdict } from '../gate/verdict.ts';
import { verdictOf } from '../gate/verdict.ts';
import { buildClusterModel } from '../model/cluster.ts';
import { visible, visibleLines } from '../report/escape.ts';
import type { ReportOptions } from '../report/report.ts';
import { loadReport } from '../report/report.ts';
import type { LoadedRules } from '../rules/load.ts';
import type { OutputRecord, Snapshot } from '../snapshot/types.ts';
import type { ScanOptions } from './commands/scan.ts';
import { BUG, raiseExitCode, UsageError, WRONG_USAGE } from './exit-codes.ts';
import { loadTestedRuleSet, printProblems } from './rule-set.ts';
import { selectionOf, selectRules } from './selection.ts';

/** Judges a snapshot, or this machine when `path` is null; prints the result and sets the exit code. */
export async function scan(path: string | null, options: ScanOptions): Promise<void> {
  const loaded = await loadTestedRuleSet(options.rules ?? []);
  const rules = selectRules(loaded.rules, options.rule ?? []);
  const snapshot = path === null ? await collectLocal(options) : await openSnapshot(path);
  try {
    const cluster = buildClusterModel(snapshot);
    const { result, internalErrors } = await evaluate({
      cluster,
      manifest: snapshot.manifest,
      rules,
      facts: factRegistry,
      outputsOf: outputsOf(snapshot),
      selection: selectionOf(cluster, options.node ?? [], options.namespace ?? []),
    });
    const verdict = verdictOf(result, {
      failOn: options.failOn === 'never' ? null : options.failOn,
      minimumCoverage: options.minCoverage ?? null,
    });
    raiseExitCode(verdict.exitCode);
    await report(result, verdict, options);
    sayBugs(internalErrors, options.verbose ?? false);
  } finally {
    snapshot.close();
  }
  sayRuleProblems(loaded);
}

async function openSnapshot(path: string): Promise<Snapshot> {
  return (await import('../snapshot/open.ts')).openSnapshot(path);
}

async function collectLocal(options: ScanOptions): Promise<Snapshot> {
  return (await import('./local-snapshot.ts')).localSnapshot(options.timeout);
}

/** For evidence: read once for every node that has a finding. */
function outputsOf(snapshot: Snapshot): (node: string) => readonly OutputRecord[] {
  const known = new Map<string, readonly OutputRecord[]>();
  return (node) =>
    getOrMake(known, node, () => (snapshot.nodeNames.includes(node) ? snapshot.readNode(node).index.outputs : []));
}

async function report(result: Result, verdict: Verdict, options: ScanOptions): Promise<void> {
  const shared = { verbose: options.verbose ?? false, verdict };
  for (const { format, file } of options.output ?? []) {
    const text = (await loadReport(format))(result, { ...shared, color: false });
    try {
      writeFileSync(file, text);
    } catch (error) {
      throw new UsageError(
        `--output ${file} cannot be written (${error instanceof Error ? error.message : String(error)}); give another file.`,
      );
    }
  }
  const printed: ReportOptions = { ...shared, color: wantsColor(options) };
  process.stdout.write((await loadReport(options.format))(result, printed));
  // The text report ends with these; beside any other format they go where people look.
  if (options.format !== 'text') for (const sentence of verdict.sentences) process.stderr.write(`${sentence}\n`);
}

/** https://no-color.org: any value but the empty one turns colours off. */
const wantsColor = ({ color }: ScanOptions): boolean =>
  color && process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '';

function sayBugs(errors: readonly InternalError[], verbose: boolean): void {
  for (const { fact, target, error } of errors) {
    const text = error instanceof Error ? (verbose ? (error.stack ?? error.message) : error.message) : String(error);
    process.stderr.write(`a bug in netlint: fact ${fact} on ${visible(target)} failed: ${visibleLines(text)}\n`);
  }
  if (errors.length > 0) raiseExitCode(BUG);
}

/** Last, so that it is not lost above a long report. */
function sayRuleProblems({ problems }: LoadedRules): void {
  printProblems(problems);
  if (problems.some(({ level }) => level === 'error')) raiseExitCode(WRONG_USAGE);
}
