import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { probeScript } from '../../src/collect/script.ts';
import { decodeFrame } from '../../src/snapshot/frame.ts';
import { scratchFolders } from '../support/scratch.ts';
import { isRoot, noNamespaces, outputOf, programs, type Ran, runProbe, SMALL_NODE } from './probe-run.ts';

const script = probeScript('0.1.0', { logSince: 4_000_000_000 });
const scratch = scratchFolders();
const known = (id: string): boolean => id.startsWith('net:[');

describe.skipIf(noNamespaces)('the script on a small node', () => {
  it.each(['dash', 'busybox ash', 'bash --posix', 'bash'])('run by %s, gives a whole frame', (shell) => {
    const { status, stderr, frame } = runProbe(scratch(), { script, setup: SMALL_NODE, shell: shell.split(' ') });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(frame).toMatchObject({ version: 1, netlint: '0.1.0', complete: true, problems: [] });
    expect(frame.takenAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(frame.namespaces.map(({ name }) => name).sort()).toEqual(['cni-1', 'cni-2']);

    const host = (id: string): string => outputOf(frame, id).stdout.toString();
    expect(
      JSON.parse(host('ip-link'))
        .map(({ ifname }: { ifname: string }) => ifname)
        .sort(),
    ).toEqual(['cni0', 'lo', 'veth1', 'veth2']);
    expect(host('sysctl')).toContain('net.ipv4.conf.cni0.rp_filter = ');
    expect(host('iptables-nft-save4')).toContain('-A FORWARD -s 10.244.0.0/16 -j ACCEPT');
    if (isRoot) {
      expect(host('iptables-legacy-save4')).toContain('-A POSTROUTING -s 10.244.0.0/16 -j MASQUERADE');
      expect(host('iptables-legacy-tables4')).toBe('nat\n');
    } else expect(outputOf(frame, 'iptables-legacy-save4').stderr.toString()).toMatch(/^not run: .* cannot be read/);
    const tables = host('nft-ruleset')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).nftables[1].table.name);
    expect(tables).toEqual(['flannel-ipv4', 'mine']);
    expect(host('kernel-log')).toBe('');

    for (const { id: netns, name } of frame.namespaces) {
      const address = JSON.stringify(JSON.parse(outputOf(frame, 'ip-addr', netns).stdout.toString()));
      expect(address).toContain(`10.244.1.1${name?.slice(-1)}`);
      expect(outputOf(frame, 'sysctl', netns).stdout.toString()).toContain('net.ipv4.conf.eth0.rp_filter = ');
      expect(outputOf(frame, 'nft-ruleset', netns)).toMatchObject({ status: 'skipped' });
      expect(outputOf(frame, 'nft-ruleset', netns).stderr.toString()).toBe('absent: no native nft table\n');
    }
    expect(
      frame.outputs.filter(({ status }) => status === 'missing' || status === 'timeout' || status === 'corrupt'),
    ).toEqual([]);
  });

  it('reads the counters twice', () => {
    const { frame } = runProbe(scratch(), { script, arguments: ['--sample', '1'] });
    const seconds = frame.outputs.filter(({ reading }) => reading === 2);
    expect(seconds.map(({ id }) => id).sort()).toEqual([
      'conntrack-stat',
      'ip-link',
      'proc-netstat',
      'proc-snmp',
      'softnet',
    ]);
    for (const { id, at } of seconds) expect((at ?? 0) - (outputOf(frame, id).at ?? 0)).toBeGreaterThanOrEqual(800);
  });

  it('may have a banner before its first line, and may come through a terminal', () => {
    const { stdout } = runProbe(scratch(), { script });
    const frame = decodeFrame(Buffer.concat([Buffer.from('Welcome to n1\n$ '), stdout]));
    expect(frame.problems).toEqual([]);
    const terminal = decodeFrame(Buffer.from(stdout.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'));
    expect(terminal.outputs).toHaveLength(frame.outputs.length);
    expect(terminal.outputs.filter(({ status }) => status === 'corrupt')).toEqual([]);
  });
});

describe.skipIf(noNamespaces)('the script changes nothing', () => {
  /** Settings, modules, tables, namespaces, files; counters and times change by themselves. */
  const look = `
sysctl net 2>/dev/null | grep -v -e nf_conntrack_count -e random -e tcp_fastopen_key -e inet_peer
cat /proc/modules 2>&1 | cut -d ' ' -f 1
ls -d /sys/module/*
cat /proc/net/ip_tables_names /proc/net/ip6_tables_names /proc/net/arp_tables_names
nft list ruleset
for pod in cni-1 cni-2; do
  ip netns exec $pod cat /proc/net/ip_tables_names /proc/net/ip6_tables_names
  ip netns exec $pod nft list ruleset
  ip netns exec $pod sysctl net 2>/dev/null | grep -v -e random -e tcp_fastopen_key -e inet_peer
done
ipset list -n
ip link | grep -o '^[0-9]*: [^:]*'
ls -i /run/netns
find "$1/tmp" /run | sort`;

  it('neither settings, modules, tables, namespaces nor files', () => {
    const { beforeAndAfter, status } = runProbe(scratch(), { script, setup: SMALL_NODE, look });
    expect(status).toBe(0);
    expect(beforeAndAfter[0]).toContain('net.ipv4.ip_forward');
    expect(beforeAndAfter[1]).toBe(beforeAndAfter[0]);
  });
});

describe.skipIf(noNamespaces)('the script without the usual tools', () => {
  const BASE = ['sh', 'cat', 'cksum', 'mktemp', 'rm', 'rmdir'];
  let bare: Ran;

  beforeAll(() => {
    const folder = spawnSync('mktemp', ['-d']).stdout.toString().trim();
    bare = runProbe(folder, { script, setup: SMALL_NODE, path: programs(folder, BASE) });
    spawnSync('rm', ['-r', folder]);
  });

  it('notes what is missing and ends well', () => {
    const { status, stderr, frame } = bare;
    expect([status, stderr]).toEqual([0, '']);
    expect(frame.complete).toBe(true);
    expect(outputOf(frame, 'ip-rule4')).toMatchObject({ status: 'missing', exit: null });
    expect(outputOf(frame, 'ip-rule4').stderr.toString()).toBe('ip: not found\nip: not found\n');
    expect(outputOf(frame, 'iptables-legacy-save4').status).toBe(isRoot ? 'missing' : 'skipped');
    expect(outputOf(frame, 'ethtool-link:cni0').status).toBe('missing');
  });

  it('takes the files that say the same', () => {
    expect(outputOf(bare.frame, 'ip-neigh')).toMatchObject({ status: 'ok', command: 'cat /proc/net/arp' });
    expect(outputOf(bare.frame, 'ip-link').stdout.toString()).toContain('cni0:');
    expect(outputOf(bare.frame, 'proc-snmp').status).toBe('ok');
  });

  it('says that it could not look for namespaces', () => {
    expect(bare.frame.problems.join()).toMatch(/namespaces could not be listed/);
  });

  it('says so in each pod that it cannot enter', () => {
    const folder = scratch();
    const path = programs(folder, [...BASE, 'ls', 'ip']);
    const { frame } = runProbe(folder, { script, setup: SMALL_NODE, path });
    expect(frame.namespaces).toHaveLength(2);
    for (const { id } of frame.namespaces) {
      expect(outputOf(frame, 'ip-addr', id)).toMatchObject({ status: 'missing' });
      expect(outputOf(frame, 'ip-addr', id).stderr.toString()).toBe('nsenter: not found\n');
    }
  });

  it('sends sizes without sums where there is no cksum', () => {
    const folder = scratch();
    const path = programs(folder, ['sh', 'cat', 'wc', 'mktemp', 'rm', 'rmdir', 'ls', 'ip', 'nsenter']);
    const { frame, stdout } = runProbe(folder, { script, setup: SMALL_NODE, path });
    expect(stdout.toString('latin1')).toContain('cksum=-,-,');
    expect(frame.problems.filter((problem) => !problem.includes('not run as root'))).toEqual([]);
    expect(frame.outputs.filter(({ status }) => status === 'corrupt')).toEqual([]);
    expect(JSON.parse(outputOf(frame, 'ip-addr').stdout.toString())).toHaveLength(4);
  });

  it('reads the text of an iproute2 that knows no -j (a stand-in: none so old is at hand)', () => {
    const folder = scratch();
    const ip = `for word in "$@"; do
  [ "$word" != -j ] || { echo 'Option "-j" is unknown, try "ip -help".' >&2; exit 255; }
done
exec ${spawnSync('sh', ['-c', 'command -v ip']).stdout.toString().trim()} "$@"`;
    const path = `${programs(folder, [], { ip })}:$PATH`;
    const { frame } = runProbe(folder, { script, setup: SMALL_NODE, path });
    const links = outputOf(frame, 'ip-link');
    expect(links).toMatchObject({ status: 'ok', exit: 0, command: 'ip -s -s -d link show' });
    expect(links.stdout.toString()).toMatch(/^\d+: cni0: </m);
    expect(links.stderr.toString()).toContain('Option "-j" is unknown');
    const pods = frame.outputs.filter(({ id, netns }) => id === 'ip-route4' && known(netns));
    expect(pods.map(({ command }) => command)).toEqual(Array(2).fill('ip -4 route show table all'));
  });
});
