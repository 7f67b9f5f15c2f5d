import { describe, expect, test } from 'vitest';
import type { RawNode } from '../../../src/snapshot/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';

/** Texts in the words of `ip -j`, as the kernel of the lab printed them. */
const UP = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];

interface Device {
  readonly name: string;
  readonly mac: string;
  readonly index?: number;
  readonly address?: string;
  readonly kind?: string;
  readonly vni?: number;
  readonly master?: string;
  /** ifindex of a veth's other end. */
  readonly peer?: number;
}

interface Entry {
  readonly address: string;
  readonly mac?: string;
  readonly device: string;
  readonly state?: string;
}

function links(devices: readonly Device[]): string {
  return JSON.stringify(
    devices.map(({ name, mac, index = 1, kind, vni, master, peer }) => ({
      ifindex: index,
      ifname: name,
      flags: UP,
      mtu: 1500,
      operstate: 'UP',
      link_type: 'ether',
      address: mac,
      ...(master === undefined ? {} : { master }),
      ...(peer === undefined ? {} : { link_index: peer, link_netnsid: 0 }),
      ...(kind === undefined
        ? {}
        : {
            linkinfo: {
              info_kind: kind,
              ...(vni === undefined ? {} : { info_data: { id: vni, port: 4789, learning: true } }),
            },
          }),
    })),
  );
}

const addresses = (devices: readonly Device[]): string =>
  JSON.stringify(
    devices.flatMap(({ name, address }) =>
      address === undefined
        ? []
        : [{ ifname: name, addr_info: [{ family: 'inet', local: address, prefixlen: 24, scope: 'global' }] }],
    ),
  );

const neighbours = (entries: readonly Entry[]): string =>
  JSON.stringify(
    entries.map(({ address, mac, device, state = 'REACHABLE' }) => ({
      dst: address,
      dev: device,
      ...(mac === undefined ? {} : { lladdr: mac }),
      state: [state],
    })),
  );

function outputs(devices: readonly Device[], entries: readonly Entry[], at = ''): MadeOutputs {
  return {
    [`ip-link${at}`]: links(devices),
    [`ip-addr${at}`]: addresses(devices),
    [`ip-neigh${at}`]: neighbours(entries),
    [`sysctl${at}`]: 'net.ipv4.conf.all.proxy_arp = 0\n',
  };
}

const OWN = '52:54:00:00:00:01';
const THEIRS = '52:54:00:00:00:02';
const WRONG = '52:54:00:00:00:99';

/** n1 has an entry for 192.168.10.2, which n2's NIC has. */
function pair(
  entry: Partial<Entry> = {},
  more: { readonly n1?: MadeOutputs; readonly entries?: readonly Entry[]; readonly n2?: readonly Device[] } = {},
): readonly RawNode[] {
  const eth0 = { name: 'eth0', mac: OWN, address: '192.168.10.1', index: 2 };
  const entries = [{ address: '192.168.10.2', mac: WRONG, device: 'eth0', ...entry }, ...(more.entries ?? [])];
  return [
    rawNode('n1', { ...outputs([eth0], entries), ...more.n1 }),
    rawNode('n2', outputs([{ name: 'eth0', mac: THEIRS, address: '192.168.10.2', index: 2 }, ...(more.n2 ?? [])], [])),
  ];
}

const found = (nodes: readonly RawNode[], node = 'n1', fact = 'node.neighbours.mismatches') =>
  ask(snapshotOf({ nodes })).items(fact, node);

