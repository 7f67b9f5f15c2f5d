import { describe, expect, it } from 'vitest';
import { facts } from '../../../src/facts/ovs/index.ts';
import { nodeObject } from '../../model/api-objects.ts';
import { judge } from '../../support/judge.ts';
import { type MadeOutputs, type MadeSnapshot, rawNode, snapshotOf } from '../../support/raw-node.ts';
import { defaultRoute, type MadeBridge, madeAddresses, madeLinks, madeOvs } from './made-ovs.ts';

const NORMAL = ' cookie=0x0, duration=1s, table=0, n_packets=5, n_bytes=1, priority=0 actions=NORMAL\n';
const POD = 'net:[4026532001]';

/** Host device of index 3 leads into the pod's device of index 2. */
const podEnd = { name: 'pod1', kind: 'veth', peerIndex: 2 } as const;
const inPod: MadeOutputs = { [`ip-link@${POD}`]: madeLinks([{ name: 'eth0', kind: 'veth', peerIndex: 3 }], 2) };

const node = (bridges: readonly MadeBridge[], more: MadeOutputs) =>
  rawNode('n1', { 'ip-addr': '[]', 'ip-route4': '[]', ...madeOvs(bridges), ...inPod, ...more });

async function findings(made: MadeSnapshot) {
  const result = await judge(snapshotOf(made), 'ovs', facts);
  return {
    found: result.findings
      .filter((finding) => finding.severity !== 'low')
      .map((finding) => `${finding.rule}: ${finding.message}`),
    unknown: result.unknown,
  };
}
const of = async (bridges: readonly MadeBridge[], more: MadeOutputs) =>
  (await findings({ nodes: [node(bridges, more)] })).found;

describe('arrangements that look odd and lose nothing', () => {
  it('OVN: no controller row, patch ports, tunnels, an address on the outer bridge', async () => {
    const bridges: MadeBridge[] = [
      {
        name: 'br-int',
        failMode: 'secure',
        flows: NORMAL,
        ports: {
          pod1: { externalIds: { 'iface-id': 'default_web' } },
          'ovn-k8s-mp0': { type: 'internal' },
          tun: { type: 'geneve' },
          'patch-int': { type: 'patch', peer: 'patch-ex' },
        },
      },
      { name: 'br-ex', flows: NORMAL, ports: { 'patch-ex': { type: 'patch', peer: 'patch-int' }, ens1: {} } },
    ];
    const links = madeLinks([
      { name: 'lo' },
      { name: 'ens1' },
      podEnd,
      { name: 'br-ex', kind: 'openvswitch' },
      { name: 'ovn-k8s-mp0', kind: 'openvswitch' },
    ]);
    expect(
      await of(bridges, {
        'ip-link': links,
        'ip-addr': madeAddresses({ 'br-ex': '192.168.10.161', 'ovn-k8s-mp0': '10.132.0.2' }),
        'ip-route4': defaultRoute('br-ex'),
      }),
    ).toEqual([]);
  });

  it('one bridge, a tunnel and the way through the host, no NIC in it', async () => {
    const bridges: MadeBridge[] = [
      {
        name: 'br0',
        failMode: 'secure',
        flows: NORMAL,
        ports: { pod1: {}, vxlan0: { type: 'vxlan' }, tun0: { type: 'internal' } },
      },
    ];
    const links = madeLinks([{ name: 'lo' }, { name: 'ens1' }, podEnd, { name: 'tun0', kind: 'openvswitch' }]);
    expect(
      await of(bridges, {
        'ip-link': links,
        'ip-addr': madeAddresses({ ens1: '192.168.10.161', tun0: '10.128.0.1' }),
        'ip-route4': defaultRoute('ens1'),
      }),
    ).toEqual([]);
  });

  it('the way through the host alone', async () => {
    const bridges: MadeBridge[] = [{ name: 'br-int', ports: { pod1: {}, gw0: { type: 'internal' } } }];
    const links = madeLinks([{ name: 'lo' }, { name: 'ens1' }, podEnd, { name: 'gw0', kind: 'openvswitch' }]);
    expect(
      await of(bridges, {
        'ip-link': links,
        'ip-addr': madeAddresses({ ens1: '192.168.10.161', gw0: '10.128.0.1' }),
        'ip-route4': defaultRoute('ens1'),
      }),
    ).toEqual([]);
  });

  it('a bond whose second half is down, as one port with two interfaces', async () => {
    const bridges: MadeBridge[] = [{ name: 'br0', ports: { pod1: {}, bond0: [{ name: 'ens1' }, { name: 'ens2' }] } }];
    const links = madeLinks([{ name: 'ens1' }, { name: 'ens2', flags: ['NO-CARRIER', 'UP'] }, podEnd]);
    expect(await of(bridges, { 'ip-link': links })).toEqual([]);
  });

  it('passive targets, and one of two controllers connected', async () => {
    const ports = { pod1: {}, ens1: {} };
    const links = madeLinks([{ name: 'lo' }, { name: 'ens1' }, podEnd]);
    for (const controllers of [
      [['ptcp:6634', false]],
      [
        ['tcp:127.0.0.1:6633', false],
        ['tcp:127.0.0.1:6634', true],
      ],
    ] as const) {
      expect(
        await of([{ name: 'br0', failMode: 'secure', flows: NORMAL, ports, controllers }], { 'ip-link': links }),
      ).toEqual([]);
    }
  });

  it('a bridge with nothing in it, and one that nobody has filled yet', async () => {
    const bridges: MadeBridge[] = [{ name: 'br-new', failMode: 'secure', flows: '', ports: {} }];
    expect(await of(bridges, { 'ip-link': madeLinks([{ name: 'ens1' }]) })).toEqual([]);
  });

  it('an outer bridge with a dead NIC that no pod depends on', async () => {
    const bridges: MadeBridge[] = [
      { name: 'br0', ports: { pod1: {}, ens1: {} } },
      { name: 'br-storage', ports: { ens2: {} } },
    ];
    const links = madeLinks([{ name: 'ens1' }, { name: 'ens2', flags: ['BROADCAST'] }, podEnd]);
    expect(await of(bridges, { 'ip-link': links })).toEqual([]);
  });

  it('a veth that ends nowhere beside a way out', async () => {
    const bridges: MadeBridge[] = [{ name: 'br0', ports: { pod1: {}, ens1: {}, spare0: {} } }];
    const links = madeLinks([
      { name: 'lo' },
      { name: 'ens1' },
      podEnd,
      { name: 'spare0', kind: 'veth', lower: 'spare1' },
      { name: 'spare1', kind: 'veth', lower: 'spare0' },
    ]);
    expect(await of(bridges, { 'ip-link': links })).toEqual([]);
  });

  it('Open vSwitch running beside another CNI, without bridges', async () => {
    expect(
      await of([], {
        'ip-link': madeLinks([{ name: 'ens1' }]),
        'cni-config': '==> /etc/cni/net.d/10-flannel.conflist <==\n{"name":"cbr0","plugins":[{"type":"flannel"}]}\n',
      }),
    ).toEqual([]);
  });
});

