import type { FaultCase, HarmlessCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { on } from '../lab.ts';
import { hostVeth } from './node.ts';

const isolate = async (lab: Cluster, roles: readonly ('web' | 'client')[]): Promise<void> => {
  for (const role of roles)
    await on(lab, 'node2', `bridge link set dev ${await hostVeth(lab, 'node2', role)} isolated on`);
};

/** What the others know of a node is forgotten, so that they have to ask. */
const forget = (lab: Cluster, node: string): Promise<unknown> =>
  Promise.all(
    lab.plan.nodes.filter(({ name }) => name !== node).map(({ name }) => on(lab, name, 'ip neigh flush dev eth0')),
  );

const webAddress = (lab: Cluster, node: string): string =>
  lab.pods.find((pod) => pod.node === node && pod.role === 'web')?.addresses[0] ?? '';

/** Ports of the pods' bridge, ARP, and addresses, as someone set them by hand. */
export const linkFaults: readonly FaultCase<Cluster>[] = [
  {
    name: "a pod's bridge port is disabled",
    rule: 'cni/bridge-port-blocked',
    target: 'node/node2',
    inject: async (lab) => on(lab, 'node2', `bridge link set dev ${await hostVeth(lab, 'node2', 'web')} state 0`),
    breaks: ['pod node1>node2', 'pod node2>node2', 'host node1>node2'],
  },
  {
    name: 'two pods of a node have isolated bridge ports',
    rule: 'cni/bridge-ports-isolated',
    target: 'node/node2',
    inject: (lab) => isolate(lab, ['web', 'client']),
    breaks: ['pod node2>node2'],
    keeps: ['pod node1>node2', 'pod node2>node1', 'host node1>node2'],
  },
  {
    name: 'a node answers no ARP',
    rule: 'neighbours/arp-unanswered',
    target: 'node/node2',
    inject: async (lab) => {
      await on(lab, 'node2', 'sysctl -qw net.ipv4.conf.eth0.arp_ignore=8');
      await forget(lab, 'node2');
    },
    breaks: ['pod node1>node2', 'pod node3>node2', 'nodeport node2'],
  },
  {
    name: "the address of a pod is on another node's loopback device, too",
    rule: 'addresses/pod-ip-on-host',
    target: 'node/node3',
    inject: (lab) => on(lab, 'node3', `ip addr add ${webAddress(lab, 'node1')}/32 dev lo`),
    breaks: ['pod node3>node1', 'host node3>node1', 'service node3'],
    keeps: ['pod node2>node1'],
  },
  {
    name: 'a pod lost its default route',
    rule: 'cni/pod-route-missing',
    target: 'node/node2',
    inject: (lab) => {
      const client = lab.pods.find((pod) => pod.node === 'node2' && pod.role === 'client');
      return on(lab, 'node2', `ip -n ${client?.netns} route del default`);
    },
    breaks: ['service node2', 'outside node2'],
  },
  {
    name: "an IPsec policy blocks what leaves for another node's pods",
    rule: 'routes/ipsec-policy-blocks',
    target: 'node/node2',
    inject: (lab) => on(lab, 'node2', 'ip xfrm policy add dir out dst 10.244.1.0/24 action block'),
    breaks: ['pod node2>node1', 'host node2>node1', 'pod node1>node2'],
    keeps: ['pod node2>node3', 'pod node2>node2'],
  },
];

export const linkHarmless: readonly HarmlessCase<Cluster>[] = [
  {
    name: 'an IPsec policy that blocks another network, and one that lets the pods pass before a block',
    inject: (lab) =>
      on(
        lab,
        'node2',
        `ip xfrm policy add dir out dst 172.31.0.0/16 action block
      ip xfrm policy add dir fwd dst 10.244.0.0/16 priority 10 action allow
      ip xfrm policy add dir fwd dst 10.244.0.0/17 priority 20 action block`,
      ),
  },
  { name: 'one isolated bridge port alone', inject: (lab) => isolate(lab, ['web']) },
  {
    name: 'arp_ignore 2 on all devices, as for virtual addresses',
    inject: async (lab) => {
      for (const { name } of lab.plan.nodes) await on(lab, name, 'sysctl -qw net.ipv4.conf.all.arp_ignore=2');
      await forget(lab, 'node2');
    },
  },
];
