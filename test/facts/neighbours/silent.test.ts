import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';

const link = (index: number, name: string, flags: readonly string[] = []) => ({
  ifindex: index,
  ifname: name,
  flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP', ...flags],
  mtu: 1500,
  operstate: 'UP',
  link_type: 'ether',
  address: `02:00:00:00:00:0${index}`,
  linkinfo: name === 'cni0' ? { info_kind: 'bridge' } : {},
});
const address = (device: string, local: string) => ({
  ifname: device,
  addr_info: [{ family: 'inet', local, prefixlen: 24, scope: 'global' }],
});

const object = (name: string, internalIp: string): ApiObject =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: {},
    status: { addresses: [{ type: 'InternalIP', address: internalIp }] },
  }) as unknown as ApiObject;

/** Two nodes; n2 with what a test gives it, n1 with its neighbours. */
function silent(sysctl: string, { more = {}, neighbours = '[]' }: { more?: MadeOutputs; neighbours?: string } = {}) {
  const host = (nic: string): MadeOutputs => ({
    'ip-link': JSON.stringify([link(2, 'eth0'), link(3, 'cni0')]),
    'ip-addr': JSON.stringify([address('eth0', nic), address('cni0', '10.244.2.1')]),
    'ip-route4': '[]',
    sysctl: '',
  });
  const n1 = rawNode('n1', { ...host('192.168.10.161'), 'ip-neigh': neighbours });
  const n2 = rawNode('n2', { ...host('192.168.10.162'), sysctl, ...more });
  const objects = { nodes: [object('n1', '192.168.10.161'), object('n2', '192.168.10.162')] };
  return ask(snapshotOf({ nodes: [n1, n2], objects })).node('node.neighbours.silentDevices', 'n2');
}

const items = (...found: readonly object[]) => ({ state: 'list', items: found });
const eth0 = { device: 'eth0', address: '192.168.10.162', key: 'net.ipv4.conf.eth0.arp_ignore' };

describe('devices that answer no ARP', () => {
  test('the NIC', () => expect(silent('net.ipv4.conf.eth0.arp_ignore = 8\n')).toMatchObject(items(eth0)));

  test('all devices: the key that decides', () =>
    expect(silent('net.ipv4.conf.all.arp_ignore = 8\nnet.ipv4.conf.eth0.arp_ignore = 0\n')).toMatchObject(
      items({ ...eth0, key: 'net.ipv4.conf.all.arp_ignore' }),
    ));

  test.each([0, 1, 2, 3])('%i answers for addresses of the device itself', (value) =>
    expect(silent(`net.ipv4.conf.all.arp_ignore = ${value}\n`)).toMatchObject(items()),
  );

  test('a bridge that no pod has its gateway on, and a device that needs no ARP', () => {
    expect(silent('net.ipv4.conf.cni0.arp_ignore = 8\n')).toMatchObject(items());
    const more = { 'ip-link': JSON.stringify([link(2, 'eth0', ['NOARP'])]) };
    expect(silent('net.ipv4.conf.eth0.arp_ignore = 8\n', { more })).toMatchObject(items());
  });

  test('the bridge of pods', () => {
    const veth = (index: number, name: string, peer: number) => ({
      ...link(index, name),
      link_index: peer,
      link_netnsid: 0,
      linkinfo: { info_kind: 'veth' },
      ...(name === 'eth0' ? {} : { master: 'cni0' }),
    });
    const more = {
      'ip-link': JSON.stringify([link(2, 'eth0'), link(3, 'cni0'), veth(5, 'veth1', 2)]),
      'ip-link@net:[1]': JSON.stringify([veth(2, 'eth0', 5)]),
      'ip-addr@net:[1]': JSON.stringify([address('eth0', '10.244.2.5')]),
      'ip-route4@net:[1]': JSON.stringify([{ dst: 'default', gateway: '10.244.2.1', dev: 'eth0', flags: [] }]),
    };
    expect(silent('net.ipv4.conf.cni0.arp_ignore = 8\n', { more })).toMatchObject(
      items({ device: 'cni0', address: '10.244.2.1', key: 'net.ipv4.conf.cni0.arp_ignore' }),
    );
  });

  test('all others have a permanent entry', () => {
    const neighbours = JSON.stringify([
      { dst: '192.168.10.162', dev: 'eth0', lladdr: '02:00:00:00:00:02', state: ['PERMANENT'] },
    ]);
    expect(silent('net.ipv4.conf.eth0.arp_ignore = 8\n', { neighbours })).toMatchObject(items());
  });

  test('sysctls that were not read', () =>
    expect(silent('', { more: { sysctl: { text: '', status: 'timeout' } } })).toMatchObject({
      state: 'unknown',
      missing: 'sysctl',
    }));
});
