import { describe, expect, it } from 'vitest';
import { hostToPod, podToPod } from '../../src/walk/flows.ts';
import type { Disposition } from '../../src/walk/types.ts';
import { pings, whyNoKernel } from './support/kernel.ts';
import { openOverlay, overlayNodes } from './support/overlay.ts';
import { namespace, readModel } from './support/read-model.ts';
import { outcomeStory } from './support/story.ts';

/** What one ping is expected to do, by the walk; the kernel is asked the same question. */
interface Expectation {
  readonly from: string;
  readonly to: string;
  readonly size?: number;
  readonly df?: boolean;
  readonly outcome: Disposition;
  /** Part of the line that decided. */
  readonly by?: string;
}

interface Case {
  readonly name: string;
  /** Shell commands that put the fault in. */
  readonly fault: string;
  readonly expect: readonly Expectation[];
}

const SAME_NODE = { from: 'n1-a', to: '10.244.1.11' };
const THERE = { from: 'n1-a', to: '10.244.2.10' };
const BACK = { from: 'n2-a', to: '10.244.1.10' };
const HOST = { from: 'n1', to: '10.244.2.10' };
const NODE = { from: 'n1', to: '192.168.10.2' };

/** A tunnel from n1 to the pod n2-a: its device is in the pod, its UDP socket stays on the machine. */
const acrossNamespaces = `
  ip -n n2 link add vx9 address 02:00:00:00:09:02 type vxlan id 9 remote 192.168.10.1 dstport 4790
  ip -n n2 link set vx9 netns n2-a; ip -n n2-a addr add 10.9.0.2/24 dev vx9; ip -n n2-a link set vx9 up
  ip -n n1 link add vx9 address 02:00:00:00:09:01 type vxlan id 9 remote 192.168.10.2 dstport 4790
  ip -n n1 addr add 10.9.0.1/24 dev vx9; ip -n n1 link set vx9 up`;

