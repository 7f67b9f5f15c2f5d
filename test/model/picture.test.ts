import { describe, expect, test } from 'vitest';
import { buildClusterModel } from '../../src/model/cluster.ts';
import { pictureOf } from '../../src/model/picture.ts';
import { rawNode, snapshotOf } from '../support/raw-node.ts';

const json = (value: unknown): string => JSON.stringify(value);
const link = (ifname: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  ifindex: 1,
  ifname,
  flags: ['UP', 'LOWER_UP'],
  mtu: 1500,
  operstate: 'UP',
  link_type: 'ether',
  address: '02:00:00:00:00:01',
  ...changes,
});

function itemsOf(what: string, outputs: Parameters<typeof rawNode>[1], netns = 'host') {
  const picture = pictureOf(buildClusterModel(snapshotOf({ nodes: [rawNode('n1', outputs)] })));
  const section = picture.sectionsOf('n1').find((each) => each.netns === netns && each.what === what);
  return section?.items && Object.fromEntries(section.items);
}

describe('what a node looks like', () => {
  test('devices, without veths, and with where a tunnel goes', () => {
    const links = [
      link('eth0'),
      link('vethab12', { linkinfo: { info_kind: 'veth' }, master: 'cni0' }),
      link('flannel.1', {
        mtu: 1450,
        flags: [],
        linkinfo: { info_kind: 'vxlan', info_data: { id: 1, local: '192.0.2.1', port: 8472 } },
      }),
    ];
    expect(itemsOf('device', { 'ip-link': json(links) })).toEqual({
      eth0: 'up',
      'eth0 MAC': '02:00:00:00:00:01',
      'eth0 MTU': '1500',
      'flannel.1': 'down',
      'flannel.1 MAC': '02:00:00:00:00:01',
      'flannel.1 MTU': '1450',
      'flannel.1 tunnel': 'VNI 1, local 192.0.2.1, port 8472',
    });
  });

  test('routes that somebody set, each with its way', () => {
    const routes = [
      { dst: 'default', gateway: '192.0.2.254', dev: 'eth0', flags: [] },
      { dst: '10.244.2.0/24', gateway: '10.244.2.0', dev: 'flannel.1', flags: ['onlink'], metric: 5 },
      { type: 'blackhole', dst: '10.9.0.0/16', flags: [] },
      { type: 'local', dst: '192.0.2.1', dev: 'eth0', table: 'local', flags: [] },
    ];
    expect(itemsOf('route (IPv4)', { 'ip-route4': json(routes) })).toEqual({
      '0.0.0.0/0 in table main': 'via 192.0.2.254 dev eth0',
      '10.244.2.0/24 in table main, metric 5': 'via 10.244.2.0 dev flannel.1',
      '10.9.0.0/16 in table main': 'blackhole',
    });
  });

  test('policies and rules of base chains, not of the chains below them', () => {
    const save =
      '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n:KUBE-FORWARD - [0:0]\n-A FORWARD -j KUBE-FORWARD\n-A KUBE-FORWARD -j ACCEPT\nCOMMIT\n';
    const items = itemsOf('chain (IPv4)', {
      'iptables-nft-save4': save,
      'iptables-legacy-tables4': '',
      'nft-tables': '',
    });
    expect(items).toMatchObject({
      'filter FORWARD of iptables-nft policy': 'drop',
      'filter FORWARD of iptables-nft: -A FORWARD -j KUBE-FORWARD': '',
    });
    expect(Object.keys(items ?? {}).filter((name) => name.includes('-A KUBE-FORWARD'))).toEqual([]);
  });

  test('where a back end could not be read, the chains are an excerpt', () => {
    const node = rawNode('n1', { 'iptables-nft-save4': '*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n' });
    const picture = pictureOf(buildClusterModel(snapshotOf({ nodes: [node] })));
    const section = picture.sectionsOf('n1').find(({ what }) => what === 'chain (IPv4)');
    expect(section?.items?.get('filter FORWARD of iptables-nft policy')).toBe('accept');
    expect(section?.reason).toMatch(/iptables-legacy|nftables/);
  });

  test('neighbours that are set, not those that are learned', () => {
    const neighbours = [
      { dst: '10.244.2.0', dev: 'flannel.1', lladdr: '02:00:00:00:00:02', state: ['PERMANENT'] },
      { dst: '192.0.2.2', dev: 'eth0', lladdr: '02:00:00:00:00:03', state: ['REACHABLE'] },
    ];
    expect(itemsOf('permanent neighbour', { 'ip-neigh': json(neighbours) })).toEqual({
      '10.244.2.0 on flannel.1': '02:00:00:00:00:02',
    });
  });

  test('settings that decide about packets, not counters', () => {
    const sysctl =
      'net.ipv4.ip_forward = 1\nnet.ipv4.conf.eth0.rp_filter = 2\nnet.netfilter.nf_conntrack_count = 17\nnet.netfilter.nf_conntrack_max = 65536\n';
    expect(itemsOf('setting', { sysctl })).toEqual({
      'net.ipv4.ip_forward': '1',
      'net.ipv4.conf.eth0.rp_filter': '2',
      'net.netfilter.nf_conntrack_max': '65536',
    });
  });

  test('what was not read is no empty section', () => {
    const picture = pictureOf(buildClusterModel(snapshotOf({ nodes: [rawNode('n1', {})] })));
    expect(picture.sectionsOf('n1').find(({ what }) => what === 'device')).toMatchObject({
      items: null,
      reason: expect.stringContaining('ip-link'),
    });
  });
});
