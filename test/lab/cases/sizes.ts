import type { FaultCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { growsWith } from '../counters.ts';
import { on } from '../lab.ts';
import { replacePod } from '../replace-pod.ts';
import { hostVeth } from './node.ts';

const everyone = ['node1', 'node2', 'node3'];
const ends = [
  ['node1', 'client'],
  ['node2', 'web'],
] as const;

const replaceEnds = async (lab: Cluster): Promise<void> => {
  for (const [node, role] of ends) {
    const problem = await replacePod(lab, node, role, everyone);
    if (problem !== null) throw new Error(problem);
  }
};

const env = (edit: string) => (lab: Cluster) =>
  Promise.all(ends.map(([node]) => on(lab, node, `sed -i ${edit} /run/flannel/subnet.env`)));

/** The NICs and the wire between them. */
const underlay = async (lab: Cluster, mtu: number): Promise<void> => {
  for (const { name } of lab.plan.nodes) await on(lab, name, `ip link set eth0 mtu ${mtu}`);
  await lab.sandbox.sh(
    `for d in port0 port1 port2 port3; do ip -n switch link set $d mtu ${mtu}; done; ip -n gateway link set eth0 mtu ${mtu}`,
  );
};

/** Both ends have to send large packets: what one of them takes, the other does not exceed. A pod knows the way's size after its first ones. */
const firstPackets = {
  what: 'the first large packets of a connection between nodes',
  isLost: async (lab: Cluster): Promise<boolean> => {
    const client = lab.pods.find((pod) => pod.node === 'node1' && pod.role === 'client');
    await on(lab, 'node1', `ip -n ${client?.netns} route flush cache`);
    return growsWith(lab, 'node1', 'IpFragFails', 'large node1>node2');
  },
};

/** Sizes that cost packets or speed, and that connections survive. */
export const sizeFaults: readonly FaultCase<Cluster>[] = [
  {
    name: 'pods have a larger MTU than the overlay',
    rule: 'mtu/pod-over-tunnel',
    target: 'pod/default/client',
    inject: async (lab) => {
      for (const [node, role] of ends) {
        const pod = lab.pods.find((one) => one.node === node && one.role === role);
        const veth = await hostVeth(lab, node, role);
        await on(
          lab,
          node,
          `ip link set ${veth} mtu 1500; ip link set cni0 mtu 1500; ip -n ${pod?.netns} link set eth0 mtu 1500`,
        );
      }
    },
    breaks: [],
    keeps: ['large node1>node2'],
    loses: firstPackets,
    undo: replaceEnds,
  },
  {
    name: 'subnet.env gives new pods a larger MTU than flannel.1 has',
    rule: 'mtu/subnet-env-larger',
    target: 'node/node1',
    inject: env('s/FLANNEL_MTU=.*/FLANNEL_MTU=1500/'),
    breaks: [],
    loses: firstPackets,
    latent: { event: 'pods of two nodes are replaced', happen: replaceEnds, breaks: [] },
    undo: async (lab) => {
      await env('s/FLANNEL_MTU=.*/FLANNEL_MTU=1450/')(lab);
      await replaceEnds(lab);
    },
  },
  {
    name: 'the NICs take no more than the pods, so that the tunnel has to fragment',
    rule: 'mtu/tunnel-fragments',
    target: 'device/node1/host/flannel.1',
    inject: (lab) => underlay(lab, 1450),
    breaks: [],
    keeps: ['large node1>node2'],
    loses: {
      what: 'speed: large packets travel in pieces',
      isLost: (lab) => growsWith(lab, 'node1', 'IpFragCreates', 'large node1>node2'),
    },
    undo: (lab) => underlay(lab, 1500),
  },
];