const cases: readonly Case[] = [
  {
    name: 'healthy',
    fault: ':',
    expect: [
      { ...SAME_NODE, outcome: 'delivered' },
      { ...THERE, outcome: 'delivered' },
      { ...BACK, outcome: 'delivered' },
      { ...HOST, outcome: 'delivered' },
      { ...NODE, outcome: 'delivered' },
      { from: 'n1-a', to: '10.244.1.1', outcome: 'delivered' },
      { from: 'n1-a', to: '192.168.10.2', outcome: 'delivered' },
      { from: 'n1', to: '10.244.1.10', outcome: 'delivered' },
      { from: 'n1-a', to: '10.244.1.77', outcome: 'no-neighbour', by: 'nobody on eth0 has 10.244.1.77' },
      { ...THERE, size: 1450, df: true, outcome: 'delivered' },
      { ...THERE, size: 1451, df: true, outcome: 'too-big', by: 'eth0 mtu 1450' },
      { ...THERE, size: 4000, outcome: 'delivered' },
    ],
  },
  {
    name: 'ip_forward off on one machine',
    fault: 'ip netns exec n1 sysctl -qw net.ipv4.ip_forward=0',
    expect: [
      { ...SAME_NODE, outcome: 'delivered' },
      { ...THERE, outcome: 'dropped', by: 'net.ipv4.ip_forward = 0' },
      { ...BACK, outcome: 'dropped', by: 'net.ipv4.ip_forward = 0' },
      { ...HOST, outcome: 'delivered' },
    ],
  },
  {
    name: 'forwarding off on cni0 only',
    fault: 'ip netns exec n1 sysctl -qw net.ipv4.conf.cni0.forwarding=0',
    expect: [
      { ...THERE, outcome: 'dropped', by: 'net.ipv4.conf.cni0.forwarding = 0' },
      { ...HOST, outcome: 'delivered' },
    ],
  },
  {
    name: 'forwarding off on flannel.1 only',
    fault: 'ip netns exec n2 sysctl -qw net.ipv4.conf.flannel/1.forwarding=0',
    expect: [
      { ...THERE, outcome: 'dropped', by: 'net.ipv4.conf.flannel/1.forwarding = 0' },
      { ...HOST, outcome: 'dropped', by: 'flannel/1.forwarding = 0' },
    ],
  },
  {
    name: 'peer route missing',
    fault: 'ip -n n1 route del 10.244.2.0/24; ip -n n1 route del default',
    expect: [
      { ...THERE, outcome: 'no-route' },
      { ...BACK, outcome: 'no-route' },
      { ...NODE, outcome: 'delivered' },
    ],
  },
  {
    name: 'blackhole over the peer',
    fault: 'ip -n n1 route add blackhole 10.244.2.0/25',
    expect: [
      { ...THERE, outcome: 'dropped', by: 'blackhole 10.244.2.0/25' },
      { from: 'n1-a', to: '192.168.10.2', outcome: 'delivered' },
    ],
  },
  {
    name: 'neighbour with a wrong VTEP MAC',
    fault: 'ip -n n1 neigh replace 10.244.2.0 lladdr 02:00:00:00:01:99 dev flannel.1 nud permanent',
    expect: [
      { ...THERE, outcome: 'wrong-neighbour', by: '02:00:00:00:01:99' },
      { ...BACK, outcome: 'wrong-neighbour', by: '02:00:00:00:01:99' },
    ],
  },
  {
    name: 'wrong VTEP MAC with its own FDB entry',
    fault: `ip -n n1 neigh replace 10.244.2.0 lladdr 02:00:00:00:01:99 dev flannel.1 nud permanent
      bridge -n n1 fdb replace 02:00:00:00:01:99 dev flannel.1 dst 192.168.10.2 self permanent`,
    expect: [{ ...THERE, outcome: 'wrong-neighbour', by: '02:00:00:00:01:99' }],
  },
  {
    name: 'neighbour entry deleted on the vxlan device',
    fault: 'ip -n n1 neigh del 10.244.2.0 dev flannel.1',
    expect: [{ ...THERE, outcome: 'no-neighbour', by: 'no neighbour entry for 10.244.2.0' }],
  },
  {
    name: 'FDB entry deleted',
    fault: 'bridge -n n1 fdb del 02:00:00:00:01:02 dev flannel.1 self',
    expect: [{ ...THERE, outcome: 'dropped', by: 'no FDB entry for 02:00:00:00:01:02' }],
  },
  {
    name: 'FDB entry to a machine that is none',
    fault: 'bridge -n n1 fdb replace 02:00:00:00:01:02 dev flannel.1 dst 192.168.10.9 self permanent',
    expect: [{ ...THERE, outcome: 'insufficient-information' }],
  },
  {
    name: 'another VNI on the peer',
    fault: `ip -n n2 link del flannel.1
      ip -n n2 link add flannel.1 address 02:00:00:00:01:02 mtu 1450 type vxlan id 2 local 192.168.10.2 dev eth0 nolearning dstport 8472
      ip -n n2 addr add 10.244.2.0/32 dev flannel.1; ip -n n2 link set flannel.1 up
      ip -n n2 route add 10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink`,
    expect: [{ ...THERE, outcome: 'dropped', by: 'flannel.1 has vni 2' }],
  },
  {
    name: 'another port on the peer',
    fault: `ip -n n2 link del flannel.1
      ip -n n2 link add flannel.1 address 02:00:00:00:01:02 mtu 1450 type vxlan id 1 local 192.168.10.2 dev eth0 nolearning dstport 4789
      ip -n n2 addr add 10.244.2.0/32 dev flannel.1; ip -n n2 link set flannel.1 up
      ip -n n2 route add 10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink`,
    expect: [{ ...THERE, outcome: 'dropped', by: 'flannel.1 has port 4789' }],
  },
  {
    name: 'vxlan device down on the peer',
    fault: 'ip -n n2 link set flannel.1 down',
    expect: [{ ...THERE, outcome: 'dropped', by: 'flannel.1 is down' }],
  },
  {
    name: 'NIC down on the peer',
    fault: 'ip -n n2 link set eth0 down',
    expect: [
      { ...THERE, outcome: 'no-neighbour', by: 'eth0 is down' },
      { from: 'n2-a', to: '10.244.2.11', outcome: 'delivered' },
    ],
  },
  {
    name: 'the peer answers no ARP',
    fault: 'ip netns exec n2 sysctl -qw net.ipv4.conf.eth0.arp_ignore=8; ip -n n1 neigh flush dev eth0',
    expect: [{ ...THERE, outcome: 'no-neighbour', by: 'n2 host eth0 answers no ARP (arp_ignore is 8)' }],
  },
  {
    name: 'pod veth down',
    fault: 'ip -n n2 link set va down',
    expect: [
      { ...THERE, outcome: 'no-neighbour' },
      { from: 'n1-a', to: '10.244.2.11', outcome: 'delivered' },
    ],
  },
  {
    name: 'pod veth out of its bridge',
    fault: 'ip -n n2 link set va nomaster',
    expect: [{ ...THERE, outcome: 'no-neighbour', by: 'nobody on cni0 has 10.244.2.10' }],
  },
  {
    name: 'cni0 down',
    fault: 'ip -n n1 link set cni0 down',
    expect: [{ ...SAME_NODE, outcome: 'dropped', by: 'cni0 is down' }],
  },
  {
    name: 'isolated ports',
    fault: 'bridge -n n1 link set dev va isolated on; bridge -n n1 link set dev vb isolated on',
    expect: [
      { ...SAME_NODE, outcome: 'dropped', by: 'isolated' },
      { ...THERE, outcome: 'delivered' },
    ],
  },
  {
    name: 'bridge port not forwarding',
    fault: 'bridge -n n1 link set dev vb state 0',
    expect: [
      { ...SAME_NODE, outcome: 'dropped', by: 'vb is in state' },
      { ...THERE, outcome: 'delivered' },
    ],
  },
  {
    name: 'permanent wrong MAC of a pod',
    fault: 'ip -n n2 neigh replace 10.244.2.10 lladdr 02:00:00:00:02:99 dev cni0 nud permanent',
    expect: [
      { ...THERE, outcome: 'wrong-neighbour', by: '10.244.2.10 dev cni0 lladdr 02:00:00:00:02:99 PERMANENT' },
      { from: 'n1-a', to: '10.244.2.11', outcome: 'delivered' },
    ],
  },
  {
    name: 'permanent MAC of another pod',
    fault: 'ip -n n2 neigh replace 10.244.2.10 lladdr 02:00:00:00:02:0b dev cni0 nud permanent',
    expect: [{ ...THERE, outcome: 'misdelivered', by: '10.244.2.10 dev cni0 lladdr 02:00:00:00:02:0b PERMANENT' }],
  },
  {
    name: 'static FDB entry on the wrong port: the owner moves it',
    fault: 'bridge -n n2 fdb replace 02:00:00:00:02:0a dev vb master static',
    expect: [{ ...THERE, outcome: 'delivered' }],
  },
  {
    name: 'sticky FDB entry on the wrong port',
    fault: 'bridge -n n2 fdb replace 02:00:00:00:02:0a dev vb master static sticky',
    expect: [{ ...THERE, outcome: 'wrong-neighbour', by: 'for another host' }],
  },
  {
    name: "permanent FDB entry for a pod's MAC",
    fault: 'bridge -n n2 fdb replace 02:00:00:00:02:0a dev va master permanent',
    expect: [
      { ...THERE, outcome: 'delivered' },
      {
        from: 'n2-b',
        to: '10.244.2.10',
        outcome: 'wrong-neighbour',
        by: '02:00:00:00:02:0a dev va master cni0 permanent',
      },
    ],
  },
  {
    name: 'strict rp_filter with an asymmetric way',
    fault:
      'ip netns exec n2 sysctl -qw net.ipv4.conf.flannel/1.rp_filter=1; ip -n n2 route replace 10.244.1.0/24 via 192.168.10.1 dev eth0',
    expect: [{ ...THERE, outcome: 'dropped', by: 'rp_filter = 1' }],
  },
  {
    name: 'the same asymmetric way with rp_filter 0',
    fault: 'ip -n n2 route replace 10.244.1.0/24 via 192.168.10.1 dev eth0',
    expect: [{ ...THERE, outcome: 'delivered' }],
  },
  {
    name: 'loose rp_filter with the same asymmetric way',
    fault:
      'ip netns exec n2 sysctl -qw net.ipv4.conf.all.rp_filter=2; ip -n n2 route replace 10.244.1.0/24 via 192.168.10.1 dev eth0',
    expect: [{ ...THERE, outcome: 'delivered' }],
  },
  {
    name: 'a policy rule that blackholes what comes from pods',
    fault:
      'ip -n n1 rule add pref 100 iif cni0 to 10.244.2.0/24 lookup 100; ip -n n1 route add blackhole default table 100',
    expect: [
      { ...THERE, outcome: 'dropped', by: 'blackhole default table 100' },
      { ...HOST, outcome: 'delivered' },
    ],
  },
  {
    name: 'small NIC at the far machine',
    fault: 'ip -n n2 link set eth0 mtu 1400',
    expect: [
      { ...THERE, outcome: 'delivered' },
      { ...THERE, size: 1450, df: true, outcome: 'too-big', by: 'dropped without a word' },
      { ...THERE, size: 1354, df: true, outcome: 'delivered' },
      { ...THERE, size: 1355, df: true, outcome: 'too-big', by: 'eth0 mtu 1400' },
    ],
  },
  {
    name: 'small NICs at both ends: the tunnel fragments',
    fault: 'ip -n n2 link set eth0 mtu 1400; ip -n n1 link set eth0 mtu 1400',
    expect: [
      { ...THERE, size: 1450, df: true, outcome: 'delivered' },
      { ...THERE, size: 1450, outcome: 'delivered' },
    ],
  },
  {
    name: 'vxlan device smaller than the pods: the sender is told',
    fault: 'ip -n n1 link set flannel.1 mtu 1300',
    expect: [
      { ...THERE, size: 1400, df: true, outcome: 'too-big', by: 'flannel.1 mtu 1300' },
      { ...THERE, size: 1400, outcome: 'delivered' },
      { ...THERE, size: 1300, df: true, outcome: 'delivered' },
    ],
  },
  {
    name: 'mtu on the peer route',
    fault: 'ip -n n1 route replace 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink mtu 1200',
    expect: [
      { ...THERE, size: 1300, df: true, outcome: 'too-big', by: 'mtu 1200' },
      { ...THERE, size: 1200, df: true, outcome: 'delivered' },
    ],
  },
  {
    name: "a veth pair's ends that differ: the host's is smaller",
    fault: 'ip -n n1 link set va mtu 1300; ip -n n1 link set cni0 mtu 1450',
    expect: [
      { ...THERE, size: 1400, df: true, outcome: 'too-big', by: 'va mtu 1300' },
      { ...THERE, size: 1304, df: true, outcome: 'delivered' },
      { ...THERE, size: 1305, df: true, outcome: 'too-big' },
      { ...BACK, size: 1400, df: true, outcome: 'too-big', by: 'va mtu 1300' },
    ],
  },
  {
    name: 'ICMP echoes ignored in the pod',
    fault: 'ip netns exec n2-a sysctl -qw net.ipv4.icmp_echo_ignore_all=1',
    expect: [{ ...THERE, outcome: 'dropped', by: 'icmp_echo_ignore_all' }],
  },
  {
    name: 'FORWARD policy DROP with nothing that accepts',
    fault: 'ip netns exec n1 iptables-nft -P FORWARD DROP',
    expect: [
      { ...THERE, outcome: 'dropped', by: 'FORWARD' },
      { ...HOST, outcome: 'delivered' },
      { ...SAME_NODE, outcome: 'delivered' },
    ],
  },
  {
    name: 'the same with br_netfilter calling iptables',
    fault:
      'ip netns exec n1 iptables-nft -P FORWARD DROP; ip netns exec n1 sysctl -qw net.bridge.bridge-nf-call-iptables=1',
    expect: [{ ...SAME_NODE, outcome: 'dropped', by: 'FORWARD' }],
  },
  {
    name: 'UDP of the tunnel dropped on the peer',
    fault: 'ip netns exec n2 iptables-nft -A INPUT -p udp --dport 8472 -j DROP',
    expect: [
      { ...THERE, outcome: 'dropped', by: '--dport 8472' },
      { ...NODE, outcome: 'delivered' },
    ],
  },
  {
    name: 'a vxlan device whose socket is in another namespace',
    fault: acrossNamespaces,
    expect: [
      { from: 'n1', to: '10.9.0.2', outcome: 'delivered' },
      { from: 'n2-a', to: '10.9.0.1', outcome: 'delivered' },
      { ...THERE, outcome: 'delivered' },
    ],
  },
  {
    name: "the same, with the MAC of the pod's other device in the neighbour table",
    fault: `${acrossNamespaces}; ip -n n1 neigh replace 10.9.0.2 lladdr 02:00:00:00:02:0a dev vx9 nud permanent`,
    expect: [{ from: 'n1', to: '10.9.0.2', outcome: 'wrong-neighbour', by: 'has 02:00:00:00:09:02' }],
  },
  {
    name: 'routes that send a packet round and round',
    fault: 'ip -n n2 route replace 10.244.2.0/24 via 10.244.1.0 dev flannel.1 onlink',
    expect: [{ ...THERE, outcome: 'loop' }],
  },
];

