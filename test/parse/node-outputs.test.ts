import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCniConfigs, parseCniLeases } from '../../src/parse/cni-files.ts';
import { parseConntrackStat, parseConntrackSummary } from '../../src/parse/conntrack.ts';
import {
  parseEthtoolDriver,
  parseEthtoolFeatures,
  parseEthtoolLink,
  parseEthtoolStatistics,
} from '../../src/parse/ethtool.ts';
import { parseIpvs } from '../../src/parse/ipvs.ts';
import { parseKernelLog } from '../../src/parse/kernel-log.ts';
import { parseKubeProxyConfig, parseKubeProxyHealth, parseKubeProxyMetrics } from '../../src/parse/kube-proxy.ts';
import { parseProcesses } from '../../src/parse/processes.ts';
import { parseProcSnmp, parseProcSnmp6, parseSoftnet } from '../../src/parse/protocol-counters.ts';
import { parseResolvConf } from '../../src/parse/resolv-conf.ts';
import { parseServiceStates } from '../../src/parse/service-states.ts';
import { parseSockets } from '../../src/parse/sockets.ts';
import { parseSubnetEnv } from '../../src/parse/subnet-env.ts';
import { parseSysctl } from '../../src/parse/sysctl.ts';
import { parseOsRelease, parseUname } from '../../src/parse/system.ts';
import { fixture } from './fixtures.ts';

const healthz = new URL('../fixtures/kube-proxy-1.36/healthz.json', import.meta.url);

describe('sysctl', () => {
  it('keeps device names with a slash for their dot', () => {
    const { value } = parseSysctl(fixture('node/sysctl.txt'));
    expect(value.get('net.ipv4.conf.flannel/1.rp_filter')).toMatch(/^[012]$/);
    expect(value.get('net.ipv4.ip_local_port_range')).toBe('32768\t60999');
  });

  it('reads the paths of /proc/sys as the same keys', () => {
    expect([...parseSysctl('net/ipv4/conf/flannel.1/rp_filter = 2\n').value]).toEqual([
      ['net.ipv4.conf.flannel/1.rp_filter', '2'],
    ]);
  });
});

describe('sockets', () => {
  it('tells a v6 wildcard that takes IPv4 from one that does not', () => {
    for (const file of ['node/ss.txt', 'node/ss-header.txt']) {
      const { value } = parseSockets(fixture(file));
      expect(value).toContainEqual({
        protocol: 'udp',
        family: 4,
        address: '0.0.0.0',
        port: 8472,
        device: null,
        v6only: false,
        process: null,
      });
      expect(value.find((socket) => socket.port === 8082)).toMatchObject({
        address: '::',
        v6only: false,
        process: 'socat',
      });
      expect(value.find((socket) => socket.port === 8081)).toMatchObject({ address: '::', v6only: true });
    }
  });

  it('reads addresses bound to a device', () => {
    const text =
      'udp   UNCONN 0 0      127.0.0.53%lo:53   0.0.0.0:*    users:(("systemd-resolve",pid=1,fd=2))\ntcp LISTEN 0 5 [fe80::1]%eth0:8080 [::]:*\n';
    expect(parseSockets(text).value).toMatchObject([
      { address: '127.0.0.53', device: 'lo', port: 53, process: 'systemd-resolve' },
      { address: 'fe80::1', device: 'eth0', family: 6 },
    ]);
  });

  it('finds the same ports in /proc/net', () => {
    const ports = (file: string) =>
      parseSockets(fixture(file))
        .value.map(({ protocol, port }) => `${protocol} ${port}`)
        .sort();
    expect(ports('node/proc-net-sockets.txt')).toEqual(ports('node/ss.txt'));
    // What is not bound to a wildcard, in host byte order.
    expect(
      parseSockets('  sl  local_address rem_address   st\n   0: 0100007F:0277 00000000:0000 0A 0\n').value,
    ).toMatchObject([{ address: '127.0.0.1', port: 631 }]);
  });
});

