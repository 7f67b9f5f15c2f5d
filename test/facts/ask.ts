import { createFactStore } from '../../src/evaluate/fact-store.ts';
import { factRegistry } from '../../src/facts/registry.ts';
import type { FactValue, Item, Target } from '../../src/facts/types.ts';
import { buildClusterModel } from '../../src/model/cluster.ts';
import type { ClusterModel } from '../../src/model/types.ts';
import type { UpgradePlan } from '../../src/model/upgrade-plan.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';

export interface Ask {
  readonly cluster: ClusterModel;
  node(fact: string, node: string): FactValue;
  /** Of a fact about the cluster. */
  ofCluster(fact: string): FactValue;
  peer(fact: string, node: string, peer: string): FactValue;
  /** Items of a list fact; throws where it is none. */
  items(fact: string, node: string): readonly Item[];
}

/** Facts of a snapshot. A fact that throws fails the test. */
export function ask(snapshot: Snapshot, upgrade: UpgradePlan | null = null): Ask {
  const cluster = buildClusterModel(snapshot, upgrade);
  const store = createFactStore(cluster, factRegistry);
  const nodeNamed = (name: string) => {
    const node = cluster.node(name);
    if (!node) throw new Error(`no node ${name}`);
    return node;
  };
  const value = (fact: string, target: Target): FactValue => {
    const answer = store.value(fact, target);
    const [bug] = store.internalErrors;
    if (bug) throw new Error(`${bug.fact} on ${bug.target} failed`, { cause: bug.error });
    return answer;
  };
  const node = (fact: string, name: string) =>
    value(fact, { kind: 'node', key: `node/${name}`, node: nodeNamed(name) });
  return {
    cluster,
    node,
    ofCluster: (fact) => value(fact, { kind: 'cluster', key: 'cluster' }),
    peer: (fact, name, peer) =>
      value(fact, { kind: 'peer', key: `peer/${name}>${peer}`, node: nodeNamed(name), peer: nodeNamed(peer) }),
    items: (fact, name) => {
      const answer = node(fact, name);
      if (answer.state !== 'list') throw new Error(`${fact} of ${name} is ${JSON.stringify(answer)}`);
      return answer.items;
    },
  };
}
