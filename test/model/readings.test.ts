import { describe, expect, it } from 'vitest';
import { buildNodeModel } from '../../src/model/node.ts';
import { known, unknown } from '../../src/model/reading.ts';
import { firstKnown, outputReader } from '../../src/model/readings.ts';
import { parseIpNeigh } from '../../src/parse/ip-neigh.ts';
import type { OutputStatus } from '../../src/snapshot/types.ts';
import { type MadeOutput, rawNode } from '../support/raw-node.ts';

const NEIGHBOURS = '[{"dst":"10.0.0.1","dev":"eth0","lladdr":"02:00:00:00:00:01","state":["REACHABLE"]}]';

const neighbours = (output: string | MadeOutput) =>
  outputReader(rawNode('n1', { 'ip-neigh': output }), 'not collected').read('ip-neigh', 'host', parseIpNeigh);

describe('an output becomes a reading', () => {
  it('known, with the command as its source', () => {
    expect(neighbours({ text: NEIGHBOURS, command: 'ip -j neigh show' })).toMatchObject({
      state: 'known',
      source: 'ip -j neigh show',
      value: [{ address: '10.0.0.1' }],
    });
  });

  it('known and empty where the command legitimately printed nothing', () => {
    expect(neighbours('')).toMatchObject({ state: 'known', value: [] });
    expect(neighbours('[]')).toMatchObject({ state: 'known', value: [] });
  });

  it.each<[OutputStatus, string, string]>([
    ['missing', 'ip: not found', 'ip: not found'],
    ['missing', '', 'ip: command not found'],
    ['timeout', '', 'ip was stopped after 0 s'],
    ['capped', '', 'ip printed more than is kept'],
    ['corrupt', '', 'the output of ip arrived damaged'],
    ['error', 'Dump terminated\nmore', 'Dump terminated'],
    ['skipped', 'not run: no time was left', 'not run: no time was left'],
  ])('unknown when %s (%s)', (status, stderr, reason) => {
    expect(neighbours({ text: NEIGHBOURS, status, stderr, command: 'ip -j neigh show' })).toEqual({
      state: 'unknown',
      missing: 'ip-neigh',
      reason,
    });
  });

  it('absent only where the node looked and found nothing', () => {
    expect(
      neighbours({ text: '', status: 'skipped', stderr: 'ip: not found\nabsent: no /proc/net/arp' }),
    ).toMatchObject({ state: 'absent', reason: 'no /proc/net/arp' });
    // One of several commands could not be tried.
    expect(
      neighbours({ text: '', status: 'skipped', stderr: 'absent: no file\nnot run: could load a module' }),
    ).toMatchObject({ state: 'unknown' });
  });

  it('unknown when nothing of the text was understood, known with notes when some was', () => {
    expect(neighbours('Command line is not complete. Try option "help"')).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('cannot be read'),
    });
    expect(neighbours(NEIGHBOURS.slice(0, 40))).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('not valid JSON'),
    });
    const reader = outputReader(
      rawNode('n1', { 'ip-neigh': '10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 STALE\nrubbish\n' }),
      'not collected',
    );
    expect(reader.read('ip-neigh', 'host', parseIpNeigh)).toMatchObject({ state: 'known' });
    expect(reader.misread).toMatchObject([{ probe: 'ip-neigh', netns: 'host', line: 2, text: 'rubbish' }]);
  });

  it('known in part where each line stands for itself', () => {
    const made = (status: OutputStatus) =>
      buildNodeModel(
        rawNode('n1', {
          sysctl: { text: 'net.ipv4.ip_forward = 1\n', status },
          'kernel-log': { text: '[1.5] x\n', status },
        }),
        { name: 'n1' },
      );
    expect(made('error').host.sysctls).toMatchObject({ state: 'known', partial: expect.any(String) });
    // A key that is not there would pass for one that the kernel does not have.
    expect(made('capped').host.sysctls.state).toBe('unknown');
    expect(made('capped').kernelLog).toMatchObject({ state: 'known', partial: expect.any(String) });
    expect(made('corrupt').kernelLog.state).toBe('unknown');
  });

  it('unknown when the file cannot be read', () => {
    const raw = rawNode('n1', { 'ip-neigh': NEIGHBOURS });
    const broken = {
      ...raw,
      stdout: () => {
        throw new Error('nodes/n1/ip-neigh.out is gone.');
      },
    };
    expect(outputReader(broken, 'not collected').read('ip-neigh', 'host', parseIpNeigh)).toMatchObject({
      state: 'unknown',
      reason: 'nodes/n1/ip-neigh.out is gone.',
    });
  });
});

describe('several sources', () => {
  it('takes the first that says something', () => {
    expect(
      firstKnown(
        () => unknown('a', 'not collected'),
        () => known(1, 'b'),
      ),
    ).toEqual(known(1, 'b'));
  });

  it('gives the reason of the one that was tried', () => {
    expect(
      firstKnown(
        () => unknown('a', 'not collected'),
        () => unknown('b', 'broken'),
      ),
    ).toEqual(unknown('b', 'broken'));
    expect(
      firstKnown(
        () => unknown('a', 'not collected'),
        () => unknown('b', 'not collected'),
      ),
    ).toEqual(unknown('a', 'not collected'));
  });
});