describe('an entry with another MAC than the owner of the address', () => {
  test('is found, with the owner', () => {
    expect(found(pair())).toMatchObject([
      {
        address: '192.168.10.2',
        mac: WRONG,
        actual: THEIRS,
        device: 'eth0',
        netns: 'host',
        peer: 'n2',
        owner: 'eth0 on n2',
        entryCommand: 'ip',
        ownerCommand: null,
      },
    ]);
  });

  test.each(['PERMANENT', 'REACHABLE'])('%s is relied on', (state) => {
    expect(found(pair({ state }))).toHaveLength(1);
    expect(found(pair({ state }), 'n1', 'node.neighbours.doubtfulMismatches')).toEqual([]);
  });

  test.each(['STALE', 'DELAY', 'PROBE'])('%s is verified before it is relied on', (state) => {
    expect(found(pair({ state }))).toEqual([]);
    expect(found(pair({ state }), 'n1', 'node.neighbours.doubtfulMismatches')).toHaveLength(1);
  });

  test.each(['FAILED', 'INCOMPLETE', 'NOARP'])('%s is no evidence', (state) => {
    expect(found(pair({ state }))).toEqual([]);
    expect(found(pair({ state }), 'n1', 'node.neighbours.doubtfulMismatches')).toEqual([]);
  });
});

describe('what looks like it and is none', () => {
  test('the right MAC', () => expect(found(pair({ mac: THEIRS }))).toEqual([]));

  test('an address that nobody in the snapshot has', () =>
    expect(found(pair({ address: '192.168.10.77' }))).toEqual([]));

  test.each([
    ['VRRP', '00:00:5e:00:01:0a'],
    ['VRRP for IPv6', '00:00:5e:00:02:0a'],
    ['HSRP', '00:00:0c:07:ac:01'],
    ["Calico's host ends", 'ee:ee:ee:ee:ee:ee'],
    ["a cloud's gateway", 'fe:ff:ff:ff:ff:ff'],
  ])('a MAC that stands for no device: %s', (_, mac) => expect(found(pair({ mac }))).toEqual([]));

  test('the MAC of another device of the same machine: it takes such frames, too', () =>
    expect(found(pair({}, { n2: [{ name: 'eth1', mac: WRONG, index: 3 }] }))).toEqual([]));

  test('a gateway beyond the snapshot that answers for several addresses', () =>
    expect(found(pair({}, { entries: [{ address: '192.168.10.1', mac: WRONG, device: 'eth0' }] }))).toEqual([]));

  test('link-local addresses, which are not the same everywhere', () =>
    expect(
      found([
        rawNode(
          'n1',
          outputs(
            [{ name: 'eth0', mac: OWN, address: '192.168.10.1' }],
            [{ address: '169.254.1.1', mac: WRONG, device: 'eth0' }],
          ),
        ),
        rawNode('n2', outputs([{ name: 'eth0', mac: THEIRS, address: '169.254.1.1' }], [])),
      ]),
    ).toEqual([]));

  test('two machines with the same address: another fault', () => {
    const third = rawNode('n3', outputs([{ name: 'eth0', mac: '52:54:00:00:00:03', address: '192.168.10.2' }], []));
    expect(found([...pair(), third])).toEqual([]);
  });

  test('an address on a dummy device is answered for by another one', () => {
    const dummy = rawNode(
      'n2',
      outputs(
        [
          { name: 'kube-ipvs0', mac: '5a:00:00:00:00:01', address: '10.96.0.10', kind: 'dummy' },
          { name: 'eth0', mac: THEIRS, index: 2 },
        ],
        [],
      ),
    );
    const [n1] = pair({ address: '10.96.0.10' });
    expect(found([n1 as RawNode, dummy])).toEqual([]);
  });

  test('proxy ARP by a device that says so', () => {
    const router = rawNode('router', {
      ...outputs([{ name: 'eth0', mac: WRONG, address: '192.168.10.254' }], []),
      sysctl: 'net.ipv4.conf.eth0.proxy_arp = 1\n',
    });
    expect(found([...pair(), router])).toEqual([]);
    const other = rawNode('other', outputs([{ name: 'eth0', mac: WRONG, address: '192.168.10.253' }], []));
    expect(found([...pair(), other])).toHaveLength(1);
  });

  test("the same container address on another machine's own bridge", () => {
    const machine = (name: string, container: string | null, entries: readonly Entry[]): RawNode => {
      const host: Device[] = [
        { name: 'eth0', mac: name === 'n1' ? OWN : THEIRS, address: `192.168.10.${name.slice(1)}`, index: 2 },
        { name: 'docker0', mac: `02:42:00:00:00:0${name.slice(1)}`, address: '172.17.0.1', kind: 'bridge', index: 3 },
        { name: 'veth1', mac: `02:42:00:00:01:0${name.slice(1)}`, kind: 'veth', master: 'docker0', index: 5, peer: 4 },
      ];
      const inside = outputs(
        [
          {
            name: 'eth0',
            mac: '02:42:ac:11:00:02',
            kind: 'veth',
            index: 4,
            peer: 5,
            ...(container === null ? {} : { address: container }),
          },
        ],
        [],
        '@net:[1]',
      );
      return rawNode(name, { ...outputs(host, entries), ...inside });
    };
    const stale = [{ address: '172.17.0.2', mac: '02:42:ac:11:00:99', device: 'docker0' }];
    expect(found([machine('n1', null, stale), machine('n2', '172.17.0.2', [])])).toEqual([]);
    expect(found([machine('n1', '172.17.0.2', stale), machine('n2', '172.17.0.2', [])])).toHaveLength(1);
  });
});

