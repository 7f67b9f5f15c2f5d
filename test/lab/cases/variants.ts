import type { FaultCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { on } from '../lab.ts';
import type { PlannedPod } from '../plan.ts';

/** Faults that are close to one in another file and have a rule of their own. */
export const variantFaults: readonly FaultCase<Cluster>[] = [
  {
    name: 'the host firewall drops what the tunnel brings',
    rule: 'firewall/overlay-port-blocked',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'iptables -I INPUT -p udp --dport 8472 -j DROP'),
    breaks: ['pod node2>node1', 'pod node1>node2'],
    undo: (lab) => on(lab, 'node1', 'iptables -D INPUT -p udp --dport 8472 -j DROP || true'),
  },
  {
    name: 'the raw table drops what the tunnel sends',
    rule: 'firewall/overlay-port-blocked',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'iptables -t raw -A OUTPUT -p udp --dport 8472 -j DROP'),
    breaks: ['pod node2>node1', 'pod node1>node2'],
    undo: (lab) => on(lab, 'node1', 'iptables -t raw -D OUTPUT -p udp --dport 8472 -j DROP || true'),
  },
  {
    name: "a pod's own device is down",
    rule: 'cni/pod-device-down',
    target: 'node/node2',
    inject: (lab) => inPod(lab, 'node2', 'web', 'link set eth0 down'),
    breaks: ['pod node1>node2'],
    undo: async (lab) => {
      await inPod(lab, 'node2', 'web', 'link set eth0 up');
      await inPod(lab, 'node2', 'web', 'route replace default via 10.244.2.1');
    },
  },
  {
    name: 'a policy rule refuses the packets of a pod',
    rule: 'routes/policy-rule-captures',
    target: 'node/node1',
    inject: (lab) =>
      on(lab, 'node1', `ip rule add from ${podOf(lab, 'node1', 'client').addresses[0]} prohibit priority 100`),
    breaks: ['pod node1>node2', 'service node1'],
  },
  {
    name: 'flannel.1 sends from an address that no device has',
    rule: 'flannel/device-endpoint-foreign',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip link set flannel.1 type vxlan id 1 local 192.168.10.199'),
    breaks: ['pod node1>node2', 'pod node2>node1'],
  },
  {
    name: 'the peers’ packets come in by another device than the way back, and rp_filter is strict',
    rule: 'routes/rp-filter-drops',
    target: 'node/node1',
    inject: (lab) =>
      on(
        lab,
        'node1',
        'sysctl -qw net.ipv4.conf.flannel/1.rp_filter=1 net.ipv4.conf.all.rp_filter=1; ip route replace 10.244.2.0/24 via 192.168.10.162 dev eth0',
      ),
    breaks: ['pod node2>node1'],
  },
];

const podOf = (lab: Cluster, node: string, role: PlannedPod['role']) => {
  const pod = lab.pods.find((one) => one.node === node && one.role === role);
  if (pod === undefined) throw new Error(`no pod ${role} on ${node}`);
  return pod;
};

const inPod = (lab: Cluster, node: string, role: PlannedPod['role'], command: string): Promise<string> =>
  on(lab, node, `ip -n ${podOf(lab, node, role).netns} ${command}`);