describe('counters', () => {
  it('reads pairs of lines', () => {
    expect(parseProcSnmp(fixture('node/proc-net-snmp.txt')).value.get('Ip.DefaultTTL')).toBe(64);
    expect(parseProcSnmp(fixture('node/proc-net-netstat.txt')).value.has('TcpExt.ListenDrops')).toBe(true);
    expect(parseProcSnmp6(fixture('node/proc-net-snmp6.txt')).value.has('Ip6InNoRoutes')).toBe(true);
    expect(
      parseSoftnet('0000000a 00000002 00000001 00000000\n00000001 00000001 00000000 00000000\n').value.get(
        'softnet.dropped',
      ),
    ).toBe(3);
  });

  it('loses one pair, not the rest', () => {
    const parsed = parseProcSnmp('Ip: Forwarding\nTcp: InSegs\nTcp: 5\n');
    expect([...parsed.value]).toEqual([['Tcp.InSegs', 5]]);
    expect(parsed.notUnderstood).toHaveLength(1);
  });

  it('adds conntrack statistics up over the CPUs, in both forms', () => {
    const text =
      'entries  found insert_failed drop\n0000000c  00000001 0000000a 00000000\n0000000c  00000002 00000001 00000003\n';
    expect(parseConntrackStat(text).value).toEqual({ entries: 12, found: 3, insert_failed: 11, drop: 3 });
    expect(parseConntrackStat(fixture('node/nf_conntrack-stat.txt')).value).toMatchObject({ drop: 0, early_drop: 0 });
    expect(parseConntrackStat('cpu=0   \tfound=1 drop=2\ncpu=1   \tfound=1 drop=0\n').value).toEqual({
      found: 2,
      drop: 2,
    });
    expect([...parseConntrackSummary('tcp ESTABLISHED 12\nudp 3\n').value]).toEqual([
      ['tcp ESTABLISHED', 12],
      ['udp', 3],
    ]);
  });
});

describe('ethtool', () => {
  it('reads the four forms', () => {
    expect(parseEthtoolFeatures(fixture('node/ethtool-k.txt')).value).toMatchObject({
      'tx-checksum-ip-generic': true,
      'large-receive-offload': false,
    });
    expect(parseEthtoolLink(fixture('node/ethtool.txt')).value).toEqual({
      speedMbps: 10000,
      duplex: 'Full',
      linkDetected: true,
    });
    expect(parseEthtoolLink(fixture('node/ethtool-bridge.txt')).value.duplex).toBeNull();
    expect(parseEthtoolDriver(fixture('node/ethtool-i.txt')).value).toBe('veth');
    expect(parseEthtoolStatistics(fixture('node/ethtool-S.txt')).value).toHaveProperty('rx_queue_0_drops', 0);
  });
});

describe('CNI files', () => {
  it('reads a list of plugins, the first file first', () => {
    const [config] = parseCniConfigs(fixture('node/cni-config.txt')).value;
    expect(config).toMatchObject({
      name: 'cbr0',
      plugins: [{ type: 'bridge', bridge: 'cni0', mtu: 1450 }, { type: 'portmap' }],
    });
    const two = parseCniConfigs(
      '==> /etc/cni/net.d/20-b.conf <==\n{"name":"b","type":"ptp"}\n==> /etc/cni/net.d/10-a.conf <==\n{"name":"a"\n',
    ).value;
    expect(two.map(({ file, name, broken }) => [file, name, broken !== undefined])).toEqual([
      ['/etc/cni/net.d/10-a.conf', null, true],
      ['/etc/cni/net.d/20-b.conf', 'b', false],
    ]);
  });

  it("reads host-local's leases of both families", () => {
    expect(parseCniLeases(fixture('node/cni-leases.txt'))).toEqual({
      notUnderstood: [],
      value: [
        { network: 'cbr0', address: '10.244.1.2', containerId: '0123456789abcdef', device: 'eth0' },
        { network: 'cbr0', address: 'fd00:10:244:1::2', containerId: '0123456789abcdef', device: 'eth0' },
      ],
    });
  });
});

