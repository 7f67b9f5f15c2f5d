import type { FaultCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { fillConntrack, nearlyFillConntrack } from '../fill-conntrack.ts';
import { machine, on } from '../lab.ts';
import { hostVeth } from './node.ts';

/** The networks of the pods of node1, as a shell's words. */
const podsOfNode1 = (lab: Cluster): string =>
  lab.pods
    .filter(({ node }) => node === 'node1')
    .map(({ netns }) => netns)
    .join(' ');

export const moreNodeFaults: readonly FaultCase<Cluster>[] = [
  {
    name: 'the conntrack table is nearly full',
    rule: 'node/conntrack-nearly-full',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', nearlyFillConntrack),
    breaks: [],
    latent: {
      event: 'a burst of connections',
      happen: (lab) => on(lab, 'node1', fillConntrack),
      breaks: ['pod node1>node2', 'service node1', 'outside node1'],
    },
    undo: (lab) => on(lab, 'node1', 'conntrack -F 2>/dev/null'),
  },
  {
    name: 'the kernel still sends to the old MAC of a pod, and has yet to ask whether it is right',
    rule: 'neighbours/mac-mismatch-unconfirmed',
    target: 'node/node2',
    inject: (lab) => {
      const address = lab.pods.find((pod) => pod.node === 'node2' && pod.role === 'web')?.addresses[0];
      // It asks 5 s after the first packet, unless somebody set it otherwise.
      return on(
        lab,
        'node2',
        `sysctl -qw net.ipv4.neigh.cni0.delay_first_probe_time=120
        ip neigh replace ${address} lladdr 0a:58:0a:f4:02:63 dev cni0 nud stale`,
      );
    },
    breaks: ['pod node1>node2', 'host node1>node2'],
  },
  {
    name: 'the host ends of all veths of a node are down',
    rule: 'cni/veth-down',
    target: 'node/node3',
    explains: ['cni/bridge-no-carrier'],
    inject: async (lab) => {
      for (const role of ['web', 'client'] as const)
        await on(lab, 'node3', `ip link set ${await hostVeth(lab, 'node3', role)} down`);
    },
    breaks: ['pod node1>node3', 'service node3'],
  },
  {
    name: 'another bridge has a network that covers those of the pods',
    rule: 'addresses/bridge-in-pod-network',
    target: 'node/node1',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `ip link add docker0 type bridge; ip addr add 10.244.0.1/16 dev docker0; ip link set docker0 up
        ip netns add container; ip link add veth-c type veth peer name eth0 netns container; ip link set veth-c master docker0 up
        ip -n container addr add 10.244.2.77/16 dev eth0; ip -n container link set eth0 up`,
      ),
    breaks: [],
    loses: {
      what: "a container on that bridge, with an address of another node's pods",
      isLost: async (lab) =>
        (
          await machine(lab, 'node1').exec([
            'sh',
            '-c',
            'ip netns list | grep -q "^container" && ! ping -c 1 -W 1 10.244.2.77 >/dev/null',
          ])
        ).code === 0,
    },
    undo: (lab) => on(lab, 'node1', 'ip link del docker0; ip link del veth-c; ip netns del container'),
  },
  {
    name: 'the pods of a node have a route of their own that throws away what is for another node',
    rule: 'probes/packets-lost',
    target: 'node/node1',
    inject: (lab) =>
      on(lab, 'node1', `for n in ${podsOfNode1(lab)}; do ip -n $n route add blackhole 10.244.2.0/24; done`),
    breaks: ['pod node1>node2', 'pod node2>node1'],
    keeps: ['pod node1>node3'],
    undo: (lab) =>
      on(lab, 'node1', `for n in ${podsOfNode1(lab)}; do ip -n $n route del blackhole 10.244.2.0/24; done`),
  },
];
