import { on } from '../../lab/lab.ts';
import type { RealOddity } from '../case.ts';
import { nodeNames } from '../nodes.ts';

export const oddities: readonly RealOddity[] = [
  {
    name: 'every flanneld and kube-proxy was restarted one after another',
    smoke: true,
    inject: async (cluster) => {
      for (const node of nodeNames)
        for (const name of ['flanneld', 'kube-proxy'] as const) await cluster.daemon(node, name).restart();
    },
  },
  {
    name: 'a FORWARD policy of DROP, with the rules of flanneld in place',
    inject: (cluster) => on(cluster, 'node1', 'iptables -P FORWARD DROP'),
    undo: (cluster) => on(cluster, 'node1', 'iptables -P FORWARD ACCEPT'),
  },
];