describe('faults of such arrangements', () => {
  it('a node whose address is on the outer bridge loses the NIC of it', async () => {
    const bridges: MadeBridge[] = [
      { name: 'br-int', ports: { pod1: {}, 'patch-int': { type: 'patch', peer: 'patch-ex' } } },
      { name: 'br-ex', ports: { 'patch-ex': { type: 'patch', peer: 'patch-int' } } },
    ];
    const links = madeLinks([{ name: 'lo' }, { name: 'ens1' }, podEnd, { name: 'br-ex', kind: 'openvswitch' }]);
    const found = await of(bridges, {
      'ip-link': links,
      'ip-addr': madeAddresses({ 'br-ex': '192.168.10.161' }),
      'ip-route4': defaultRoute('br-ex'),
    });
    expect(found).toEqual([
      'ovs/uplink-missing: n1: br-ex is the way out for the pods and has no NIC (ens1 is free for it)',
    ]);
  });

  it('both halves of a bond are dead', async () => {
    const bridges: MadeBridge[] = [{ name: 'br0', ports: { pod1: {}, bond0: [{ name: 'ens1' }, { name: 'ens2' }] } }];
    const links = madeLinks([
      { name: 'ens1', flags: ['NO-CARRIER', 'UP'] },
      { name: 'ens2', flags: ['NO-CARRIER', 'UP'] },
      podEnd,
    ]);
    expect(await of(bridges, { 'ip-link': links })).toEqual([
      "ovs/uplink-no-carrier: n1: ens1, the NIC of br0, has no carrier; ens2, the NIC of br0, has no carrier; the node's pods are cut off from everything outside",
    ]);
  });

  it('a remote controller is lost together with the NIC', async () => {
    const bridges: MadeBridge[] = [
      {
        name: 'br0',
        failMode: 'secure',
        flows: NORMAL,
        controllers: [['tcp:10.16.203.1:6653', false]],
        ports: { pod1: {}, ens1: {} },
      },
    ];
    const links = madeLinks([{ name: 'lo' }, { name: 'ens1', flags: ['BROADCAST'] }, podEnd]);
    const result = await judge(snapshotOf({ nodes: [node(bridges, { 'ip-link': links })] }), 'ovs', facts);
    expect(result.findings.map((finding) => [finding.rule, finding.causedBy === null])).toEqual([
      ['ovs/uplink-down', true],
      ['ovs/remote-controller-lost', false],
    ]);
  });

  it('all of Open vSwitch is stopped on a node whose CNI is OVS', async () => {
    const gone = {
      text: '',
      status: 'skipped' as const,
      stderr: 'absent: no ovsdb socket and no Open vSwitch process',
    };
    const raw = rawNode('n1', {
      processes: 'pid=9 comm=kubelet',
      'ovs-bridge': gone,
      'ip-link': madeLinks([{ name: 'ens1' }]),
      'cni-config': '==> /etc/cni/net.d/00-ovs.conf <==\n{"name":"x","type":"ovs-cni"}\n',
    });
    const result = await judge(snapshotOf({ nodes: [raw] }), 'ovs', facts);
    expect(result.findings.map((finding) => [finding.rule, finding.causedBy === null])).toEqual([
      ['ovs/vswitchd-down', true],
      ['ovs/database-down', false],
    ]);
  });

  it('two tunnels have the same settings', async () => {
    const bridges: MadeBridge[] = [
      {
        name: 'br-int',
        ports: {
          pod1: {},
          'ovn-d3673d-0': {
            type: 'geneve',
            error: 'could not add network device ovn-d3673d-0 to ofproto (File exists)',
          },
        },
      },
    ];
    const links = madeLinks([{ name: 'lo' }, { name: 'ens1' }, podEnd]);
    expect((await of(bridges, { 'ip-link': links }))[0]).toContain('ovs/interface-error');
  });
});

