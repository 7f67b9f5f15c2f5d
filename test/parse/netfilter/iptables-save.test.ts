import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Match, Rule, Statement } from '../../../src/model/netfilter.ts';
import { parseIptablesSave } from '../../../src/parse/netfilter/index.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/kube-proxy-1.36/${name}`, import.meta.url), 'utf8');

/** One rule of a filter table with the chains KUBE-X and LOGGING. */
function rule(line: string, family: 4 | 6 = 4): Rule {
  const text = `*filter\n:FORWARD ACCEPT [0:0]\n:KUBE-X - [0:0]\n:LOGGING - [0:0]\n${line}\nCOMMIT\n`;
  const found = parseIptablesSave(text, 'iptables-nft', family).value[0]?.chains.get('FORWARD')?.rules[0];
  if (found === undefined) throw new Error(`no rule: ${line}`);
  return found;
}

const net = (first: bigint, last = first) => ({ first, last });

const matchCases: readonly (readonly [string, readonly Match[]])[] = [
  ['-s 10.0.0.0/8', [{ kind: 'source', negated: false, networks: [net(0x0a000000n, 0x0affffffn)] }]],
  ['! -d 10.0.0.1/32', [{ kind: 'destination', negated: true, networks: [net(0x0a000001n)] }]],
  ['-d ! 10.0.0.1', [{ kind: 'destination', negated: true, networks: [net(0x0a000001n)] }]],
  [
    '-i cni0 ! -o eth+',
    [
      { kind: 'in-interface', negated: false, names: ['cni0'] },
      { kind: 'out-interface', negated: true, names: ['eth+'] },
    ],
  ],
  [
    '-p tcp -m tcp ! --dport 80:90',
    [
      { kind: 'protocol', negated: false, protocols: ['tcp'] },
      { kind: 'destination-port', negated: true, ranges: [{ first: 80, last: 90 }] },
    ],
  ],
  [
    '-p udp -m multiport --dports 53,1024:65535',
    [
      { kind: 'protocol', negated: false, protocols: ['udp'] },
      {
        kind: 'destination-port',
        negated: false,
        ranges: [
          { first: 53, last: 53 },
          { first: 1024, last: 65535 },
        ],
      },
    ],
  ],
  [
    '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN',
    [
      { kind: 'protocol', negated: false, protocols: ['tcp'] },
      { kind: 'tcp-flags', negated: false, mask: ['FIN', 'SYN', 'RST', 'ACK'], set: ['SYN'] },
    ],
  ],
  [
    '-p icmp -m icmp --icmp-type 8',
    [
      { kind: 'protocol', negated: false, protocols: ['icmp'] },
      { kind: 'icmp-type', negated: false, type: 8, code: null },
    ],
  ],
  ['-m mark ! --mark 0x4000/0x4000', [{ kind: 'mark', negated: true, value: 0x4000, mask: 0x4000 }]],
  [
    '-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT',
    [{ kind: 'conntrack-state', negated: true, states: ['RELATED', 'ESTABLISHED', 'DNAT'] }],
  ],
  ['-m state --state NEW', [{ kind: 'conntrack-state', negated: false, states: ['NEW'] }]],
  [
    '-m conntrack --ctorigdst 10.96.0.0/12',
    [
      {
        kind: 'conntrack-original',
        negated: false,
        field: 'destination',
        networks: [net(0x0a600000n, 0x0a6fffffn)],
        ranges: [],
      },
    ],
  ],
  [
    '-m addrtype --dst-type LOCAL --limit-iface-in',
    [{ kind: 'address-type', negated: false, side: 'destination', types: ['local'], limitIn: true, limitOut: false }],
  ],
  ['-m physdev --physdev-is-bridged', [{ kind: 'out-bridge-port', negated: false, names: ['+'] }]],
  [
    '-m set ! --match-set cali40s:1 src,dst',
    [{ kind: 'set', negated: true, name: 'cali40s:1', native: false, fields: ['source', 'destination'] }],
  ],
  [
    '-m statistic --mode random --probability 0.33333333349',
    [{ kind: 'probability', negated: false, probability: 0.33333333349 }],
  ],
  ['-m statistic --mode nth --every 4 --packet 0', [{ kind: 'probability', negated: false, probability: 0.25 }]],
  [
    '-m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-A --mask 255.255.255.255 --rsource',
    [{ kind: 'client-memory', negated: false, what: 'recent list KUBE-SEP-A' }],
  ],
  ['-m comment --comment "-j DROP, \\"quoted\\""', []],
  [
    '-m nfacct --nfacct-name  ct_state_invalid_dropped_pkts',
    [{ kind: 'always', negated: false, what: 'nfacct counter' }],
  ],
  ['-m rpfilter --validmark --invert', [{ kind: 'reverse-path', negated: true }]],
  [
    '-m hashlimit --hashlimit-above 5/sec --hashlimit-mode srcip --hashlimit-name x',
    [{ kind: 'always', negated: true, what: 'rate limit not reached' }],
  ],
  ['-m bpf --bytecode "4,48 0 0 9"', [{ kind: 'unmodelled', negated: false, text: '-m bpf --bytecode 4,48 0 0 9' }]],
  [
    '-m string ! --string "x -j DROP" --algo bm',
    [{ kind: 'unmodelled', negated: false, text: '-m string ! --string x -j DROP --algo bm' }],
  ],
  ['-m owner --uid-owner 1337', [{ kind: 'unmodelled', negated: false, text: '-m owner --uid-owner 1337' }]],
  ['--no-such-option', [{ kind: 'unmodelled', negated: false, text: '--no-such-option' }]],
];

