import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { Result } from '../../src/evaluate/types.ts';
import { facts as identity } from '../../src/facts/identity.ts';
import type { AnyFact } from '../../src/facts/registry.ts';
import { buildClusterModel } from '../../src/model/cluster.ts';
import { catalogue, loadRules } from '../../src/rules/load.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';

/** The result of the catalogue's rules of one area on a snapshot in memory, with that area's facts. */
export async function judge(snapshot: Snapshot, area: string, facts: readonly AnyFact[]): Promise<Result> {
  const registry = new Map([...identity, ...facts].map((fact) => [fact.name, fact as AnyFact]));
  const { rules } = loadRules([catalogue], registry);
  const { result, internalErrors } = await evaluate({
    cluster: buildClusterModel(snapshot),
    manifest: snapshot.manifest,
    rules: rules.filter((rule) => rule.id.startsWith(`${area}/`)),
    facts: registry,
    outputsOf: (node) => (snapshot.nodeNames.includes(node) ? snapshot.readNode(node).index.outputs : []),
  });
  if (internalErrors.length > 0) throw new Error(JSON.stringify(internalErrors));
  return result;
}
