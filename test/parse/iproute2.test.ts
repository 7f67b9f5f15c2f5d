import { describe, expect, it } from 'vitest';
import { parseRoutes } from '../../src/parse/any-form.ts';
import { parseBridgeFdb } from '../../src/parse/bridge-fdb.ts';
import { parseIpAddr } from '../../src/parse/ip-addr.ts';
import { parseIpLink } from '../../src/parse/ip-link.ts';
import { parseIpNeigh } from '../../src/parse/ip-neigh.ts';
import { parseIpRoute } from '../../src/parse/ip-route.ts';
import { parseIpRule } from '../../src/parse/ip-rule.ts';
import type { Link, Route } from '../../src/parse/records.ts';
import { fixture } from './fixtures.ts';

const links = (file: string) => parseIpLink(fixture(`node/${file}`)).value;
const named = (all: readonly Link[], name: string) => all.find((link) => link.name === name);

/** What the text cannot tell: it prints the other namespace's name instead of its number, and one flag more. */
const asInText = (link: Link): Link => ({
  ...link,
  lowerNetnsid: null,
  flags: link.flags.filter((flag) => flag !== 'M-DOWN'),
});

describe('ip link', () => {
  it('reads the devices of a flannel node', () => {
    const all = links('ip-link.json');
    expect(named(all, 'flannel.1')).toMatchObject({
      mtu: 1450,
      operstate: 'UNKNOWN',
      mac: '12:c6:65:89:b4:e3',
      kind: 'vxlan',
      vxlan: { id: 1, local: '192.168.10.161', remote: null, group: null, device: 'eth0', port: 8472, learning: false },
    });
    expect(named(all, 'veth1a2b3c4d')).toMatchObject({
      master: 'cni0',
      kind: 'veth',
      lower: null,
      lowerIndex: 2,
      lowerNetnsid: 1,
      bridgePort: { state: 'forwarding', hairpin: true, isolated: false },
    });
    expect(named(all, 'cni0')).toMatchObject({ kind: 'bridge', bridge: { stp: false, vlanFiltering: false } });
    expect(named(all, 'lonely')).toMatchObject({ lower: 'lonely-peer', lowerIndex: null, operstate: 'LOWERLAYERDOWN' });
    expect(named(all, 'lo')).toMatchObject({ kind: null, linkType: 'loopback' });
    expect(named(all, 'eth0')?.counters).toMatchObject({ rxErrors: 0, txDropped: 0, rxOtherhost: null });
  });

  it('reads the same from the text of -s -s -d', () => {
    expect(links('ip-link-s-s-d.txt').map(asInText)).toEqual(links('ip-link.json').map(asInText));
  });

  it('reads the same with -o', () => {
    expect(links('ip-link-o-d.txt')).toEqual(links('ip-link-s-s-d.txt'));
    expect(links('ip-link-o.txt')).toEqual(links('ip-link.txt'));
  });

  it('does not tell the kind without -d', () => {
    expect(links('ip-link.txt').map((link) => link.kind)).toEqual(links('ip-link.txt').map(() => undefined));
    expect(parseIpAddr(fixture('node/ip-addr.json')).value.links.every((link) => link.kind === undefined)).toBe(true);
  });

  it("reads busybox's", () => {
    expect(links('busybox-ip-link.txt').map(({ name, mtu, mac }) => ({ name, mtu, mac }))).toEqual(
      links('ip-link.json').map(({ name, mtu, mac }) => ({ name, mtu, mac })),
    );
  });

  it('calls JSON that is cut off unreadable as a whole', () => {
    const parsed = parseIpLink(fixture('node/ip-link.json').slice(0, 3000));
    expect(parsed.value).toEqual([]);
    expect(parsed.notUnderstood[0]).toMatchObject({ line: 0, why: expect.stringContaining('not valid JSON') });
  });

  it('keeps the devices that can be read beside one that cannot', () => {
    const parsed = parseIpLink('[{"ifname":"eth0","mtu":1500,"flags":[]},{"ifname":"eth1"},{}]');
    expect(parsed.value.map((link) => link.name)).toEqual(['eth0']);
    expect(parsed.notUnderstood).toHaveLength(1);
  });

  it('reads a tunnel whose link-layer address is an IP', () => {
    const text = '7: tunl0@NONE: <NOARP> mtu 1480 qdisc noop state DOWN\n    link/ipip 0.0.0.0 brd 0.0.0.0\n';
    expect(parseIpLink(text).value[0]).toMatchObject({ name: 'tunl0', mac: null, lower: null, linkType: 'ipip' });
  });
});

