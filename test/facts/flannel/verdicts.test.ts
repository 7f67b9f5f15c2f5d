import { describe, expect, test } from 'vitest';
import { folded, judge, roots, unknowns } from '../verdicts.ts';
import { endpointOf, type MadeNetwork, macOf, madeNetwork, snapshotOfNetwork } from './made-flannel.ts';

const OLD_MAC = '02:00:00:00:01:99';

interface Case {
  readonly name: string;
  readonly nodes?: number;
  readonly change: (network: MadeNetwork) => void;
  readonly roots: readonly string[];
  readonly folded?: readonly string[];
}

/** n3's device got another MAC; the kernel empties the device's neighbour table when that happens. */
const changeMac = (network: MadeNetwork, name: string, mac: string): void => {
  const member = network.member(name);
  member.deviceMac = mac;
  for (const peer of member.neighbours.keys()) member.neighbours.set(peer, null);
};

const hold = (network: MadeNetwork, viewers: readonly string[], peer: string, mac: string): void => {
  for (const viewer of viewers) network.member(viewer).neighbours.set(peer, mac);
};

const cases: readonly Case[] = [
  { name: 'a healthy network', change: () => {}, roots: [] },
  {
    name: 'a healthy network without the API',
    change: (network) => {
      network.api = false;
    },
    roots: [],
  },
  { name: 'a network of one node', nodes: 1, change: () => {}, roots: [] },
  {
    name: "n3's MAC changed, its annotation and both peers have the old one",
    change: (network) => changeMac(network, 'n3', OLD_MAC),
    roots: ['flannel/vtep-mac-changed node/n3'],
    folded: ['flannel/neighbour-missing node/n3'],
  },
  {
    name: 'the same without the API',
    change: (network) => {
      network.api = false;
      changeMac(network, 'n3', OLD_MAC);
    },
    roots: ['flannel/vtep-mac-changed node/n3'],
    folded: ['flannel/neighbour-missing node/n3'],
  },
  {
    name: "n3's MAC and annotation changed, and nobody followed",
    change: (network) => {
      network.member('n3').deviceMac = OLD_MAC;
      network.member('n3').annotatedMac = OLD_MAC;
    },
    roots: ['flannel/vtep-mac-changed node/n3'],
  },
  {
    name: "n3's MAC and annotation changed, and only n2 did not follow",
    change: (network) => {
      network.member('n3').deviceMac = OLD_MAC;
      network.member('n3').annotatedMac = OLD_MAC;
      hold(network, ['n1'], 'n3', OLD_MAC);
    },
    roots: ['flannel/vtep-mac-stale node/n2'],
  },
  {
    name: 'n1 alone has a wrong MAC for n2',
    change: (network) => hold(network, ['n1'], 'n2', OLD_MAC),
    roots: ['flannel/vtep-mac-stale node/n1'],
  },
  {
    name: 'n1 alone has a wrong MAC for n2, without the API',
    change: (network) => {
      network.api = false;
      hold(network, ['n1'], 'n2', OLD_MAC);
    },
    roots: ['flannel/vtep-mac-stale node/n1'],
  },
  {
    name: 'of two nodes without the API, one has another MAC for the other than that shows',
    nodes: 2,
    change: (network) => {
      network.api = false;
      hold(network, ['n1'], 'n2', OLD_MAC);
    },
    roots: ['flannel/vtep-mac-disputed peer/n1>n2'],
  },
  {
    name: 'of two nodes, one is wrong, and the annotation settles it',
    nodes: 2,
    change: (network) => hold(network, ['n1'], 'n2', OLD_MAC),
    roots: ['flannel/vtep-mac-stale node/n1'],
  },
  {
    name: 'only the annotation of n3 is wrong',
    change: (network) => {
      changeMac(network, 'n3', OLD_MAC);
      hold(network, ['n1', 'n2'], 'n3', OLD_MAC);
      hold(network, ['n3'], 'n1', macOf(1));
      hold(network, ['n3'], 'n2', macOf(2));
    },
    roots: ['flannel/vtep-mac-annotation node/n3'],
  },
  {
    name: 'flannel.1 is missing on n1',
    change: (network) => {
      const n1 = network.member('n1');
      n1.deviceMac = null;
      for (const peer of ['n2', 'n3']) {
        n1.neighbours.set(peer, null);
        n1.destinations.set(peer, []);
        n1.routes.set(peer, null);
      }
    },
    roots: ['flannel/device-missing node/n1'],
    folded: [
      'flannel/fdb-missing node/n1',
      'flannel/neighbour-missing node/n1',
      'flannel/peer-not-programmed node/n1',
      'flannel/peer-route-missing node/n1',
    ],
  },
  {
    name: 'flannel.1 is down on n1',
    change: (network) => {
      const n1 = network.member('n1');
      n1.deviceFlags = ['BROADCAST', 'MULTICAST'];
      for (const peer of ['n2', 'n3']) {
        n1.neighbours.set(peer, null);
        n1.routes.set(peer, null);
      }
    },
    roots: ['flannel/device-down node/n1'],
    folded: ['flannel/neighbour-missing node/n1', 'flannel/peer-route-missing node/n1'],
  },
  {
    name: 'flannel.1 lost its address on n1',
    change: (network) => {
      const n1 = network.member('n1');
      n1.deviceAddress = null;
      for (const peer of ['n2', 'n3']) {
        n1.neighbours.set(peer, null);
        n1.routes.set(peer, null);
      }
    },
    roots: ['flannel/device-address-missing node/n1'],
    folded: ['flannel/neighbour-missing node/n1', 'flannel/peer-route-missing node/n1'],
  },
  {
    name: 'flannel.1 has an address of another network on n1',
    change: (network) => {
      network.member('n1').deviceAddress = '10.244.9.0';
    },
    roots: ['flannel/device-address-wrong node/n1'],
  },
  {
    name: 'flannel.1 was made anew on n1, without its peers',
    change: (network) => {
      const n1 = network.member('n1');
      for (const peer of ['n2', 'n3']) {
        n1.neighbours.set(peer, null);
        n1.destinations.set(peer, []);
        n1.routes.set(peer, null);
      }
    },
    roots: ['flannel/peer-not-programmed node/n1'],
    folded: ['flannel/fdb-missing node/n1', 'flannel/neighbour-missing node/n1', 'flannel/peer-route-missing node/n1'],
  },
  {
    name: 'n1 and n2 have never heard of n3',
    change: (network) => {
      for (const name of ['n1', 'n2']) {
        network.member(name).neighbours.set('n3', null);
        network.member(name).destinations.set('n3', []);
        network.member(name).routes.set('n3', null);
      }
    },
    roots: ['flannel/node-unknown-to-peers node/n3'],
    folded: ['n1', 'n2']
      .flatMap((name) =>
        ['fdb-missing', 'neighbour-missing', 'peer-not-programmed', 'peer-route-missing'].map(
          (rule) => `flannel/${rule} node/${name}`,
        ),
      )
      .sort(),
  },
  {
    name: 'a neighbour entry is missing',
    change: (network) => void network.member('n1').neighbours.set('n2', null),
    roots: ['flannel/neighbour-missing node/n1'],
  },
  {
    name: 'an FDB entry is missing',
    change: (network) => void network.member('n1').destinations.set('n2', []),
    roots: ['flannel/fdb-missing node/n1'],
  },
  {
    name: 'an FDB entry leads to another node',
    change: (network) => void network.member('n1').destinations.set('n2', [endpointOf(3)]),
    roots: ['flannel/fdb-wrong-destination node/n1'],
  },
  {
    name: 'the wrong FDB entry comes before the right one: the kernel uses the first',
    change: (network) => void network.member('n1').destinations.set('n2', [endpointOf(3), endpointOf(2)]),
    roots: ['flannel/fdb-wrong-destination node/n1'],
  },
  {
    name: 'a wrong FDB entry after the right one is never used',
    change: (network) => void network.member('n1').destinations.set('n2', [endpointOf(2), endpointOf(3)]),
    roots: [],
  },
  {
    name: "n3's address changed, and both peers have the old one",
    change: (network) => {
      for (const name of ['n1', 'n2']) network.member(name).destinations.set('n3', ['192.168.10.99']);
    },
    roots: ['flannel/vtep-endpoint-changed node/n3'],
  },
  {
    name: 'n2 was not seen, and n1 has another address for it than it announced',
    nodes: 2,
    change: (network) => {
      network.member('n2').seen = false;
      network.member('n1').destinations.set('n2', ['192.168.10.99']);
    },
    roots: ['flannel/fdb-disputed peer/n1>n2'],
  },
  {
    name: 'the announced address is that of a NAT in front of the node',
    change: (network) => {
      network.member('n3').publicIp = '203.0.113.3';
      network.member('n3').publicIpOverwrite = '203.0.113.3';
      for (const name of ['n1', 'n2']) network.member(name).destinations.set('n3', ['203.0.113.3']);
    },
    roots: [],
  },
  {
    name: "the announced address is nobody's, and the others follow it",
    change: (network) => {
      network.member('n3').publicIp = '192.168.10.199';
      for (const name of ['n1', 'n2']) network.member(name).destinations.set('n3', ['192.168.10.199']);
    },
    roots: ['flannel/public-ip-foreign node/n3'],
  },
  {
    name: 'two nodes announce the address that only one of them has',
    change: (network) => {
      network.member('n3').publicIp = endpointOf(2);
      for (const name of ['n1', 'n2']) network.member(name).destinations.set('n3', [endpointOf(2)]);
    },
    roots: ['flannel/public-ip-foreign node/n3'],
  },
  {
    name: 'two clones have the same VTEP MAC: no entry on a third node is right for both',
    change: (network) => {
      const n3 = network.member('n3');
      n3.deviceMac = macOf(2);
      n3.annotatedMac = macOf(2);
      hold(network, ['n1', 'n2'], 'n3', macOf(2));
      network.member('n1').destinations.set('n3', [endpointOf(2)]);
    },
    roots: ['flannel/vtep-mac-shared cluster'],
  },
  {
    name: 'one node uses another backend than the rest',
    change: (network) => {
      network.member('n3').backendType = 'host-gw';
    },
    roots: ['flannel/backend-differs node/n3'],
  },
  {
    name: 'two nodes, two backends, and no configuration',
    nodes: 2,
    change: (network) => {
      network.member('n2').backendType = 'host-gw';
      network.backend = {};
    },
    roots: ['flannel/backend-disputed cluster'],
  },
  {
    name: 'the configuration asks for another backend, and no flanneld was restarted',
    change: (network) => {
      network.backend = { Type: 'host-gw' };
    },
    roots: ['flannel/backend-not-applied cluster'],
  },
  {
    name: 'a part of a peer network that no pod uses is thrown away',
    change: (network) =>
      void network.member('n1').moreRoutes.push({ dst: '10.244.2.128/25', dev: 'lo', type: 'blackhole' }),
    roots: ['flannel/route-shadowed-unused node/n1'],
  },
  {
    name: 'the podCIDRs lie outside of the Network',
    change: (network) => {
      network.network = '10.224.0.0/16';
    },
    roots: ['flannel/network-excludes-pods cluster'],
    folded: ['n1', 'n2', 'n3']
      .flatMap((name) => [`flannel/pod-cidr-outside-network node/${name}`, `flannel/subnet-env-network node/${name}`])
      .sort(),
  },
  {
    name: 'the route to a peer is missing',
    change: (network) => void network.member('n1').routes.set('n2', null),
    roots: ['flannel/peer-route-missing node/n1'],
  },
  {
    name: 'only a company route covers the pod network',
    change: (network) => {
      network.member('n1').routes.set('n2', null);
      network.member('n1').moreRoutes.push({ dst: '10.0.0.0/8', gateway: '192.168.10.1', dev: 'eth0' });
    },
    roots: ['flannel/peer-route-missing node/n1'],
  },
  {
    name: 'somebody routes the whole pod network through a router of their own',
    change: (network) => {
      network.member('n1').routes.set('n2', null);
      network.member('n1').moreRoutes.push({ dst: '10.244.0.0/16', gateway: '192.168.10.1', dev: 'eth0' });
    },
    roots: [],
  },
  {
    name: 'the route to a peer has a next hop that nobody has',
    change: (network) =>
      void network.member('n1').routes.set('n2', { dst: '10.244.2.0/24', gateway: '10.244.9.0', dev: 'flannel.1' }),
    roots: ['flannel/peer-route-wrong node/n1'],
  },
  {
    name: 'the route to a peer leaves by the NIC',
    change: (network) =>
      void network.member('n1').routes.set('n2', { dst: '10.244.2.0/24', gateway: '192.168.10.1', dev: 'eth0' }),
    roots: ['flannel/peer-route-wrong node/n1'],
  },
  {
    name: 'the route to a peer is a blackhole',
    change: (network) => {
      network.member('n1').routes.set('n2', null);
      network.member('n1').moreRoutes.push({ dst: '10.244.2.0/24', dev: 'lo', type: 'blackhole' });
    },
    roots: ['flannel/peer-route-wrong node/n1'],
  },
  {
    name: 'the route to a peer goes through a third node',
    change: (network) =>
      void network.member('n1').routes.set('n2', { dst: '10.244.2.0/24', gateway: '10.244.3.0', dev: 'flannel.1' }),
    roots: ['flannel/peer-route-detour node/n1'],
  },
  {
    name: 'the peer is reached directly: neither neighbour nor FDB entry is needed',
    change: (network) => {
      const n1 = network.member('n1');
      n1.routes.set('n2', { dst: '10.244.2.0/24', gateway: endpointOf(2), dev: 'eth0' });
      n1.neighbours.set('n2', null);
      n1.destinations.set('n2', []);
    },
    roots: [],
  },
  {
    name: 'DirectRouting, and the route to a peer on the same wire is missing',
    change: (network) => {
      network.backend = { Type: 'vxlan', DirectRouting: true };
      for (const { neighbours, destinations, routes } of network.members) {
        for (const peer of neighbours.keys()) {
          neighbours.set(peer, null);
          destinations.set(peer, []);
          routes.set(peer, {
            dst: `10.244.${peer.slice(1)}.0/24`,
            gateway: endpointOf(Number(peer.slice(1))),
            dev: 'eth0',
          });
        }
      }
      network.member('n1').routes.set('n2', null);
    },
    roots: ['flannel/peer-route-missing node/n1'],
  },
  {
    name: "a stale route shadows part of a peer's network",
    change: (network) =>
      void network.member('n1').moreRoutes.push({ dst: '10.244.2.0/25', gateway: '10.244.9.0', dev: 'flannel.1' }),
    roots: ['flannel/route-shadowed node/n1'],
  },
  {
    name: "a stale route takes the node's own network into the overlay",
    change: (network) =>
      void network.member('n1').moreRoutes.push({ dst: '10.244.1.0/24', gateway: '10.244.9.0', dev: 'flannel.1' }),
    roots: ['flannel/own-network-elsewhere node/n1'],
  },
  {
    name: 'a route for a node that is gone',
    change: (network) =>
      void network.member('n1').moreRoutes.push({ dst: '10.244.9.0/24', gateway: '10.244.9.0', dev: 'flannel.1' }),
    roots: ['flannel/orphan-route node/n1'],
  },
  {
    name: 'one node has another VNI',
    change: (network) => {
      network.member('n1').vni = 7;
    },
    roots: ['flannel/vni-mismatch node/n1'],
  },
  {
    name: 'one node has the port that net-conf.json asks for, two have not followed',
    change: (network) => {
      network.backend = { Type: 'vxlan', Port: 4789 };
      network.member('n1').port = 4789;
    },
    roots: ['flannel/port-mismatch node/n2', 'flannel/port-mismatch node/n3'],
  },
  {
    name: 'two nodes, two ports, no configuration',
    nodes: 2,
    change: (network) => {
      network.api = false;
      network.member('n1').port = 4789;
    },
    roots: ['flannel/tunnel-disputed peer/n1>n2'],
  },
  {
    name: 'flanneld does not run on n1',
    change: (network) => {
      network.member('n1').moreOutputs.processes = 'pid=1 comm=kubelet netns=net:[1]\n';
    },
    roots: ['flannel/flanneld-down node/n1'],
  },
  {
    name: 'a node that has just been made and is not Ready has no entries yet',
    change: (network) => {
      const n3 = network.member('n3');
      n3.ready = false;
      n3.createdAt = '2025-12-31T23:59:30Z';
      n3.annotatedMac = null;
      n3.seen = false;
      for (const name of ['n1', 'n2']) {
        network.member(name).neighbours.set('n3', null);
        network.member(name).destinations.set('n3', []);
        network.member(name).routes.set('n3', null);
      }
    },
    roots: [],
  },
];

