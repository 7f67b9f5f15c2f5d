import { on } from '../../lab/lab.ts';
import type { RealCase } from '../case.ts';

const forwarded = ['pod node1>node2', 'pod node2>node1', 'service node1', 'outside node1'];

export const firewallCases: readonly RealCase[] = [
  {
    name: 'flanneld is dead, its accept rules are gone, and the policy is DROP',
    smoke: true,
    rule: 'firewall/forward-policy-drop',
    target: 'node/node1',
    inject: async (cluster) => {
      await cluster.daemon('node1', 'flanneld').kill();
      await on(cluster, 'node1', 'iptables -F FLANNEL-FWD; iptables -P FORWARD DROP');
    },
    breaks: forwarded,
    undo: async (cluster) => {
      await cluster.daemon('node1', 'flanneld').restart();
      // The fix stands in for flanneld's rules; with both there, a later case would not lose what it has to.
      await on(
        cluster,
        'node1',
        'iptables-save -t filter | grep "^-A FORWARD .*-j ACCEPT" | sed s/-A/-D/ | xargs -rL1 iptables',
      );
    },
  },
  {
    name: 'a REJECT above the accept of the pods',
    smoke: true,
    rule: 'firewall/reject-before-accept',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'iptables -I FORWARD 1 -j REJECT --reject-with icmp-host-prohibited'),
    breaks: forwarded,
  },
  {
    name: 'the tunnel is dropped on its way in',
    smoke: true,
    rule: 'firewall/overlay-port-blocked',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'iptables -I INPUT 1 -p udp --dport 8472 -j DROP'),
    breaks: ['pod node1>node2', 'pod node2>node1'],
  },
  {
    name: 'the tunnel from one peer is dropped',
    rule: 'firewall/overlay-port-blocked',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'iptables -I INPUT 1 -s 192.168.10.163 -p udp --dport 8472 -j DROP'),
    breaks: ['pod node3>node2', 'pod node2>node3'],
    keeps: ['pod node1>node2', 'pod node2>node1'],
  },
];
