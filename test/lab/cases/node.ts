import type { FaultCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { fillConntrack } from '../fill-conntrack.ts';
import { on } from '../lab.ts';
import type { PlannedPod } from '../plan.ts';

/** The host end of a pod's eth0. */
export async function hostVeth(lab: Cluster, node: string, role: PlannedPod['role']): Promise<string> {
  const pod = lab.pods.find((one) => one.node === node && one.role === role);
  const index = (await on(lab, node, `ip netns exec ${pod?.netns} cat /sys/class/net/eth0/iflink`)).trim();
  return (await on(lab, node, `ip -o link show | sed -n 's/^${index}: \\([^@:]*\\).*/\\1/p'`)).trim();
}

export const nodeFaults: readonly FaultCase<Cluster>[] = [
  {
    name: 'ip_forward is 0',
    rule: 'node/ip-forward-off',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'sysctl -qw net.ipv4.ip_forward=0'),
    breaks: ['pod node1>node2', 'pod node2>node1', 'outside node1'],
  },
  {
    name: 'bridged packets do not pass iptables',
    rule: 'node/bridge-nf-off',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'sysctl -qw net.bridge.bridge-nf-call-iptables=0'),
    breaks: ['service node1'],
  },
  {
    name: 'the NIC is down',
    rule: 'nic/down',
    target: 'node/node2',
    inject: (lab) => on(lab, 'node2', 'ip link set eth0 down'),
    breaks: ['pod node1>node2', 'pod node2>node3', 'nodeport node2'],
    undo: (lab) => on(lab, 'node2', 'ip link set eth0 up; ip route replace default via 192.168.10.1'),
  },
  {
    name: 'the NIC of the receiving node takes smaller packets than the others send',
    rule: 'mtu/path-too-small',
    target: 'node/node2',
    inject: (lab) => on(lab, 'node2', 'ip link set eth0 mtu 1400'),
    breaks: ['large node1>node2', 'large node3>node2'],
  },
  {
    name: "the host end of a pod's veth takes smaller packets than the pod sends",
    rule: 'mtu/pod-veth-smaller',
    target: 'pod/default/client',
    inject: async (lab) => on(lab, 'node1', `ip link set ${await hostVeth(lab, 'node1', 'client')} mtu 1300`),
    breaks: ['large node1>node2', 'large node1>node3'],
  },
  {
    name: 'a permanent ARP entry has a MAC that the pod does not have',
    rule: 'neighbours/mac-mismatch',
    inject: (lab) => {
      const address = lab.pods.find((pod) => pod.node === 'node2' && pod.role === 'web')?.addresses[0];
      return on(lab, 'node2', `ip neigh replace ${address} lladdr 0a:58:0a:f4:02:63 dev cni0 nud permanent`);
    },
    breaks: ['pod node1>node2', 'host node1>node2'],
  },
  {
    name: "a pod's veth is not in the bridge",
    rule: 'cni/veth-detached',
    target: 'node/node2',
    inject: async (lab) => on(lab, 'node2', `ip link set ${await hostVeth(lab, 'node2', 'web')} nomaster`),
    breaks: ['pod node1>node2', 'pod node2>node2'],
  },
  {
    name: 'the bridge of the pods is down',
    rule: 'cni/bridge-down',
    target: 'node/node2',
    inject: (lab) => on(lab, 'node2', 'ip link set cni0 down'),
    breaks: ['pod node1>node2', 'service node2', 'outside node2'],
  },
  {
    name: 'the conntrack table is full',
    rule: 'node/conntrack-full',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', fillConntrack),
    breaks: ['pod node1>node2', 'service node1', 'outside node1'],
    undo: (lab) => on(lab, 'node1', 'conntrack -F 2>/dev/null'),
  },
];