describe('a node', () => {
  it('that nobody collected is unknown throughout', () => {
    const node = buildNodeModel(null, { name: 'n3' });
    expect(node.seen).toBe(false);
    const readings = [
      node.host.links,
      node.host.routes[4],
      node.host.netfilter[6],
      node.ovs,
      node.processes,
      node.cni.configs,
      node.kubeProxy.mode,
      node.conntrack,
      node.ethtool,
      node.system,
    ];
    for (const reading of readings)
      expect(reading).toMatchObject({ state: 'unknown', reason: 'node/n3 was not collected' });
    expect(node.namespaces).toEqual([]);
    expect(node.notUnderstood()).toEqual([]);
  });

  it('whose part was cut off says so for what is missing, and keeps the rest', () => {
    const node = buildNodeModel(
      rawNode('n1', { 'ip-neigh': NEIGHBOURS }, { index: { status: 'partial', reason: 'cut off after 3 of 9 kB' } }),
      { name: 'n1' },
    );
    expect(node.seen).toBe(true);
    expect(node.host.neighbours.state).toBe('known');
    expect(node.host.links).toEqual(unknown('ip-link', 'not collected: cut off after 3 of 9 kB'));
  });

  it('parses each output once, when it is asked for', () => {
    let reads = 0;
    const raw = rawNode('n1', { 'ip-neigh': NEIGHBOURS, 'ip-link': '[]' });
    const node = buildNodeModel(
      {
        ...raw,
        stdout: (record) => {
          reads++;
          return raw.stdout(record);
        },
      },
      { name: 'n1' },
    );
    expect(reads).toBe(0);
    expect(node.host.neighbours).toBe(node.host.neighbours);
    expect(reads).toBe(1);
  });

  it('names the lines that nobody understood, of all namespaces', () => {
    const node = buildNodeModel(
      rawNode('n1', {
        'ip-neigh': '10.0.0.1 dev eth0\nhuh\n',
        'resolv-conf@net:[4026532585]': 'nameserver 10.96.0.10\nbananas yes\n',
      }),
      { name: 'n1' },
    );
    expect(node.notUnderstood()).toMatchObject([
      { probe: 'ip-neigh', netns: 'host', line: 2 },
      { probe: 'resolv-conf', netns: 'net:[4026532585]', line: 2 },
    ]);
  });

  it('asks conntrack for its limit, and is absent where the module is not loaded', () => {
    const keys = 'net.netfilter.nf_conntrack_count = 5\nnet.netfilter.nf_conntrack_max = 100\n';
    const stat = 'entries found drop\n00000005 00000001 00000002\n';
    const loaded = buildNodeModel(
      rawNode('n1', { sysctl: keys, 'conntrack-stat': stat, 'conntrack-stat#2': stat.replace('00000002', '00000009') }),
      { name: 'n1' },
    );
    expect(loaded.conntrack).toMatchObject({
      state: 'known',
      value: { count: 5, max: 100, statistics: { drop: 2 }, laterStatistics: { value: { drop: 9 } } },
    });
    const none = { text: '', status: 'skipped' as const, stderr: 'absent: no /proc/net/stat/nf_conntrack' };
    expect(
      buildNodeModel(rawNode('n1', { sysctl: 'net.core.somaxconn = 4096\n', 'conntrack-stat': none }), { name: 'n1' })
        .conntrack.state,
    ).toBe('absent');
    expect(
      buildNodeModel(rawNode('n1', { sysctl: 'net.core.somaxconn = 4096\n' }), { name: 'n1' }).conntrack.state,
    ).toBe('unknown');
  });

  it('takes a refused connection for a look', () => {
    const refused = {
      text: '',
      status: 'error' as const,
      exit: 7,
      stderr: 'curl: (7) Failed to connect to 127.0.0.1 port 10256: Connection refused',
    };
    const node = buildNodeModel(
      rawNode('n1', { 'kube-proxy-healthz': refused, 'kube-proxy-mode': refused, 'kube-proxy-config': 'mode: ""\n' }),
      { name: 'n1' },
    );
    expect(node.kubeProxy.health.state).toBe('absent');
    expect(node.kubeProxy.mode).toMatchObject({ state: 'known', value: 'iptables' });
  });

  it('does not take another answer for a mode of kube-proxy', () => {
    const modeOf = (text: string) =>
      buildNodeModel(rawNode('n1', { 'kube-proxy-mode': text }), { name: 'n1' }).kubeProxy.mode;
    expect(modeOf('nftables')).toMatchObject({ state: 'known', value: 'nftables' });
    for (const text of ['404 page not found\n', 'ipta', '{}', '']) expect(modeOf(text).state, text).toBe('unknown');
  });

  it('does not take lost text for devices and addresses that are gone', () => {
    const { host } = buildNodeModel(rawNode('n1', { 'ip-link': '', 'ip-addr': '\n' }), { name: 'n1' });
    expect(host.links.state).toBe('unknown');
    expect(host.addresses.state).toBe('unknown');
  });
});
