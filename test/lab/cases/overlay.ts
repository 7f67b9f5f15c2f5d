import type { FaultCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { on } from '../lab.ts';
import type { PlannedNode } from '../plan.ts';
import { hostVeth } from './node.ts';

const between = (a: string, b: string): readonly string[] => [`pod ${a}>${b}`, `pod ${b}>${a}`];

function node(lab: Cluster, name: string): PlannedNode {
  const found = lab.plan.nodes.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no node ${name}`);
  return found;
}

/** Faults that netlint's own commands heal, with nothing done by hand. */
export const overlayFaults: readonly FaultCase<Cluster>[] = [
  {
    name: 'the MAC of a VTEP was changed on the running device, which empties its neighbour table',
    rule: 'flannel/vtep-mac-changed',
    target: 'node/node2',
    inject: (lab) => on(lab, 'node2', 'ip link set flannel.1 address 12:c6:65:89:b4:aa'),
    breaks: [...between('node1', 'node2'), ...between('node2', 'node3')],
  },
  {
    name: 'the MAC of a VTEP was changed with the device down, which removes its routes as well',
    rule: 'flannel/vtep-mac-changed',
    target: 'node/node2',
    inject: (lab) =>
      on(
        lab,
        'node2',
        'ip link set flannel.1 down; ip link set flannel.1 address 12:c6:65:89:b4:aa; ip link set flannel.1 up',
      ),
    breaks: [...between('node1', 'node2'), ...between('node2', 'node3')],
  },
  {
    name: 'flannel.1 was made anew without its peers',
    rule: 'flannel/peer-not-programmed',
    target: 'node/node1',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `ip link del flannel.1
        ip link add flannel.1 address ${node(lab, 'node1').vtepMac} mtu 1450 type vxlan id 1 local 192.168.10.161 dev eth0 nolearning dstport 8472
        ip addr add 10.244.1.0/32 dev flannel.1
        ip link set flannel.1 up`,
      ),
    breaks: [...between('node1', 'node2'), ...between('node1', 'node3')],
  },
  {
    name: 'two nodes know nothing of the third',
    rule: 'flannel/node-unknown-to-peers',
    target: 'node/node3',
    inject: (lab) =>
      Promise.all(
        ['node1', 'node2'].map((name) =>
          on(
            lab,
            name,
            `ip route del 10.244.3.0/24; ip neigh del 10.244.3.0 dev flannel.1
            bridge fdb del ${node(lab, 'node3').vtepMac} dev flannel.1 dst 192.168.10.163 self`,
          ),
        ),
      ),
    breaks: [...between('node1', 'node3'), ...between('node2', 'node3')],
    undo: (lab) =>
      Promise.all(
        ['node1', 'node2'].map((name) =>
          on(
            lab,
            name,
            `ip neigh replace 10.244.3.0 lladdr ${node(lab, 'node3').vtepMac} dev flannel.1 nud permanent
            bridge fdb replace ${node(lab, 'node3').vtepMac} dev flannel.1 dst 192.168.10.163 self permanent
            ip route replace 10.244.3.0/24 via 10.244.3.0 dev flannel.1 onlink`,
          ),
        ),
      ),
  },
  {
    name: 'the neighbour entry of a peer is missing',
    rule: 'flannel/neighbour-missing',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip neigh del 10.244.2.0 dev flannel.1'),
    breaks: ['pod node1>node2'],
  },
  {
    name: 'a wrong FDB entry stands before the right one',
    rule: 'flannel/fdb-wrong-destination',
    target: 'node/node1',
    inject: (lab) => {
      const mac = node(lab, 'node2').vtepMac;
      return on(
        lab,
        'node1',
        `bridge fdb del ${mac} dev flannel.1 dst 192.168.10.162 self
        bridge fdb append ${mac} dev flannel.1 dst 192.168.10.199 self permanent
        bridge fdb append ${mac} dev flannel.1 dst 192.168.10.162 self permanent`,
      );
    },
    breaks: ['pod node1>node2'],
  },
  {
    name: "two nodes send a third one's tunnel packets to an address that it had before",
    rule: 'flannel/vtep-endpoint-changed',
    target: 'node/node3',
    inject: (lab) =>
      Promise.all(
        ['node1', 'node2'].map((name) =>
          on(
            lab,
            name,
            `bridge fdb replace ${node(lab, 'node3').vtepMac} dev flannel.1 dst 192.168.10.190 self permanent`,
          ),
        ),
      ),
    breaks: ['pod node1>node3', 'pod node2>node3'],
  },
  {
    name: 'flannel.1 lost its address, and routes and neighbours with it',
    rule: 'flannel/device-address-missing',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip addr flush dev flannel.1'),
    breaks: [...between('node1', 'node2'), ...between('node1', 'node3')],
  },
  {
    name: 'flannel.1 has an address of a network that nobody has',
    rule: 'flannel/device-address-wrong',
    target: 'node/node1',
    inject: (lab) =>
      on(lab, 'node1', 'ip addr add 10.244.99.0/32 dev flannel.1; ip addr del 10.244.1.0/32 dev flannel.1').then(() =>
        restore(lab, 'node1'),
      ),
    breaks: ['host node1>node2', 'host node1>node3'],
  },
  {
    name: "a stale route shadows part of a peer's network",
    rule: 'flannel/route-shadowed',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip route add 10.244.2.0/25 via 10.244.99.0 dev flannel.1 onlink'),
    breaks: ['pod node1>node2'],
  },
  {
    name: "a stale route takes the node's own network into the overlay",
    rule: 'flannel/own-network-elsewhere',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip route prepend 10.244.1.0/24 via 10.244.99.0 dev flannel.1 onlink'),
    breaks: ['pod node2>node1'],
  },
  {
    name: 'the route to a peer is a blackhole',
    rule: 'flannel/peer-route-wrong',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip route replace blackhole 10.244.2.0/24'),
    breaks: ['pod node1>node2'],
  },
  {
    name: "the host end of a pod's veth is down",
    rule: 'cni/veth-down',
    target: 'node/node2',
    inject: async (lab) => on(lab, 'node2', `ip link set ${await hostVeth(lab, 'node2', 'web')} down`),
    breaks: ['pod node1>node2'],
  },
  {
    name: "a pod's veth is in another bridge",
    rule: 'cni/veth-in-other-bridge',
    target: 'node/node2',
    inject: async (lab) =>
      on(
        lab,
        'node2',
        `ip link add br7 type bridge; ip link set br7 up; ip link set ${await hostVeth(lab, 'node2', 'web')} master br7`,
      ),
    breaks: ['pod node1>node2'],
  },
  {
    name: 'the bridge of the pods was deleted',
    rule: 'cni/bridge-missing',
    target: 'node/node2',
    inject: (lab) => on(lab, 'node2', 'ip link del cni0'),
    breaks: ['pod node1>node2', 'outside node2'],
  },
  {
    name: 'the NIC has no carrier',
    rule: 'nic/no-carrier',
    target: 'node/node2',
    inject: (lab) => lab.sandbox.sh('ip -n switch link set port1 down'),
    breaks: ['pod node1>node2', 'pod node2>node3'],
    undo: (lab) => lab.sandbox.sh('ip -n switch link set port1 up'),
  },
];

/** The tables that go with the last address of a device. */
function restore(lab: Cluster, name: string): Promise<string> {
  const peers = lab.plan.nodes.filter((peer) => peer.name !== name);
  const lines = peers.map((peer) => {
    const vtep = peer.podCidr.replace('/24', '');
    return `ip neigh replace ${vtep} lladdr ${peer.vtepMac} dev flannel.1 nud permanent; ip route replace ${peer.podCidr} via ${vtep} dev flannel.1 onlink`;
  });
  return on(lab, name, lines.join('\n'));
}

export const dualStackFaults: readonly FaultCase<Cluster>[] = [
  {
    name: 'flannel-v6.1 is missing',
    rule: 'flannel/device-missing',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip link del flannel-v6.1'),
    breaks: ['pod6 node1>node2', 'pod6 node2>node1'],
  },
  {
    name: 'flannel-v6.1 is down',
    rule: 'flannel/device-down',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip link set flannel-v6.1 down'),
    breaks: ['pod6 node1>node2', 'pod6 node2>node1'],
  },
  {
    name: 'the IPv6 route to a peer is missing',
    rule: 'flannel/peer-route-missing',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', `ip -6 route del ${node(lab, 'node2').podCidr6}`),
    breaks: ['pod6 node1>node2'],
  },
  {
    name: 'the NIC is down: IPv6 addresses and the default route went with it',
    rule: 'nic/down',
    target: 'node/node2',
    inject: (lab) => on(lab, 'node2', 'ip link set eth0 down'),
    breaks: ['pod node1>node2', 'pod6 node1>node2', 'outside node2'],
  },
];

export const hostGwFaults: readonly FaultCase<Cluster>[] = [
  {
    name: 'the route to a peer has a next hop that nobody has',
    rule: 'flannel/peer-route-wrong',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip route replace 10.244.2.0/24 via 192.168.10.199 dev eth0'),
    breaks: ['pod node1>node2'],
  },
  {
    name: 'the NIC is down: the routes to the peers went with it',
    rule: 'nic/down',
    target: 'node/node2',
    inject: (lab) => on(lab, 'node2', 'ip link set eth0 down'),
    breaks: ['pod node1>node2', 'pod node2>node3'],
  },
];
