import { on } from '../../lab/lab.ts';
import { podOn, succeeds } from '../ask.ts';
import type { RealCase } from '../case.ts';
import type { RealCluster } from '../real-cluster.ts';

const forwarded = ['pod node1>node2', 'pod node2>node1', 'service node1', 'outside node1'];

/** Types something in the network namespace of a pod. */
const inPod = (owner: string, node: string, script: string) => async (cluster: RealCluster) => {
  const pod = cluster.pods.running.find((one) => one.owner === owner && one.node === node);
  await on(cluster, node, `ip netns exec ${pod?.netns} ${script}`);
};

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
    name: "rules inside a pod drop its Service's port",
    rule: 'firewall/pod-refuses-clients',
    target: 'pod/default/web',
    inject: inPod('web', 'node2', 'iptables -A INPUT -p tcp --dport 8080 -j DROP'),
    breaks: ['pod node1>node2', 'pod node3>node2'],
    keeps: ['pod node1>node3'],
  },
  {
    name: 'the policy inside a pod drops what comes in',
    rule: 'firewall/pod-refuses-clients',
    target: 'pod/default/web',
    inject: inPod('web', 'node2', 'iptables -P INPUT DROP'),
    breaks: ['pod node1>node2', 'pod node3>node2'],
  },
  {
    name: 'native rules inside a pod drop its answers',
    rule: 'firewall/pod-refuses-clients',
    target: 'pod/default/web',
    inject: inPod(
      'web',
      'node2',
      "nft 'add table inet guard; add chain inet guard out { type filter hook output priority 0; }; add rule inet guard out tcp sport 8080 drop'",
    ),
    breaks: ['pod node1>node2', 'pod node3>node2'],
  },
  {
    name: 'rules inside a pod reject what it sends to other pods',
    rule: 'firewall/pod-refuses-servers',
    target: 'pod/default/client',
    inject: inPod('client', 'node1', 'iptables -A OUTPUT -p tcp --dport 8080 -j REJECT'),
    breaks: ['pod node1>node2', 'pod node1>node3'],
    keeps: ['dns node1', 'pod node2>node1'],
  },
  {
    name: 'large packets are dropped',
    rule: 'firewall/reject-before-accept',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'iptables -I FORWARD -p tcp -m length --length 1000:65535 -j DROP'),
    breaks: ['large node1>node2', 'large node3>node2'],
    keeps: ['pod node1>node2', 'dns node1'],
  },
  {
    name: 'a native chain drops large packets',
    rule: 'firewall/nft-chain-drops',
    target: 'node/node2',
    inject: (cluster) =>
      on(
        cluster,
        'node2',
        "nft 'add table ip guard; add chain ip guard through { type filter hook forward priority 0; }; add rule ip guard through meta length > 1000 drop'",
      ),
    breaks: ['large node1>node2', 'large node3>node2'],
    keeps: ['pod node1>node2'],
    undo: (cluster) => on(cluster, 'node2', 'nft delete table ip guard'),
  },
  {
    name: 'packets with data are dropped by their TCP flags',
    rule: 'firewall/reject-before-accept',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'iptables -I FORWARD -p tcp --tcp-flags PSH PSH -j DROP'),
    breaks: ['pod node1>node2', 'pod node3>node2'],
  },
  {
    name: 'packets of connections that are there are dropped',
    rule: 'firewall/reject-before-accept',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'iptables -I FORWARD -m conntrack --ctstate ESTABLISHED -j DROP'),
    breaks: ['pod node1>node2', 'pod node3>node2'],
  },
  {
    name: 'pods get a source address of nobody',
    rule: 'firewall/foreign-source',
    target: 'node/node2',
    inject: (cluster) =>
      on(cluster, 'node2', 'iptables -t nat -I POSTROUTING -s 10.244.0.0/16 -j SNAT --to-source 203.0.113.9'),
    breaks: ['pod node2>node1', 'pod node2>node3'],
    keeps: ['pod node1>node2'],
  },
  {
    name: 'a node drops what its own pods answer to it',
    rule: 'probes/packets-lost',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'iptables -I INPUT -i cni0 -p tcp -j DROP'),
    breaks: [],
    loses: {
      what: 'what the node asks its own pods',
      isLost: async (cluster) => {
        const [address] = podOn(cluster, 'node2', 'web').addresses;
        return !(await succeeds(cluster, 'node2', `timeout 1 bash -c '</dev/tcp/${address}/8080' 2>/dev/null`));
      },
    },
    undo: (cluster) => on(cluster, 'node2', 'iptables -D INPUT -i cni0 -p tcp -j DROP'),
  },
  {
    name: 'the tunnel drops large packets on its way in',
    rule: 'firewall/overlay-port-blocked',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'iptables -I INPUT -p udp --dport 8472 -m length --length 600: -j DROP'),
    breaks: ['large node1>node2'],
    keeps: ['pod node1>node2'],
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
