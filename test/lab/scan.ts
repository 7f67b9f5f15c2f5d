import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFor } from '../../src/cli/policy.ts';
import { loadTestedRuleSet } from '../../src/cli/rule-set.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { type Finding, type Result, severities } from '../../src/evaluate/types.ts';
import { factRegistry } from '../../src/facts/registry.ts';
import { buildClusterModel } from '../../src/model/cluster.ts';
import { openSnapshot } from '../../src/snapshot/open.ts';
import { type CollectOptions, collect } from './collect.ts';
import type { Lab } from './lab.ts';

const rules = loadTestedRuleSet([]);

/** Judges a snapshot folder as `netlint scan` does. */
export async function scanFolder(folder: string): Promise<Result> {
  const snapshot = await openSnapshot(folder);
  try {
    const { result, internalErrors } = await evaluate({
      cluster: buildClusterModel(snapshot),
      manifest: snapshot.manifest,
      rules: (await rules).rules.filter(({ id }) => isFor('scan', id)),
      facts: factRegistry,
      outputsOf: (node) => (snapshot.nodeNames.includes(node) ? snapshot.readNode(node).index.outputs : []),
    });
    const [bug] = internalErrors;
    if (bug !== undefined) throw new Error(`fact ${bug.fact} on ${bug.target} failed`, { cause: bug.error });
    return result;
  } finally {
    snapshot.close();
  }
}

/** Collects from the lab and judges. */
export async function scan(lab: Lab, options: CollectOptions = {}): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'netlint-lab-'));
  try {
    await collect(lab, join(folder, 'snapshot'), options);
    return await scanFolder(join(folder, 'snapshot'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const mediumOrWorse: readonly string[] = severities.slice(0, severities.indexOf('medium') + 1);

/** Findings at or above medium, one line each. */
export function serious(result: Result): readonly string[] {
  return result.findings.filter(({ severity }) => mediumOrWorse.includes(severity)).map(describe);
}

export function describe({ rule, severity, target, message }: Finding): string {
  return `${severity} ${rule} on ${target.key}: ${message}`;
}