describe('files and daemons', () => {
  it('reads subnet.env, and calls a broken prefix unreadable', () => {
    const text = 'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n';
    expect(parseSubnetEnv(text)).toEqual({
      notUnderstood: [],
      value: {
        network: '10.244.0.0/16',
        subnet: '10.244.1.1/24',
        ipv6Network: null,
        ipv6Subnet: null,
        mtu: 1450,
        ipmasq: true,
      },
    });
    expect(parseSubnetEnv('FLANNEL_SUBNET=10.244.1.300/24\n').notUnderstood[0]?.line).toBe(0);
  });

  it('reads resolv.conf', () => {
    expect(
      parseResolvConf(
        '# by hand\nsearch a b\nnameserver 10.96.0.10\nsearch default.svc.cluster.local\noptions ndots:5 timeout:2\n',
      ).value,
    ).toEqual({
      nameservers: ['10.96.0.10'],
      search: ['default.svc.cluster.local'],
      options: ['ndots:5', 'timeout:2'],
    });
  });

  it('reads processes with flags that are no prototype', () => {
    const { value } = parseProcesses(
      'pid=12 comm=kube-proxy netns=net:[4026531840] flag:--proxy-mode=nftables flag:--masquerade-all flag:--__proto__=x\npid=x\n',
    );
    expect(value).toEqual([
      {
        pid: 12,
        name: 'kube-proxy',
        netns: 'net:[4026531840]',
        flags: Object.fromEntries([
          ['proxy-mode', 'nftables'],
          ['masquerade-all', 'true'],
          ['__proto__', 'x'],
        ]),
      },
    ]);
    expect(Object.getPrototypeOf(value[0]?.flags)).toBe(Object.prototype);
  });

  it('decodes percent signs', () => {
    expect(parseProcesses('pid=1 comm=k%20p netns= start=51207 flag:--config=%2Fvar%2Flib%2Fa%20b').value).toEqual([
      { pid: 1, name: 'k p', netns: null, flags: { config: '/var/lib/a b' }, startSeconds: 512.07 },
    ]);
  });

  it("keeps kube-proxy's own numbers only", () => {
    const text = `# HELP go_goroutines Number
go_goroutines 60
kubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family="IPv4"} 1.7e+09
kubeproxy_sync_proxy_rules_duration_seconds_bucket{le="0.001"} 0
kubeproxy_sync_proxy_rules_iptables_restore_failures_total 3
`;
    expect([...parseKubeProxyMetrics(text).value]).toEqual([
      ['kubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family="IPv4"}', 1.7e9],
      ['kubeproxy_sync_proxy_rules_iptables_restore_failures_total', 3],
    ]);
    expect(parseKubeProxyConfig('mode: ""\nclusterCIDR: 10.244.0.0/16\n').value).toEqual({
      mode: null,
      clusterCidr: '10.244.0.0/16',
      detectLocalMode: null,
      hostnameOverride: null,
    });
  });

  it('reads what kube-proxy says of its health, in the forms of several versions', () => {
    expect(parseKubeProxyHealth(readFileSync(healthz, 'utf8')).value).toEqual({
      currentTime: '2026-11-21T11:37:40.7689403Z',
      lastUpdated: '2026-11-21T11:37:40.768968743Z',
      healthy: true,
      nodeEligible: true,
      families: [
        { family: 'IPv4', healthy: true, lastUpdated: '2026-11-21T11:37:36.666083241Z' },
        { family: 'IPv6', healthy: true, lastUpdated: '2026-11-21T11:37:36.730684783Z' },
      ],
    });
    const old = parseKubeProxyHealth('{"lastUpdated": "2022-01-01T00:00:00Z","currentTime": "2022-01-01T00:00:01Z"}');
    expect(old.value).toMatchObject({ healthy: null, nodeEligible: null, families: [] });
    for (const text of ['404 page not found', '[]', 'null', ''])
      expect(parseKubeProxyHealth(text).notUnderstood, text).toHaveLength(1);
  });

  it('reads the kernel log with and without levels', () => {
    expect(parseKernelLog('[   12.345678] nf_conntrack: table full\n<4>[1.5] x\nAug 1 12:00 text\n').value).toEqual([
      { seconds: 12.345678, text: 'nf_conntrack: table full' },
      { seconds: 1.5, text: 'x' },
      { seconds: null, text: 'Aug 1 12:00 text' },
    ]);
  });

  it('reads the small ones', () => {
    expect([...parseServiceStates('firewalld inactive\nkubelet.service active\n').value]).toEqual([
      ['firewalld', 'inactive'],
      ['kubelet', 'active'],
    ]);
    expect(parseUname('Linux 6.1.0-18-amd64 x86_64\n').value).toEqual({ system: 'Linux', release: '6.1.0-18-amd64' });
    expect(parseOsRelease('NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n').value).toBe(
      'Debian GNU/Linux 12 (bookworm)',
    );
  });
});

// No kernel here has IPVS: the form is that of ip_vs_info_seq_show in net/netfilter/ipvs/ip_vs_ctl.c.
describe('IPVS', () => {
  it('reads services and destinations of both families', () => {
    const text = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A600001:01BB rr
  -> C0A80AA1:192B      Masq    1      0          0
UDP  [fd00:0000:0000:0000:0000:0000:0000:000a]:0035 rr
  -> [fd00:0010:0244:0001:0000:0000:0000:0003]:0035      Masq    1      0          0
FWM  00000001 rr
`;
    const parsed = parseIpvs(text);
    expect(parsed.value).toEqual([
      {
        protocol: 'tcp',
        address: '10.96.0.1',
        port: 443,
        destinations: [{ address: '192.168.10.161', port: 6443, weight: 1 }],
      },
      {
        protocol: 'udp',
        address: 'fd00::a',
        port: 53,
        destinations: [{ address: 'fd00:10:244:1::3', port: 53, weight: 1 }],
      },
    ]);
    expect(parsed.notUnderstood.map((note) => note.line)).toEqual([8]);
  });
});
