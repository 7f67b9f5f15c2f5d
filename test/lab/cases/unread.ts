import type { FaultCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { on } from '../lab.ts';

/** Two nodes, one of which nobody gets in: what the other one holds stands against what that one announced. */
const form = { nodes: ['node1', 'node2'] };

export const unreadFaults: readonly FaultCase<Cluster>[] = [
  {
    name: 'a neighbour entry has another MAC than the peer announced, and the peer was not seen',
    form,
    unread: ['node2'],
    rule: 'flannel/vtep-mac-disputed',
    target: 'peer/node1>node2',
    inject: (lab) =>
      on(lab, 'node1', 'ip neigh replace 10.244.2.0 lladdr 12:c6:65:89:b4:aa dev flannel.1 nud permanent'),
    breaks: ['pod node1>node2'],
  },
  {
    name: 'an FDB entry leads to another address than the peer announced, and the peer was not seen',
    form,
    unread: ['node2'],
    rule: 'flannel/fdb-disputed',
    target: 'peer/node1>node2',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `bridge fdb replace ${lab.plan.nodes[1]?.vtepMac} dev flannel.1 dst 192.168.10.199 self permanent`,
      ),
    breaks: ['pod node1>node2'],
  },
];
