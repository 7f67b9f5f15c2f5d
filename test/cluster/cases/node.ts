import { on } from '../../lab/lab.ts';
import { answers, podOn } from '../ask.ts';
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
    name: 'the default route of a node is gone',
    rule: 'routes/services-unrouted',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'ip route del default'),
    breaks: ['host-service node2', 'outside node2'],
    keeps: ['service node2', 'pod node1>node2'],
  },
  {
    name: "the route to a node's own pods is gone",
    rule: 'routes/own-pods-unrouted',
    target: 'node/node2',
    inject: (cluster) =>
      on(cluster, 'node2', 'ip route del $(ip route show dev cni0 proto kernel | cut -d" " -f1) dev cni0'),
    breaks: ['pod node1>node2', 'pod node2>node1', 'service node2'],
    keeps: ['pod node1>node3'],
  },
  {
    name: 'ARP is off on the bridge of the pods',
    rule: 'nic/arp-off',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'ip link set cni0 arp off'),
    breaks: ['pod node1>node2'],
  },
  {
    name: "ARP is off on a node's NIC",
    rule: 'nic/arp-off',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'ip link set eth0 arp off'),
    breaks: ['pod node2>node1'],
  },
  {
    name: 'a pod does not reach itself through its Service',
    rule: 'cni/hairpin-off',
    target: 'node/node2',
    inject: (cluster) =>
      on(
        cluster,
        'node2',
        `i=$(ip netns exec ${podOn(cluster, 'node2', 'web').netns} cat /sys/class/net/eth0/iflink)
         bridge link set dev $(ip -o link | awk -F': ' -v i=$i '$1 == i { sub(/@.*/, "", $2); print $2 }') hairpin off`,
      ),
    breaks: [],
    loses: {
      what: 'a pod that reaches itself through its Service',
      isLost: async (cluster) =>
        !(await answers(cluster, podOn(cluster, 'node2', 'web'), '10.96.120.15', 80, 'web-', 24)),
    },
    keeps: ['service node2'],
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