const why = whyNoKernel();

describe.skipIf(why !== null)(`the walk against the kernel: an overlay${why === null ? '' : ` (${why})`}`, () => {
  it.concurrent.each(cases)(
    '$name',
    async ({ fault, expect: flows }) => {
      const kernel = await openOverlay();
      try {
        await kernel.sh(fault);
        const cluster = await readModel(kernel, overlayNodes);
        const real = await Promise.all(flows.map((one) => pings(kernel, one.from, one.to, one)));
        for (const [index, one] of flows.entries()) {
          const ask = one.from.includes('-') ? podToPod : hostToPod;
          const { outcomes } = ask(cluster, namespace(cluster, one.from), one.to, {
            ...(one.size === undefined ? {} : { length: one.size }),
            dontFragment: one.df === true,
          });
          const [outcome] = outcomes;
          const told = `${one.from} > ${one.to} ${one.size ?? ''}: ${outcomes.map(outcomeStory).join('\n')}`;
          expect(outcome?.disposition, told).toBe(one.outcome);
          if (one.by !== undefined)
            expect(`${outcome?.decidedBy?.text} ${outcome?.decidedBy?.rule?.chain ?? ''}`, told).toContain(one.by);
          expect(real[index], `the kernel disagrees with: ${told}`).toBe(one.outcome === 'delivered');
        }
      } finally {
        await kernel.close();
      }
    },
    30_000,
  );
});