describe('a pod in a virtual machine of its own (story 002)', () => {
  const POD = '0a:58:0a:84:02:2e';
  const TUNNEL_END = '7e:e5:f7:e6:f5:1a';

  const worker = (inPod: Partial<Device>): RawNode =>
    rawNode('worker', {
      ...outputs(
        [
          { name: 'eth0', mac: OWN, address: '192.168.10.163', index: 2 },
          { name: 'ovn-k8s-mp0', mac: '0a:58:0a:84:02:02', address: '10.132.2.2', kind: 'veth', index: 3, peer: 2 },
        ],
        [{ address: '10.132.2.46', mac: POD, device: 'ovn-k8s-mp0', state: 'PERMANENT' }],
      ),
      ...outputs(
        [
          { name: 'eth0', mac: POD, kind: 'veth', index: 2, peer: 3, ...inPod },
          { name: 'vxlan1', mac: 'ba:00:00:00:00:01', kind: 'vxlan', vni: 555000, index: 4 },
        ],
        [],
        '@net:[1]',
      ),
    });
  const vm = (mac: string): RawNode =>
    rawNode(
      'podvm',
      {
        ...outputs([{ name: 'eth0', mac: THEIRS, address: '192.168.10.164', index: 2 }], []),
        ...outputs(
          [{ name: 'vxlan0', mac, address: '10.132.2.46', kind: 'vxlan', vni: 555000, index: 3 }],
          [],
          '@net:[2]',
        ),
      },
      { kubernetesNode: null, netns: [{ id: 'net:[2]', name: 'podns' }] },
    );

  test.each([
    ['the namespace on the worker has no address', {}],
    ['the namespace on the worker still has the address', { address: '10.132.2.46' }],
  ])('%s', (_, inPod) => {
    expect(found([worker(inPod), vm(TUNNEL_END)], 'worker')).toMatchObject([
      {
        address: '10.132.2.46',
        mac: POD,
        actual: TUNNEL_END,
        owner: 'vxlan0 in podns on podvm',
        ownerDevice: 'vxlan0',
        ownerCommand: 'ip netns exec podns ip',
        entryCommand: null,
      },
    ]);
    expect(found([worker(inPod), vm(POD)], 'worker')).toEqual([]);
  });
});

