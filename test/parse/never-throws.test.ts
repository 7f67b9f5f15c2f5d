import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddresses, parseLinks, parseNeighbours, parseRoutes } from '../../src/parse/any-form.ts';
import { parseArp } from '../../src/parse/arp.ts';
import { parseBrctlShow } from '../../src/parse/brctl-show.ts';
import { parseBridgeFdb } from '../../src/parse/bridge-fdb.ts';
import { parseCniConfigs, parseCniLeases } from '../../src/parse/cni-files.ts';
import { parseConntrackStat, parseConntrackSummary } from '../../src/parse/conntrack.ts';
import {
  parseEthtoolDriver,
  parseEthtoolFeatures,
  parseEthtoolLink,
  parseEthtoolStatistics,
} from '../../src/parse/ethtool.ts';
import { parseIfconfig } from '../../src/parse/ifconfig.ts';
import { parseIpAddr } from '../../src/parse/ip-addr.ts';
import { parseIpLink } from '../../src/parse/ip-link.ts';
import { parseIpNeigh } from '../../src/parse/ip-neigh.ts';
import { parseIpRoute } from '../../src/parse/ip-route.ts';
import { parseIpRule } from '../../src/parse/ip-rule.ts';
import { parseIpvs } from '../../src/parse/ipvs.ts';
import { parseKernelLog } from '../../src/parse/kernel-log.ts';
import { parseKubeProxyConfig, parseKubeProxyMetrics } from '../../src/parse/kube-proxy.ts';
import { parseModules } from '../../src/parse/modules.ts';
import { parseMtr } from '../../src/parse/mtr.ts';
import { parseLegacyTableNames, parseNftTables } from '../../src/parse/nft-tables.ts';
import { parseOvsFlows } from '../../src/parse/ovs-flows.ts';
import { parseOvsPorts } from '../../src/parse/ovs-ports.ts';
import { parseOvsShow } from '../../src/parse/ovs-show.ts';
import { parseOvsTable } from '../../src/parse/ovs-table.ts';
import type { Parsed } from '../../src/parse/parsed.ts';
import { parseProcRoute } from '../../src/parse/proc-route.ts';
import { parseProcRoute6 } from '../../src/parse/proc-route6.ts';
import { parseProcesses } from '../../src/parse/processes.ts';
import { parseProcSnmp, parseProcSnmp6, parseSoftnet } from '../../src/parse/protocol-counters.ts';
import { parseResolvConf } from '../../src/parse/resolv-conf.ts';
import { parseRouteTable } from '../../src/parse/route-table.ts';
import { parseServiceStates } from '../../src/parse/service-states.ts';
import { parseSockets } from '../../src/parse/sockets.ts';
import { parseSubnetEnv } from '../../src/parse/subnet-env.ts';
import { parseSysctl } from '../../src/parse/sysctl.ts';
import { bootValue, parseSysctlFiles } from '../../src/parse/sysctl-files.ts';
import { parseFirstNumber, parseOsRelease, parseUname } from '../../src/parse/system.ts';
import { fixture } from './fixtures.ts';

type Parser = (text: string) => Parsed<unknown>;

