import type { FaultCase, HarmlessCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { on } from '../lab.ts';
import { hostVeth } from './node.ts';

const isolate = async (lab: Cluster, roles: readonly ('web' | 'client')[]): Promise<void> => {
  for (const role of roles)
    await on(lab, 'node2', `bridge link set dev ${await hostVeth(lab, 'node2', role)} isolated on`);
};

/** Ports of the pods' bridge that someone set by hand. */
export const linkFaults: readonly FaultCase<Cluster>[] = [
  {
    name: "a pod's bridge port is disabled",
    rule: 'cni/bridge-port-blocked',
    target: 'node/node2',
    inject: async (lab) => on(lab, 'node2', `bridge link set dev ${await hostVeth(lab, 'node2', 'web')} state 0`),
    breaks: ['pod node1>node2', 'pod node2>node2', 'host node1>node2'],
  },
  {
    name: 'two pods of a node have isolated bridge ports',
    rule: 'cni/bridge-ports-isolated',
    target: 'node/node2',
    inject: (lab) => isolate(lab, ['web', 'client']),
    breaks: ['pod node2>node2'],
    keeps: ['pod node1>node2', 'pod node2>node1', 'host node1>node2'],
  },
];

export const linkHarmless: readonly HarmlessCase<Cluster>[] = [
  { name: 'one isolated bridge port alone', inject: (lab) => isolate(lab, ['web']) },
];