describe('what nobody could see', () => {
  it('is unknown on the node that was not collected, and no other', async () => {
    const bridges: MadeBridge[] = [
      { name: 'br0', failMode: 'standalone', flows: NORMAL, ports: { pod1: {}, ens1: {} } },
    ];
    const healthy = rawNode('n1', {
      'ip-addr': '[]',
      'ip-route4': '[]',
      ...madeOvs(bridges),
      ...inPod,
      'ip-link': madeLinks([{ name: 'lo' }, { name: 'ens1' }, podEnd]),
      'cni-config': '==> /etc/cni/net.d/00-ovs.conf <==\n{"name":"x","type":"ovs-cni"}\n',
    });
    const { found, unknown } = await findings({
      nodes: [healthy],
      objects: { nodes: [nodeObject('n1'), nodeObject('n3')], pods: [], podnics: [] },
    });
    expect(found).toEqual([]);
    expect(unknown.filter((it) => !it.target.includes('n3'))).toEqual([]);
    expect(unknown.length).toBeGreaterThan(10);
  });

  it('is unknown where a listing is all there is, but for what it does say', async () => {
    const text = `b621d944-5691-4c9d-b01c-d8add7b7450f
    Bridge "br0"
        Controller "tcp:127.0.0.1:6632"
        fail_mode: secure
        Port eth-int
            Interface eth-int
        Port "if2090037512165"
            Interface "if2090037512165"
`;
    const { found, unknown } = await findings({ nodes: [rawNode('n1', { 'text:ovs-vsctl-show': text })] });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('ovs/controller-lost: br0 on n1 is not connected to its controller tcp:127.0.0.1:6632');
    expect(unknown.map((it) => it.rule)).toEqual(
      expect.arrayContaining([
        'ovs/bridge-link-broken',
        'ovs/uplink-missing',
        'ovs/secure-without-flows',
        'ovs/vswitchd-down',
      ]),
    );
  });

  it('takes no veth for a NIC while a network namespace is unread', async () => {
    const bridges: MadeBridge[] = [{ name: 'br0', ports: { pod1: {}, mystery: {} } }];
    const links = madeLinks([
      { name: 'lo' },
      { name: 'ens1' },
      podEnd,
      { name: 'mystery', kind: 'veth', peerIndex: 9, flags: ['BROADCAST'] },
    ]);
    const raw = rawNode('n1', {
      'ip-addr': '[]',
      'ip-route4': '[]',
      ...madeOvs(bridges),
      ...inPod,
      'ip-link': links,
      'ip-link@net:[4026532009]': { text: '', status: 'timeout' },
    });
    const { found, unknown } = await findings({ nodes: [raw] });
    expect(found).toEqual([]);
    expect(unknown.map((it) => it.rule)).toEqual(expect.arrayContaining(['ovs/uplink-down', 'ovs/uplink-missing']));
  });
});