/** Each parser with real output of its tool, where the tool could be run here. */
const parsers: Readonly<Record<string, readonly [Parser, ...string[]]>> = {
  'ip link': [
    parseIpLink,
    'node/ip-link.json',
    'node/ip-link-s-s-d.txt',
    'node/ip-link-o-d.txt',
    'node/busybox-ip-link.txt',
  ],
  'ip addr': [parseIpAddr, 'node/ip-addr.json', 'node/ip-addr.txt', 'node/ip-addr-o.txt', 'node/busybox-ip-addr.txt'],
  'ip -4 route': [
    (text) => parseIpRoute(text, 4),
    'node/ip-route4.json',
    'node/ip-route4-d.txt',
    'node/busybox-ip-route.txt',
  ],
  'ip -6 route': [(text) => parseIpRoute(text, 6), 'node/ip-route6.json', 'node/ip-route6.txt'],
  'ip rule': [(text) => parseIpRule(text, 4), 'node/ip-rule4.json', 'node/ip-rule4.txt', 'node/busybox-ip-rule.txt'],
  'ip neigh': [parseIpNeigh, 'node/ip-neigh.json', 'node/ip-neigh-s.txt', 'node/busybox-ip-neigh.txt'],
  'bridge fdb': [parseBridgeFdb, 'node/bridge-fdb.json', 'node/bridge-fdb.txt'],
  'links in any form': [parseLinks, 'node/ifconfig.txt', 'node/ip-link.txt'],
  'addresses in any form': [parseAddresses, 'node/ifconfig.txt', 'node/ip-addr.txt'],
  'neighbours in any form': [parseNeighbours, 'node/arp-a.txt', 'node/ip-neigh.txt'],
  'routes in any form': [(text) => parseRoutes(text, 4), 'node/route-n.txt', 'node/ip-route4.txt'],
  ifconfig: [parseIfconfig, 'node/ifconfig.txt', 'node/busybox-ifconfig.txt'],
  arp: [parseArp, 'node/arp-a.txt', 'node/arp-n.txt', 'node/proc-arp.txt'],
  'route -n': [parseRouteTable, 'node/route-n.txt'],
  '/proc/net/route': [parseProcRoute, 'node/proc-net-route.txt'],
  '/proc/net/ipv6_route': [parseProcRoute6, 'node/proc-net-ipv6_route.txt'],
  'brctl show': [parseBrctlShow, 'node/brctl-show.txt'],
  mtr: [parseMtr, 'node/mtr.txt', 'node/mtr-b.txt'],
  sysctl: [parseSysctl, 'node/sysctl.txt'],
  'sysctl files': [
    (text) => {
      const parsed = parseSysctlFiles(text);
      bootValue(parsed.value, 'net.ipv4.ip_forward', true);
      return parsed;
    },
  ],
  sockets: [parseSockets, 'node/ss.txt', 'node/ss-header.txt', 'node/proc-net-sockets.txt'],
  'conntrack statistics': [parseConntrackStat, 'node/nf_conntrack-stat.txt'],
  'conntrack summary': [parseConntrackSummary],
  'ethtool -k': [parseEthtoolFeatures, 'node/ethtool-k.txt'],
  ethtool: [parseEthtoolLink, 'node/ethtool.txt'],
  'ethtool -i': [parseEthtoolDriver, 'node/ethtool-i.txt'],
  'ethtool -S': [parseEthtoolStatistics, 'node/ethtool-S.txt'],
  '/proc/net/snmp': [parseProcSnmp, 'node/proc-net-snmp.txt', 'node/proc-net-netstat.txt'],
  '/proc/net/snmp6': [parseProcSnmp6, 'node/proc-net-snmp6.txt'],
  softnet: [parseSoftnet, 'node/proc-net-softnet_stat.txt'],
  IPVS: [parseIpvs],
  'OVS table': [parseOvsTable, 'ovs/healthy/interface.json', 'ovs/healthy/bridge.json'],
  'ovs-vsctl show': [parseOvsShow, 'ovs/many-flows/show.txt'],
  'ovs-ofctl dump-flows': [parseOvsFlows, 'ovs/many-flows/flows-br0.txt'],
  'ovs-ofctl show': [parseOvsPorts, 'ovs/many-flows/ports-br0.txt'],
  'CNI files': [parseCniConfigs, 'node/cni-config.txt'],
  'CNI leases': [parseCniLeases, 'node/cni-leases.txt'],
  'subnet.env': [parseSubnetEnv],
  'resolv.conf': [parseResolvConf],
  processes: [parseProcesses],
  'kube-proxy metrics': [parseKubeProxyMetrics],
  'kube-proxy configuration': [parseKubeProxyConfig],
  'kernel log': [parseKernelLog],
  'service states': [parseServiceStates],
  modules: [parseModules],
  'nft list tables': [parseNftTables],
  'legacy tables': [parseLegacyTableNames],
  uname: [parseUname],
  'os-release': [parseOsRelease],
  'a number': [parseFirstNumber],
};

const hostile = fc.oneof(
  fc.string({ maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        ':',
        '=',
        ' ',
        '\n',
        '\t',
        '/',
        '@',
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        '"',
        ',',
        '-',
        '__proto__',
        '1',
        'a',
      ),
    )
    .map((parts) => parts.join('')),
  fc.json(),
  fc.json().map((json) => `[${json}]`),
);

function isWellFormed(parsed: Parsed<unknown>): void {
  for (const note of parsed.notUnderstood) {
    expect(Number.isInteger(note.line) && note.line >= 0).toBe(true);
    expect(note.text.length).toBeLessThanOrEqual(200);
    expect(note.why).not.toBe('');
  }
  expect(parsed.notUnderstood.length).toBeLessThanOrEqual(102);
}

describe.each(Object.entries(parsers))('%s', (_, [parse, ...files]) => {
  it('never throws on any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        isWellFormed(parse(text));
      }),
    );
  });

  if (files.length > 0)
    it('understands all of real output', () => {
      for (const file of files.filter((name) => !name.includes('busybox-ip-rule'))) {
        expect(parse(fixture(file)).notUnderstood, file).toEqual([]);
      }
    });

  if (files.length > 0)
    it('survives real output that is cut off or changed', () => {
      const texts = files.map(fixture).map((text) => text.slice(0, 6000));
      const change = fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(), fc.string({ maxLength: 5 }), fc.boolean());
      fc.assert(
        fc.property(change, ([text, first, length, put, cut]) => {
          const at = first % (text.length + 1);
          isWellFormed(parse(cut ? text.slice(0, at) : text.slice(0, at) + put + text.slice(at + (length % 40))));
        }),
      );
    });

  it('survives JSON that is nested deeper than a stack', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    for (const text of [deep, `[${deep}]`, `[{"a":${deep}}]`, `[{"ifname":"eth0","addr_info":[{"a":${deep}}]}]`])
      isWellFormed(parse(text));
  });

  it('is not slow on a very long line', () => {
    const started = performance.now();
    for (const unit of ['a', '1', ' ', ':', '@a', '(', 'a.', '<a', '1/', 'a=b ', '|', '"\\']) {
      parse(unit.repeat(Math.ceil(200_000 / unit.length)));
      parse(`1: ${unit.repeat(Math.ceil(200_000 / unit.length))}`);
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
