import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { Result } from '../../src/evaluate/types.ts';
import { factRegistry } from '../../src/facts/registry.ts';
import { buildClusterModel } from '../../src/model/cluster.ts';
import { catalogue, loadRules } from '../../src/rules/load.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';

const loaded = loadRules([catalogue], factRegistry);

/** Judges a snapshot by the rules of some areas. */
export async function judge(snapshot: Snapshot, areas: readonly string[]): Promise<Result> {
  const { result, internalErrors } = await evaluate({
    cluster: buildClusterModel(snapshot),
    manifest: snapshot.manifest,
    rules: loaded.rules.filter(({ area }) => areas.includes(area)),
    facts: factRegistry,
    outputsOf: (node) => (snapshot.nodeNames.includes(node) ? snapshot.readNode(node).index.outputs : []),
  });
  const [bug] = internalErrors;
  if (bug) throw new Error(`${bug.fact} on ${bug.target} failed`, { cause: bug.error });
  return result;
}

/** `flannel/vtep-mac-stale node/n1` for each root, in their order. */
export const roots = ({ findings }: Result): readonly string[] =>
  findings.filter(({ causedBy }) => causedBy === null).map(({ rule, target }) => `${rule} ${target.key}`);

/** The same for what folds under them, sorted. */
export const folded = ({ findings }: Result): readonly string[] =>
  findings
    .filter(({ causedBy }) => causedBy !== null)
    .map(({ rule, target }) => `${rule} ${target.key}`)
    .sort();

/** `flannel/vtep-mac-stale node/n1` for each check that could not be made, sorted. */
export const unknowns = ({ unknown }: Result): readonly string[] =>
  unknown.map(({ rule, target }) => `${rule} ${target}`).sort();