const targetCases: readonly (readonly [string, readonly Statement[]])[] = [
  ['-j ACCEPT', [{ kind: 'accept' }]],
  ['-j KUBE-X', [{ kind: 'jump', chain: 'KUBE-X' }]],
  ['-g LOGGING', [{ kind: 'goto', chain: 'LOGGING' }]],
  ['-j REJECT --reject-with icmp-port-unreachable', [{ kind: 'reject', with: 'icmp-port-unreachable' }]],
  ['-j MARK --set-xmark 0x4000/0x4000', [{ kind: 'set-mark', value: 0x4000, mask: 0x4000 }]],
  ['-j MARK --and-mark 0xfffffffe', [{ kind: 'set-mark', value: 0, mask: 1 }]],
  [
    '-j CONNMARK --restore-mark --nfmask 0xffff0000 --ctmask 0xffff0000',
    [{ kind: 'restore-mark', mask: 0xffff0000, ctMask: 0xffff0000 }],
  ],
  ['-j CT --notrack', [{ kind: 'notrack' }]],
  ['-j CT --zone 5', [{ kind: 'unmodelled', text: '-j CT --zone 5' }]],
  [
    '-j DNAT --to-destination 10.244.1.3:8080 --random',
    [{ kind: 'dnat', addresses: [net(0x0af40103n)], ports: [{ first: 8080, last: 8080 }], text: '10.244.1.3:8080' }],
  ],
  [
    '-j SNAT --to-source 192.168.1.1-192.168.1.4',
    [{ kind: 'snat', addresses: [net(0xc0a80101n, 0xc0a80104n)], ports: [], text: '192.168.1.1-192.168.1.4' }],
  ],
  ['-j MASQUERADE --random-fully', [{ kind: 'masquerade' }]],
  ['-j REDIRECT --to-ports 15001', [{ kind: 'redirect', ports: [{ first: 15001, last: 15001 }] }]],
  ['-j LOG --log-prefix "-j DROP " --log-level 4', [{ kind: 'no-effect', text: 'LOG' }]],
  ['-j TCPMSS --clamp-mss-to-pmtu', [{ kind: 'no-effect', text: 'TCPMSS' }]],
  ['-j NFQUEUE --queue-num 1', [{ kind: 'unmodelled', text: '-j NFQUEUE --queue-num 1' }]],
  ['-j NOT-DECLARED', [{ kind: 'unmodelled', text: '-j NOT-DECLARED' }]],
  ['', []],
];