describe('what is found, and whom it blames', () => {
  test.each(cases)('$name', async ({ nodes, change, roots: expected, folded: under = [] }) => {
    const network = madeNetwork(nodes);
    change(network);
    const result = await judge(snapshotOfNetwork(network), ['flannel']);
    expect(roots(result)).toEqual(expected);
    expect(folded(result)).toEqual(under);
  });
});

describe('a node that was not seen', () => {
  const about = (name: string, list: readonly string[]) =>
    list.filter((entry) => entry.includes(`/${name}`) || entry.includes(`>${name}`));

  test('costs no check of the others where its Node object is there', async () => {
    const network = madeNetwork();
    network.member('n3').seen = false;
    const result = await judge(snapshotOfNetwork(network), ['flannel']);
    expect(roots(result)).toEqual([]);
    expect(about('n1', unknowns(result))).toEqual([]);
    expect(about('n2', unknowns(result))).toEqual([]);
    expect(about('n3', unknowns(result))).toContain('flannel/device-missing node/n3');
  });

  test('still lets a wrong entry about it be found', async () => {
    const network = madeNetwork();
    network.member('n3').seen = false;
    network.member('n1').neighbours.set('n3', OLD_MAC);
    const result = await judge(snapshotOfNetwork(network), ['flannel']);
    expect(roots(result)).toEqual(['flannel/vtep-mac-stale node/n1']);
  });

  test('without the API: the others do not pass what they owe it', async () => {
    const network = madeNetwork();
    network.api = false;
    network.member('n3').seen = false;
    const result = await judge(snapshotOfNetwork(network), ['flannel']);
    expect(roots(result)).toEqual([]);
    expect(unknowns(result)).toContain('flannel/peer-route-missing node/n1');
  });
});

