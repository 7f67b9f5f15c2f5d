import type { FaultCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { on } from '../lab.ts';

export const routedFaults: readonly FaultCase<Cluster>[] = [
  {
    name: 'the route to the pods of another node is gone',
    rule: 'routes/peer-unrouted',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip route del 10.244.2.0/24'),
    breaks: ['pod node1>node2', 'pod node2>node1'],
    keeps: ['pod node1>node3'],
    undo: (lab) => on(lab, 'node1', 'ip route add 10.244.2.0/24 via 192.168.10.162'),
  },
  {
    name: 'a blackhole is left over the pods of another node',
    rule: 'routes/blackhole-over-pods',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip route add blackhole 10.244.2.0/25'),
    breaks: ['pod node1>node2', 'pod node2>node1'],
    keeps: ['pod node1>node3'],
  },
];