describe('parseIptablesSave', () => {
  it.each(matchCases)('reads %s', (text, matches) => {
    const read = rule(`-A FORWARD ${text} -j ACCEPT`);
    expect(read.matches).toEqual(matches);
    expect(read.statements).toEqual([{ kind: 'accept' }]);
  });

  it.each(targetCases)('reads %s', (text, statements) => {
    expect(rule(`-A FORWARD -s 10.0.0.1/32 ${text}`.trimEnd()).statements).toEqual(statements);
  });

  it('reads IPv6 networks, DNAT targets and icmpv6', () => {
    const read = rule(
      '[3:180] -A FORWARD -s fd00::/64 -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j DNAT --to-destination [fd00::5]:53',
      6,
    );
    expect(read).toMatchObject({
      packets: 3,
      bytes: 180,
      matches: [{ kind: 'source' }, { kind: 'protocol', protocols: ['icmpv6'] }, { kind: 'icmp-type', type: 128 }],
    });
    expect(read.statements).toEqual([
      {
        kind: 'dnat',
        addresses: [net(0xfd000000000000000000000000000005n)],
        ports: [{ first: 53, last: 53 }],
        text: '[fd00::5]:53',
      },
    ]);
  });

  it('understands all of what kube-proxy 1.36 and flannel 0.28 write', () => {
    for (const [name, family] of [
      ['iptables-nft-save.txt', 4],
      ['ip6tables-nft-save.txt', 6],
    ] as const) {
      const { value, notUnderstood } = parseIptablesSave(fixture(name), 'iptables-nft', family);
      expect(notUnderstood).toEqual([]);
      expect(value.map((table) => table.name)).toEqual(['mangle', 'filter', 'nat']);
      const all = value.flatMap((table) => [...table.chains.values()].flatMap((chain) => chain.rules));
      expect(all.filter(({ text }) => !fixture(name).includes(text))).toEqual([]);
      expect(all).toHaveLength(
        fixture(name)
          .split('\n')
          .filter((line) => line.includes(' -A ')).length,
      );
    }
  });

  it('knows where the kernel calls built-in chains', () => {
    const { value } = parseIptablesSave(
      '*nat\n:POSTROUTING ACCEPT [0:0]\n:X - [0:0]\nCOMMIT\n*raw\n:PREROUTING DROP [0:0]\nCOMMIT\n',
      'iptables-legacy',
      4,
    );
    expect(value[0]?.chains.get('POSTROUTING')).toMatchObject({
      hook: 'postrouting',
      priority: 100,
      type: 'nat',
      policy: 'accept',
    });
    expect(value[0]?.chains.get('X')).not.toHaveProperty('hook');
    expect(value[1]?.chains.get('PREROUTING')).toMatchObject({ hook: 'prerouting', priority: -300, policy: 'drop' });
  });

  it('reads `iptables -S -v` of several tables, which name no table', () => {
    const text =
      '-P INPUT ACCEPT -c 0 0\n-P FORWARD DROP\n-P OUTPUT ACCEPT\n-N X\n-A FORWARD -c 5 300 -j X\n-P PREROUTING ACCEPT\n-P INPUT ACCEPT\n-P OUTPUT ACCEPT\n-P POSTROUTING ACCEPT\n-A POSTROUTING -j MASQUERADE\n';
    const { value, notUnderstood } = parseIptablesSave(text, 'iptables-legacy', 4);
    expect(notUnderstood).toEqual([]);
    expect(value.map((table) => table.name)).toEqual(['filter', 'nat']);
    expect(value[0]?.chains.get('FORWARD')).toMatchObject({
      policy: 'drop',
      rules: [{ packets: 5, bytes: 300, statements: [{ kind: 'jump' }] }],
    });
  });

  it('keeps what stands before a cut, and says that it was cut', () => {
    const { value, notUnderstood } = parseIptablesSave(
      '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j DROP\n-A FORW',
      'iptables-nft',
      4,
    );
    expect(value[0]).toMatchObject({ name: 'filter', incomplete: 'its text was cut off before COMMIT' });
    expect(value[0]?.chains.get('FORWARD')?.rules[0]?.statements).toEqual([{ kind: 'drop' }]);
    expect(notUnderstood.length).toBeGreaterThan(0);
  });

  it('names lines that are none, each kind once', () => {
    const { notUnderstood } = parseIptablesSave(
      "iptables: command not found\nPermission denied\n# Table `filter' is incompatible, use 'nft' tool.\n",
      'iptables-nft',
      4,
    );
    expect(notUnderstood.map(({ line, why }) => [line, why])).toEqual([
      [1, 'not a line of iptables-save'],
      [3, 'native nftables rules in an iptables table: iptables cannot print it'],
    ]);
  });

  it('takes chains of any name, __proto__ too', () => {
    const { value } = parseIptablesSave(
      '*filter\n:__proto__ - [0:0]\n:FORWARD ACCEPT [0:0]\n-A __proto__ -j ACCEPT\n-A FORWARD -j __proto__\nCOMMIT\n',
      'iptables-nft',
      4,
    );
    expect(value[0]?.chains.get('FORWARD')?.rules[0]?.statements).toEqual([{ kind: 'jump', chain: '__proto__' }]);
  });

  it('never throws, whatever the text', () => {
    const words = fc.constantFrom(
      '*nat',
      ':A',
      '-A A',
      '!',
      '-m',
      '-j',
      '-s',
      '--dport',
      'tcp',
      '"',
      '\\',
      '-g',
      '[1:2]',
      'COMMIT',
      '\n',
      '10.0.0.0/33',
      '--comment',
      'DNAT',
      '--to-destination',
      ':',
      'CT',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((list) => list.join(' ')),
        ),
        (text) => {
          parseIptablesSave(text, 'iptables-nft', 4);
        },
      ),
    );
  });
});
