import type { Evaluation } from '../evaluate/evaluate.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { getOrMake } from '../facts/get-or-make.ts';
import { factRegistry } from '../facts/registry.ts';
import { buildClusterModel } from '../model/cluster.ts';
import type { ClusterModel } from '../model/types.ts';
import type { OutputRecord, Snapshot } from '../snapshot/types.ts';
import type { Policy } from './policy.ts';
import { selectionOf } from './selection.ts';

/** What of a snapshot is to be judged: globs. */
interface Asked {
  readonly node?: readonly string[];
  readonly namespace?: readonly string[];
}

/** Judges what a snapshot shows by the rules of a policy; nothing is accepted or compared yet. */
export async function judgeSnapshot(
  snapshot: Snapshot,
  policy: Policy,
  asked: Asked,
  cluster: ClusterModel = buildClusterModel(snapshot),
): Promise<Evaluation> {
  return evaluate({
    cluster,
    manifest: snapshot.manifest,
    rules: policy.rules,
    facts: factRegistry,
    outputsOf: outputsOf(snapshot),
    selection: selectionOf(cluster, asked.node ?? [], asked.namespace ?? []),
    left: { rules: policy.globs, off: policy.off },
  });
}

/** For evidence: read once for every node that has a finding. */
function outputsOf(snapshot: Snapshot): (node: string) => readonly OutputRecord[] {
  const known = new Map<string, readonly OutputRecord[]>();
  return (node) =>
    getOrMake(known, node, () => (snapshot.nodeNames.includes(node) ? snapshot.readNode(node).index.outputs : []));
}
