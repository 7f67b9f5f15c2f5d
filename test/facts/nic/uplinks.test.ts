import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { rawNode, snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';

/** Links in the words of `ip -d -j link`, as the kernel prints them. */
const link = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  ifindex: 2,
  ifname: name,
  flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
  mtu: 1500,
  operstate: 'UP',
  link_type: 'ether',
  address: '52:54:00:c0:a8:01',
  ...more,
});
const DOWN = { flags: ['BROADCAST', 'MULTICAST'], operstate: 'DOWN' };
const NO_CARRIER = { flags: ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP'], operstate: 'DOWN' };
const kind = (info_kind: string, info_data: Readonly<Record<string, unknown>> = {}) => ({
  linkinfo: { info_kind, info_data },
});

const object = (name: string, address: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec: {},
  status: { addresses: [{ type: 'InternalIP', address }] },
});
const inet = (ifname: string, local: string) => ({
  ifname,
  addr_info: [{ family: 'inet', local, prefixlen: 24, scope: 'global' }],
});
const DEFAULT = { dst: 'default', gateway: '192.168.10.1', dev: 'eth0', flags: [] };

function facts(links: readonly unknown[], device = 'eth0', routes: readonly unknown[] = [DEFAULT]) {
  const n1 = rawNode('n1', {
    'ip-link': JSON.stringify(links),
    'ip-addr': JSON.stringify([inet(device, '192.168.10.161')]),
    'ip-route4': JSON.stringify(routes),
  });
  const n2 = rawNode('n2', {
    'ip-link': JSON.stringify([link('eth0')]),
    'ip-addr': JSON.stringify([inet('eth0', '192.168.10.162')]),
    'ip-route4': JSON.stringify([DEFAULT]),
  });
  const { items } = ask(
    snapshotOf({
      nodes: [n1, n2],
      objects: { nodes: [object('n1', '192.168.10.161'), object('n2', '192.168.10.162')] },
    }),
  );
  return {
    down: items('node.nic.downUplinks', 'n1').map((item) => item.device),
    noCarrier: items('node.nic.uplinksWithoutCarrier', 'n1').map((item) => item.device),
    lost: items('node.nic.lostDefaultRoutes', 'n1'),
  };
}

describe('devices that a node is reached by', () => {
  test('up, with carrier', () => expect(facts([link('eth0')])).toEqual({ down: [], noCarrier: [], lost: [] }));

  test('down, and the default route with it', () =>
    expect(facts([link('eth0', DOWN)], 'eth0', [])).toEqual({
      down: ['eth0'],
      noCarrier: [],
      lost: [{ device: 'eth0', gateway: '192.168.10.1' }],
    }));

  test('no carrier', () => expect(facts([link('eth0', NO_CARRIER)])).toMatchObject({ down: [], noCarrier: ['eth0'] }));

  test('a NIC without any role may be down', () =>
    expect(facts([link('eth0'), link('eth1', DOWN)])).toMatchObject({ down: [], noCarrier: [] }));

  test('a NIC with the tunnels of a separate network may not', () =>
    expect(
      facts([
        link('eth0'),
        link('eth1', NO_CARRIER),
        link('flannel.1', kind('vxlan', { id: 1, port: 8472, link: 'eth1' })),
      ]),
    ).toMatchObject({ noCarrier: ['eth1'] }));

  test('operstate UNKNOWN is normal', () =>
    expect(facts([link('eth0', { operstate: 'UNKNOWN' })])).toMatchObject({ noCarrier: [] }));

  test('one dead port of a bond', () =>
    expect(
      facts(
        [
          link('bond0', kind('bond')),
          link('eth0', { master: 'bond0', ...NO_CARRIER }),
          link('eth1', { master: 'bond0' }),
        ],
        'bond0',
      ),
    ).toMatchObject({ down: [], noCarrier: [] }));

  test('a bridge has carrier by its guests, and its only NIC has none', () =>
    expect(
      facts(
        [
          link('br0', kind('bridge')),
          link('eth0', { master: 'br0', ...NO_CARRIER }),
          link('vnet0', { master: 'br0', ...kind('tun') }),
        ],
        'br0',
      ),
    ).toMatchObject({ noCarrier: ['br0'] }));

  test('a bridge without a NIC', () =>
    expect(facts([link('br0', { ...kind('bridge'), ...NO_CARRIER })], 'br0')).toMatchObject({ noCarrier: [] }));
});

test('without the Node object nobody says which device counts', () => {
  const node = rawNode('n1', {
    'ip-link': JSON.stringify([link('eth0', DOWN)]),
    'ip-addr': JSON.stringify([inet('eth0', '192.168.10.161')]),
  });
  const answer = ask(snapshotOf({ nodes: [node] })).node('node.nic.downUplinks', 'n1');
  expect(answer).toMatchObject({ state: 'list', items: [], unseen: [{ missing: 'cluster/nodes' }] });
});
