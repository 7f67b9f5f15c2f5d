import type { TargetGap, TargetList } from '../facts/targets.ts';
import { isModelled } from '../facts/targets.ts';
import type { Target } from '../facts/types.ts';
import type { ClusterModel } from '../model/types.ts';
import type { FactStore } from './fact-store.ts';

/**
 * Pairs of nodes that a rule looks at: those that the list fact `among` names, for every node. All pairs of 5,000 nodes would
 * be 25 million. `quiet` are the nodes that name no pair: there the rule passes.
 */
export function peersOf(
  among: string,
  cluster: ClusterModel,
  facts: FactStore,
): TargetList & { readonly quiet: readonly string[] } {
  const targets: Target[] = [];
  const gaps: TargetGap[] = [];
  const quiet: string[] = [];
  for (const node of cluster.nodes.filter(isModelled)) {
    const list = facts.value(among, { kind: 'node', key: `node/${node.name}`, node });
    if (list.state === 'unknown') {
      gaps.push({ key: `peer/${node.name}>*`, node: node.name, missing: list.missing, reason: list.reason });
      continue;
    }
    const unseen = list.state === 'list' ? list.unseen : [];
    for (const { who, missing, reason } of unseen)
      gaps.push({ key: `peer/${node.name}>${who.replace(/^node\//, '')}`, node: node.name, missing, reason });
    const items = list.state === 'list' ? list.items : [];
    const names = [...new Set(items.map(({ peer }) => peer))].filter((name) => typeof name === 'string').sort();
    for (const name of names) {
      const peer = cluster.node(name);
      if (peer) targets.push({ kind: 'peer', key: `peer/${node.name}>${name}`, node, peer });
    }
    if (names.length === 0 && unseen.length === 0) quiet.push(node.name);
  }
  return { targets, gaps, quiet };
}