test('a namespace with a name that is no plain word gets no command', () => {
  const arp = rawNode('worker', { 'text:arp': '? (10.132.2.46) at 0a:58:0a:84:02:2e [ether] on ovn-k8s-mp0\n' });
  const ifconfig =
    'vxlan0    Link encap:Ethernet  HWaddr 7e:e5:f7:e6:f5:1a\n          inet addr:10.132.2.46  Mask:255.255.254.0\n';
  const name = 'x sh -c reboot';
  const vm = rawNode('podvm', { 'text:ifconfig@1': ifconfig }, { kubernetesNode: null, netns: [{ id: '1', name }] });
  expect(found([arp, vm], 'worker')).toMatchObject([{ ownerCommand: null, entryCommand: null }]);
});

describe('what was not read', () => {
  test("a node's own table", () => {
    const answer = ask(snapshotOf({ nodes: [rawNode('n1', {})] })).node('node.neighbours.mismatches', 'n1');
    expect(answer).toMatchObject({ state: 'unknown', missing: 'ip-neigh' });
  });

  test('the table of one pod', () => {
    const [n1, n2] = pair({ mac: THEIRS }, { n1: { 'ip-link@net:[7]': '[]' } });
    const answer = ask(snapshotOf({ nodes: [n1 as RawNode, n2 as RawNode] })).node('node.neighbours.mismatches', 'n1');
    expect(answer).toMatchObject({ state: 'list', items: [], unseen: [{ missing: 'ip-neigh' }] });
  });

  const unread = (more: MadeOutputs) => {
    const eth0 = { name: 'eth0', mac: OWN, address: '192.168.10.1', index: 2 };
    const n1 = rawNode('n1', {
      ...outputs([eth0], [{ address: '10.244.1.5', mac: WRONG, device: 'eth0' }]),
      ...outputs([{ name: 'eth0', mac: THEIRS, address: '10.244.1.5', index: 2 }], [], '@net:[7]'),
      ...more,
    });
    const pods = [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web', namespace: 'default' },
        spec: { nodeName: 'n1' },
        status: { podIPs: [{ ip: '10.244.1.5' }] },
      },
    ];
    return ask(snapshotOf({ nodes: [n1], objects: { pods } })).node('node.neighbours.mismatches', 'n1');
  };
  test.each(['ip-link@net:[7]', 'ip-addr@net:[7]'])('%s of the pod that has the address', (id) => {
    expect(unread({ [id]: { text: '', status: 'missing', stderr: 'ip: not found' } })).toMatchObject({
      items: [],
      unseen: [{ who: 'node/n1: 10.244.1.5', missing: id.split('@')[0], reason: 'ip: not found' }],
    });
    expect(unread({})).toMatchObject({ unseen: [] });
  });

  test('whose an address is, on all machines', () => {
    const arp = rawNode('worker', { 'text:arp': '? (10.132.2.46) at 0a:58:0a:84:02:2e [ether] on ovn-k8s-mp0\n' });
    const answer = ask(snapshotOf({ nodes: [arp] })).node('node.neighbours.mismatches', 'worker');
    expect(answer).toMatchObject({ state: 'list', items: [], unseen: [{ missing: 'ip-addr' }] });
  });

  test('a hand-made arp line against a hand-made address is judged', () => {
    const arp = rawNode('worker', { 'text:arp': '? (10.132.2.46) at 0a:58:0a:84:02:2e [ether] on ovn-k8s-mp0\n' });
    const ifconfig =
      'vxlan0    Link encap:Ethernet  HWaddr 7e:e5:f7:e6:f5:1a\n          inet addr:10.132.2.46  Bcast:10.132.3.255  Mask:255.255.254.0\n';
    const vm = rawNode(
      'podvm',
      { 'text:ifconfig@podns': ifconfig },
      { kubernetesNode: null, netns: [{ id: 'podns', name: 'podns' }] },
    );
    expect(found([arp, vm], 'worker')).toMatchObject([
      { actual: '7e:e5:f7:e6:f5:1a', state: null, ownerCommand: 'ip netns exec podns ip' },
    ]);
  });
});
