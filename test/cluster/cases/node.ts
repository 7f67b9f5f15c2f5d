import { on } from '../../lab/lab.ts';
import type { RealCase } from '../case.ts';

export const nodeCases: readonly RealCase[] = [
  {
    name: 'ip_forward is off',
    smoke: true,
    rule: 'node/ip-forward-off',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'sysctl -qw net.ipv4.ip_forward=0'),
    breaks: ['pod node1>node2', 'pod node2>node1'],
  },
  {
    name: 'cni0 has an address of another subnet',
    rule: 'cni/bridge-address',
    target: 'node/node1',
    inject: (cluster) =>
      on(
        cluster,
        'node1',
        `a=$(ip -4 -o addr show dev cni0 | awk '{print $4}'); ip addr del $a dev cni0; ip addr add 10.244.99.1/24 dev cni0`,
      ),
    breaks: ['pod node2>node1', 'service node1'],
  },
];
