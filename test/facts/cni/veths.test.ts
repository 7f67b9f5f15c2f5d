import { describe, expect, test } from 'vitest';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';

/** Links in the words of `ip -d -j link`, as the kernel prints them for a pod of the CNI plugin `bridge` on a node with cni0. */
const link = (index: number, name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  ifindex: index,
  ifname: name,
  flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
  mtu: 1450,
  operstate: 'UP',
  link_type: 'ether',
  address: `02:00:00:00:00:${index.toString(16).padStart(2, '0')}`,
  ...more,
});
const veth = (index: number, name: string, peer: number, more: Readonly<Record<string, unknown>> = {}) =>
  link(index, name, { link_index: peer, link_netnsid: 0, linkinfo: { info_kind: 'veth' }, ...more });
const bridge = (more: Readonly<Record<string, unknown>> = {}) =>
  link(4, 'cni0', { linkinfo: { info_kind: 'bridge' }, ...more });
const DOWN = { flags: ['BROADCAST', 'MULTICAST'], operstate: 'DOWN' };
const NO_CARRIER = { flags: ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP'], operstate: 'DOWN' };

const cni0Address = {
  ifname: 'cni0',
  addr_info: [{ family: 'inet', local: '10.244.1.1', prefixlen: 24, scope: 'global' }],
};
const flannelConf =
  '==> /etc/cni/net.d/10-flannel.conflist <==\n{"name":"cbr0","cniVersion":"0.3.1","plugins":[{"type":"flannel","delegate":{"isDefaultGateway":true}}]}\n';

interface Host {
  readonly links: readonly unknown[];
  readonly addresses?: readonly unknown[];
  readonly inner?: unknown;
  readonly gateway?: string;
  readonly more?: MadeOutputs;
}

function asked({
  links,
  addresses = [cni0Address],
  inner = veth(2, 'eth0', 5),
  gateway = '10.244.1.1',
  more = {},
}: Host) {
  const node = rawNode(
    'n1',
    {
      'ip-link': JSON.stringify(links),
      'ip-addr': JSON.stringify(addresses),
      'ip-route4': '[]',
      'cni-config': flannelConf,
      'flannel-subnet-env':
        'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n',
      'ip-link@net:[1]': JSON.stringify([inner]),
      'ip-addr@net:[1]': '[]',
      'ip-route4@net:[1]': JSON.stringify([{ dst: 'default', gateway, dev: 'eth0', flags: [] }]),
      ...more,
    },
    {
      netns: [
        { id: 'net:[1]', name: 'cni-1' },
        ...('ip-link@net:[2]' in more ? [{ id: 'net:[2]', name: 'cni-2' }] : []),
      ],
    },
  );
  return ask(snapshotOf({ nodes: [node] }));
}

function facts(host: Host) {
  const { items } = asked(host);
  const names = [
    'detachedVeths',
    'misplacedVeths',
    'downVeths',
    'downPodDevices',
    'blockedPorts',
    'isolatedPorts',
    'missingBridges',
    'downBridges',
    'bridgesWithoutCarrier',
    'bridgeAddressDrift',
  ];
  return Object.fromEntries(
    names.map((name) => [name, items(`node.cni.${name}`, 'n1')]).filter(([, found]) => (found ?? []).length > 0),
  );
}

const pod = { pod: 'cni-1', device: 'veth1', inner: 'eth0', bridge: 'cni0' };

describe('pod veths and their bridge', () => {
  test('healthy', () => expect(facts({ links: [bridge(), veth(5, 'veth1', 2, { master: 'cni0' })] })).toEqual({}));

  test('no bridge, and the bridge without a port', () =>
    expect(facts({ links: [bridge(NO_CARRIER), veth(5, 'veth1', 2)] })).toMatchObject({
      detachedVeths: [pod],
      bridgesWithoutCarrier: [{ device: 'cni0', pods: 1 }],
    }));

  test('in another bridge', () => {
    const other = link(7, 'br7', { linkinfo: { info_kind: 'bridge' } });
    expect(facts({ links: [bridge(), other, veth(5, 'veth1', 2, { master: 'br7' })] })).toMatchObject({
      misplacedVeths: [{ ...pod, master: 'br7' }],
    });
  });

  test('a port of OVS is another matter', () => {
    const ovs = link(7, 'ovs-system', { linkinfo: { info_kind: 'openvswitch' } });
    expect(facts({ links: [bridge(), ovs, veth(5, 'veth1', 2, { master: 'ovs-system' })] })).toEqual({});
  });

  test('the host end is down', () =>
    expect(facts({ links: [bridge(), veth(5, 'veth1', 2, { master: 'cni0', ...DOWN })] })).toMatchObject({
      downVeths: [pod],
    }));

  test('the end in the pod is down', () =>
    expect(
      facts({ links: [bridge(), veth(5, 'veth1', 2, { master: 'cni0' })], inner: veth(2, 'eth0', 5, DOWN) }),
    ).toMatchObject({ downPodDevices: [{ ...pod, netns: 'cni-1' }] }));

  test('the bridge is down', () =>
    expect(facts({ links: [bridge(DOWN), veth(5, 'veth1', 2, { master: 'cni0' })] })).toMatchObject({
      downBridges: [{ device: 'cni0', pods: 1 }],
    }));

  test('the bridge is gone', () =>
    expect(facts({ links: [veth(5, 'veth1', 2)], addresses: [] })).toMatchObject({
      detachedVeths: [pod],
      missingBridges: [{ device: 'cni0', pods: 1, gateway: '10.244.1.1/24', mtu: 1450 }],
    }));

  test('the bridge has an address of another network', () => {
    const other = {
      ifname: 'cni0',
      addr_info: [{ family: 'inet', local: '10.244.9.1', prefixlen: 24, scope: 'global' }],
    };
    expect(facts({ links: [bridge(), veth(5, 'veth1', 2, { master: 'cni0' })], addresses: [other] })).toEqual({
      bridgeAddressDrift: [{ device: 'cni0', family: 4, address: '10.244.9.1/24', expected: '10.244.1.1/24' }],
    });
  });

  test('a bridge without address on purpose', () => {
    const conf = flannelConf.replace('"isDefaultGateway":true', '"isGateway":false');
    expect(
      facts({
        links: [bridge(), veth(5, 'veth1', 2, { master: 'cni0' })],
        addresses: [],
        gateway: '192.168.10.1',
        more: { 'cni-config': conf },
      }),
    ).toEqual({});
  });

  const port = (data: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
    veth(5, 'veth1', 2, {
      master: 'cni0',
      linkinfo: { info_kind: 'veth', info_slave_kind: 'bridge', info_slave_data: data },
      ...more,
    });
  const withStp = { linkinfo: { info_kind: 'bridge', info_data: { stp_state: 1 } } };

  test('spanning tree blocks the port', () =>
    expect(facts({ links: [bridge(withStp), port({ state: 'blocking' })] })).toEqual({
      blockedPorts: [{ ...pod, state: 'blocking', stpBridge: 'cni0' }],
    }));

  test.each(['disabled', 'listening', 'learning', 'blocking'])('someone set the port to %s', (state) =>
    expect(facts({ links: [bridge(), port({ state })] })).toEqual({
      blockedPorts: [{ ...pod, state, stpBridge: null }],
    }),
  );

  test('spanning tree is on its way to forwarding', () => {
    const { node } = asked({ links: [bridge(withStp), port({ state: 'learning' })] });
    expect(node('node.cni.blockedPorts', 'n1')).toMatchObject({
      items: [],
      unseen: [{ who: 'node/n1 cni-1', reason: 'spanning tree has veth1 in state learning, which passes' }],
    });
  });

  test('the kernel disables ports of a bridge that is down, and ports that are down', () => {
    const disabled = { state: 'disabled' };
    expect(facts({ links: [bridge(DOWN), port(disabled)] })).not.toHaveProperty('blockedPorts');
    expect(facts({ links: [bridge(), port(disabled, DOWN)] })).not.toHaveProperty('blockedPorts');
    expect(facts({ links: [bridge(), port(disabled, NO_CARRIER)] })).not.toHaveProperty('blockedPorts');
  });

  describe('isolated ports', () => {
    const isolated = { state: 'forwarding', isolated: true };
    const second = (data: Readonly<Record<string, unknown>>): Host => ({
      links: [
        bridge(),
        port(isolated),
        veth(6, 'veth2', 3, {
          master: 'cni0',
          linkinfo: { info_kind: 'veth', info_slave_kind: 'bridge', info_slave_data: data },
        }),
      ],
      more: {
        'ip-link@net:[2]': JSON.stringify([veth(3, 'eth0', 6)]),
        'ip-addr@net:[2]': '[]',
        'ip-route4@net:[2]': JSON.stringify([{ dst: 'default', gateway: '10.244.1.1', dev: 'eth0', flags: [] }]),
      },
    });

    test('two of one bridge', () =>
      expect(facts(second(isolated))).toEqual({
        isolatedPorts: [pod, { ...pod, pod: 'cni-2', device: 'veth2' }],
      }));

    test('one alone reaches everybody', () => expect(facts(second({ state: 'forwarding' }))).toEqual({}));

    test('the configuration asks for it', () => {
      const host = second(isolated);
      const conf = flannelConf.replace('"isDefaultGateway":true', '"isDefaultGateway":true,"portIsolation":true');
      expect(facts({ ...host, more: { ...host.more, 'cni-config': conf } })).toEqual({});
    });
  });
});

describe('pods that have no bridge', () => {
  test("Calico: the gateway is nobody's", () =>
    expect(
      facts({
        links: [veth(5, 'cali1', 2)],
        addresses: [],
        gateway: '169.254.1.1',
        more: { 'cni-config': flannelConf.replace('flannel"', 'calico"') },
      }),
    ).toEqual({}));

  test("ptp: the gateway is the host end's own address", () => {
    const own = {
      ifname: 'veth1',
      addr_info: [{ family: 'inet', local: '10.244.1.1', prefixlen: 32, scope: 'global' }],
    };
    expect(
      facts({
        links: [veth(5, 'veth1', 2)],
        addresses: [own],
        more: { 'cni-config': flannelConf.replace('flannel"', 'ptp"') },
      }),
    ).toEqual({});
  });
});

test('a namespace that could not be entered is a gap', () => {
  const node = rawNode('n1', {
    'ip-link': JSON.stringify([bridge()]),
    'ip-addr': '[]',
    'ip-link@net:[1]': { text: '', status: 'timeout' },
  });
  const answer = ask(snapshotOf({ nodes: [node] })).node('node.cni.detachedVeths', 'n1');
  expect(answer).toMatchObject({ state: 'list', items: [], unseen: [{ missing: 'ip-link' }] });
});