describe('ip addr', () => {
  it('reads the same from all forms', () => {
    const { addresses } = parseIpAddr(fixture('node/ip-addr.json')).value;
    expect(addresses).toContainEqual({
      device: 'eth0',
      family: 4,
      address: '10.9.9.1',
      prefixLength: 32,
      peer: '10.9.9.2',
      scope: 'global',
      flags: [],
    });
    expect(parseIpAddr(fixture('node/ip-addr.txt')).value.addresses).toEqual(addresses);
    expect(parseIpAddr(fixture('node/ip-addr-o.txt')).value.addresses).toEqual(addresses);
    // busybox prints the flag nodad as a number.
    expect(parseIpAddr(fixture('node/busybox-ip-addr.txt')).value.addresses.map((it) => it.address)).toEqual(
      addresses.map((it) => it.address),
    );
  });
});

describe('ip route', () => {
  const read = (file: string, family: 4 | 6 = 4) => parseIpRoute(fixture(`node/${file}`), family).value;
  const to = (all: readonly Route[], destination: string) => all.find((route) => route.destination === destination);

  it('reads every kind', () => {
    const all = read('ip-route4.json');
    expect(to(all, '0.0.0.0/0')).toMatchObject({
      metric: 100,
      table: 'main',
      nextHops: [{ gateway: '192.168.10.1', device: 'eth0' }],
    });
    expect(to(all, '10.244.2.0/24')?.nextHops).toEqual([
      { gateway: '10.244.2.0', device: 'flannel.1', weight: 1, flags: ['onlink'] },
    ]);
    expect(to(all, '10.50.0.0/16')?.nextHops.map((hop) => [hop.gateway, hop.weight])).toEqual([
      ['192.168.10.162', 1],
      ['192.168.10.163', 3],
    ]);
    expect(to(all, '10.66.0.0/16')).toMatchObject({ type: 'blackhole', nextHops: [] });
    expect(to(all, '10.69.0.0/16')).toMatchObject({ type: 'throw', table: '100' });
    expect(to(all, '10.70.0.0/16')).toMatchObject({ table: '100', mtu: 1400 });
    expect(to(all, '10.71.0.0/16')?.nextHops).toMatchObject([{ gateway: 'fe80::1' }]);
    expect(to(all, '10.9.9.2/32')).toMatchObject({ protocol: 'kernel', scope: 'link', preferredSource: '10.9.9.1' });
    expect(to(all, '192.168.10.161/32')).toMatchObject({ type: 'local', table: 'local' });
  });

  it('reads the same from the text', () => {
    expect(read('ip-route4.txt')).toEqual(read('ip-route4.json'));
    expect(read('ip-route4-o.txt')).toEqual(read('ip-route4.json'));
    expect(read('ip-route6.txt', 6)).toEqual(read('ip-route6.json', 6));
    const unsaid = (route: Route) => ({ ...route, protocol: route.protocol ?? 'boot', scope: route.scope ?? 'global' });
    expect(read('ip-route4-d.txt')).toEqual(read('ip-route4.json').map(unsaid));
  });

  it('tells the family of a listing by its destinations', () => {
    expect(
      parseIpRoute('fd00::/8 dev eth0 metric 1024\n10.0.0.0/8 dev eth0\n', 4).value.map((route) => route.family),
    ).toEqual([6, 4]);
  });

  it('keeps what it does not model', () => {
    const [route] = parseIpRoute('default from fd00::/8 via fe80::1 dev eth0 metric 5', 6).value;
    expect(route?.unmodelled).toEqual(['from fd00::/8']);
    const parsed = parseIpRoute('10.0.0.0/8 dev eth0 frobnicated\nError: nonsense', 4);
    expect(parsed.value).toHaveLength(1);
    expect(parsed.notUnderstood.map((note) => note.line)).toEqual([1, 2]);
  });

  it('reads /proc instead, where there is no ip', () => {
    const fromProc = parseRoutes(fixture('node/proc-net-route.txt'), 4).value;
    const main = read('ip-route4.json').filter(
      (route) => route.table === 'main' && route.destination !== '10.71.0.0/16',
    );
    expect(
      fromProc
        .filter((route) => !route.unmodelled)
        .map((route) => [route.destination, route.metric, route.nextHops[0]?.gateway ?? null]),
    ).toEqual(main.map((route) => [route.destination, route.metric, route.nextHops[0]?.gateway ?? null]));
    const six = parseRoutes(fixture('node/proc-net-ipv6_route.txt'), 6).value;
    const inMain = six.filter((route) => route.table === 'main').map((route) => route.destination);
    for (const destination of ['fd00:10:244:1::/64', 'fd00:10:244:2::/64', 'fd00:dead::/32'])
      expect(inMain).toContain(destination);
    expect(to(six, 'fd00:10:244:2::/64')?.nextHops).toMatchObject([{ gateway: 'fd00:10:244:1::99', device: 'cni0' }]);
    expect(to(six, '::1/128')).toMatchObject({ type: 'local', table: 'local' });
  });
});