describe('a node that has just joined or was just started', () => {
  const removed = (network: MadeNetwork) => {
    for (const name of ['n1', 'n2']) network.member(name).routes.set('n3', null);
  };

  test('is not missed yet by the others', async () => {
    const network = madeNetwork();
    removed(network);
    network.member('n3').createdAt = '2025-12-31T23:59:30Z';
    const result = await judge(snapshotOfNetwork(network), ['flannel']);
    expect(roots(result)).toEqual([]);
    expect(unknowns(result)).toEqual(['flannel/peer-route-missing node/n1', 'flannel/peer-route-missing node/n2']);
  });

  test('costs no check where everything is as it ought to be', async () => {
    const network = madeNetwork();
    network.member('n3').createdAt = '2025-12-31T23:59:30Z';
    expect(unknowns(await judge(snapshotOfNetwork(network), ['flannel']))).toEqual([]);
  });

  test('may lack its own device for a while', async () => {
    const network = madeNetwork();
    const n3 = network.member('n3');
    n3.deviceMac = null;
    n3.moreOutputs.uptime = '40.00 1.00\n';
    const result = await judge(snapshotOfNetwork(network), ['flannel']);
    expect(roots(result)).toEqual([]);
    expect(unknowns(result)).toContain('flannel/device-missing node/n3');
  });

  test('is judged once it has had its time', async () => {
    const network = madeNetwork();
    removed(network);
    network.member('n3').createdAt = '2025-12-31T23:58:00Z';
    expect(roots(await judge(snapshotOfNetwork(network), ['flannel']))).toEqual([
      'flannel/peer-route-missing node/n1',
      'flannel/peer-route-missing node/n2',
    ]);
  });
});

describe('two nodes with one pod network', () => {
  test('are told by that, and not by what stands in the tables of the others', async () => {
    const network = madeNetwork();
    const n3 = network.member('n3');
    n3.podCidr = network.member('n2').podCidr;
    n3.deviceAddress = '10.244.2.0';
    n3.createdAt = '2025-12-20T00:00:00Z';
    n3.moreOutputs['flannel-subnet-env'] =
      'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.2.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n';
    const n1 = network.member('n1');
    n1.neighbours.set('n2', macOf(3));
    const found = roots(await judge(snapshotOfNetwork(network), ['flannel', 'addresses']));
    expect(found).toContain('addresses/pod-network-overlap node/n3');
    expect(found.filter((each) => each.startsWith('flannel/vtep'))).toEqual([]);
  });
});