describe('ip rule', () => {
  it('reads matches, actions and what is not modelled', () => {
    const rules = parseIpRule(fixture('node/ip-rule4.json'), 4).value;
    expect(rules.map(({ priority, action, table }) => [priority, action, table])).toEqual([
      [0, 'lookup', 'local'],
      [1000, 'lookup', '100'],
      [1001, 'lookup', 'main'],
      [1002, 'blackhole', null],
      [1003, 'lookup', '101'],
      [1004, 'goto', null],
      [1005, 'lookup', '102'],
      [1006, 'unreachable', null],
      [32766, 'lookup', 'main'],
      [32767, 'lookup', 'default'],
    ]);
    expect(rules[1]).toMatchObject({
      from: '10.244.0.0/16',
      to: '10.96.0.0/12',
      fwmark: 0x4000,
      fwmask: 0x4000,
      iif: 'cni0',
    });
    expect(rules[2]).toMatchObject({
      not: true,
      from: null,
      fwmark: 0x80000,
      fwmask: 0xf0000,
      suppressPrefixLength: 0,
    });
    expect(rules[4]).toMatchObject({ ipproto: 'tcp', sport: '1000-2000', dport: '443', oif: 'eth0' });
    expect(rules[5]?.unmodelled).toEqual(['tos 0x10', 'goto 32766']);
    expect(
      rules.every((rule) => rule.priority === 1004 || rule.priority === 1005 || rule.unmodelled.length === 0),
    ).toBe(true);
  });

  it('reads the same from the text', () => {
    const without = (file: string) =>
      parseIpRule(fixture(file), 4).value.map(({ unmodelled, ...rule }) => ({
        ...rule,
        unmodelled: unmodelled.length > 0,
      }));
    expect(without('node/ip-rule4.txt')).toEqual(without('node/ip-rule4.json'));
    expect(parseIpRule(fixture('node/ip-rule6.txt'), 6)).toEqual(parseIpRule(fixture('node/ip-rule6.json'), 6));
  });

  it("refuses busybox's lines that hide what the rule does", () => {
    const parsed = parseIpRule(fixture('node/busybox-ip-rule.txt'), 4);
    expect(parsed.notUnderstood.map((note) => note.line)).toEqual([4, 6, 8]);
  });
});

describe('ip neigh and bridge fdb', () => {
  it('reads the same neighbours from all forms', () => {
    const neighbours = parseIpNeigh(fixture('node/ip-neigh.json')).value;
    expect(neighbours).toContainEqual({
      family: 4,
      address: '10.244.2.0',
      device: 'flannel.1',
      mac: '12:c6:65:89:b4:e4',
      states: ['PERMANENT'],
      proxy: false,
    });
    for (const file of ['ip-neigh.txt', 'ip-neigh-s.txt', 'busybox-ip-neigh.txt']) {
      expect(parseIpNeigh(fixture(`node/${file}`)).value, file).toEqual(neighbours);
    }
  });

  it('reads the same FDB from both forms', () => {
    const fdb = parseBridgeFdb(fixture('node/bridge-fdb.json')).value;
    expect(fdb).toContainEqual({
      mac: '12:c6:65:89:b4:e4',
      device: 'flannel.1',
      destination: '192.168.10.162',
      port: null,
      vni: null,
      master: null,
      vlan: null,
      state: 'permanent',
      flags: ['self'],
    });
    expect(fdb).toContainEqual(expect.objectContaining({ destination: '192.168.10.163', port: 4789, vni: 7 }));
    expect(fdb).toContainEqual(expect.objectContaining({ mac: '16:8e:1c:0a:57:27', master: 'cni0', state: '' }));
    expect(parseBridgeFdb(fixture('node/bridge-fdb.txt')).value).toEqual(fdb);
  });
});
