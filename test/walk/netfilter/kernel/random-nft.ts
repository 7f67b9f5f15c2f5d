import * as fc from 'fast-check';
import type { Rulesets } from './router.ts';

const maybeNot = (left: string, rights: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom(...rights))
    .map(([n, right]) => (n === 0 ? `${left} != ${right}` : `${left} ${right}`));

const match = fc.oneof(
  maybeNot('ip saddr', ['10.1.0.0/24', '10.1.0.2', '10.2.0.0/24', '@addresses', '{ 10.1.0.2, 10.5.0.0/16 }']),
  maybeNot('ip daddr', ['10.2.0.2', '10.9.0.0/24', '@addresses', '@nets', '10.2.0.2-10.2.0.3']),
  maybeNot('meta l4proto', ['udp', 'tcp', '{ udp, icmp }']),
  maybeNot('udp dport', ['1000', '1000-1001', '{ 1000, 1002 }']),
  maybeNot(
    'tcp dport',
    ['1000', '> 1001', '{ 1000, 1002 }'].filter((text) => !text.startsWith('>')),
  ),
  fc.constantFrom(
    'tcp dport > 1000',
    'udp dport <= 1001',
    'tcp flags & (fin | syn | rst | ack) == syn',
    'tcp flags syn',
  ),
  maybeNot('th dport', ['1000', '1001']),
  maybeNot('meta mark', ['0x1', '0x4000']),
  fc.constantFrom(
    'meta mark & 0x3 == 0x1',
    'meta mark & 0x4000 != 0x0',
    'meta mark and 0x1 == 0',
    'ct mark 0x1',
    'ct mark & 0x1 == 0x1',
  ),
  fc.constantFrom(
    'ct state new',
    'ct state { established, related }',
    'ct state established,related',
    'ct state invalid',
    'ct state untracked',
    'ct status dnat',
    'ct state != new',
    'ct direction original',
    'ct original ip daddr 10.9.0.1',
  ),
  fc.constantFrom('fib daddr type local', 'fib daddr type != local', 'fib saddr type local', 'meta pkttype host'),
  maybeNot('ip daddr . meta l4proto . th dport', ['@services', '{ 10.9.0.1 . udp . 1000 }']),
  fc.constantFrom('limit rate 1000/second burst 1000 packets', 'counter'),
);

const inMatch = maybeNot('iifname', ['"c0"', '"c*"', '"s0"', '{ "c0", "lo" }']);

const markStatement = fc.constantFrom(
  'meta mark set 0x1',
  'meta mark set meta mark | 0x4000',
  'meta mark set meta mark ^ 0x4001',
  'meta mark set meta mark & 0xfffffffe',
  'ct mark set meta mark',
  'meta mark set ct mark',
  'ct mark set 0x1',
);

const verdicts = ['accept', 'drop', 'return', 'continue'];

function vmap(chains: readonly string[]): fc.Arbitrary<string> {
  const some = fc.constantFrom(
    'accept',
    'drop',
    'return',
    ...chains.flatMap((chain) => [`jump ${chain}`, `goto ${chain}`]),
  );
  return fc.oneof(
    fc.tuple(some, some).map(([a, b]) => `meta l4proto vmap { tcp : ${a}, udp : ${b} }`),
    fc
      .tuple(some, some)
      .map(
        ([a, b]) =>
          `ip daddr . meta l4proto . th dport vmap { 10.9.0.1 . udp . 1000 : ${a}, 10.2.0.2 . tcp . 1001 : ${b} }`,
      ),
    fc.tuple(some, some).map(([a, b]) => `ct state vmap { established : accept, new : ${a}, invalid : ${b} }`),
    fc.tuple(some, some).map(([a, b]) => `meta mark vmap { 0x1 : ${a}, 0x4000 : ${b} }`),
    fc.constant('ip daddr vmap @verdicts'),
  );
}

function rule(
  extra: readonly string[],
  chains: readonly string[],
  hasInput: boolean,
  withMarks = true,
): fc.Arbitrary<string> {
  const last = fc.oneof(
    fc.constantFrom(...verdicts, ...extra, ...chains.flatMap((chain) => [`jump ${chain}`, `goto ${chain}`])),
    ...(withMarks ? [markStatement] : []),
    vmap(chains),
  );
  const before = hasInput ? fc.oneof({ weight: 4, arbitrary: match }, { weight: 1, arbitrary: inMatch }) : match;
  return (
    fc
      .tuple(
        fc.array(before, { maxLength: 2 }),
        fc.option(markStatement, { freq: 3 }),
        fc.option(match, { freq: 3 }),
        last,
      )
      .map(([first, mark, later, end]) =>
        [...first, withMarks ? mark : null, later, end].filter((part) => part !== null).join(' '),
      )
      // A TCP and a UDP port in one rule are refused, and so are ports of both kinds.
      .filter((text) => !(text.includes('tcp ') && text.includes('udp')))
      .filter((text) => !/(?:dnat|redirect) to \S*:\d/.test(text) || /(?:^| )(?:udp|tcp) dport/.test(text))
      .filter((text) => (text.match(/meta l4proto/g)?.length ?? 0) < 2)
  );
}

const rules = (arbitrary: fc.Arbitrary<string>, maxLength = 5): fc.Arbitrary<string> =>
  fc.array(arbitrary, { maxLength }).map((list) => list.map((text) => `    ${text}\n`).join(''));

function table(family: 'ip' | 'inet', name: string): fc.Arbitrary<string> {
  const to = family === 'inet' ? 'dnat ip to' : 'dnat to';
  const policy = fc.constantFrom('accept', 'accept', 'drop');
  const priority = fc.constantFrom(-310, -150, -105, 0, 5, 60);
  return fc
    .record({
      preroutingPriority: priority,
      forwardPriority: fc.constantFrom(-150, -10, 0, 10),
      policy,
      // Statements on conntrack in front of conntrack itself have nothing to act on.
      prerouting: rules(rule(['notrack', 'reject'].slice(0, 1), ['one', 'two'], true, false)),
      forward: rules(rule(['reject', 'reject'], ['one', 'two'], true)),
      input: rules(rule(['reject'], ['one'], true)),
      natPrerouting: rules(rule([`${to} 10.2.0.3`, `${to} 10.2.0.4:1001`, 'redirect to :1002'], ['three'], true)),
      natPostrouting: rules(
        rule(['masquerade', family === 'inet' ? 'snat ip to 10.2.0.9' : 'snat to 10.2.0.9'], ['three'], false),
      ),
      one: rules(rule([], ['two', 'three'], false, false), 4),
      two: rules(rule([], ['three'], false, false), 3),
      three: rules(rule([], [], false, false), 3),
    })
    .map(
      (t) => `table ${family} ${name} {
  set addresses { type ipv4_addr; elements = { 10.1.0.2, 10.9.0.1 }; }
  set nets { type ipv4_addr; flags interval; elements = { 10.9.0.0/24, 10.2.0.3-10.2.0.4 }; }
  set services { type ipv4_addr . inet_proto . inet_service; elements = { 10.9.0.1 . tcp . 1000, 10.2.0.2 . udp . 1001 }; }
  map verdicts { type ipv4_addr : verdict; elements = { 10.9.0.1 : drop, 10.9.0.2 : accept }; }
  chain three {\n${t.three}  }
  chain two {\n${t.two}  }
  chain one {\n${t.one}  }
  chain first { type filter hook prerouting priority ${t.preroutingPriority};\n${t.prerouting}  }
  chain forwarding { type filter hook forward priority ${t.forwardPriority}; policy ${t.policy};\n${t.forward}  }
  chain arriving { type filter hook input priority 0;\n${t.input}  }
  chain natpre { type nat hook prerouting priority -100;\n${t.natPrerouting}  }
  chain natpost { type nat hook postrouting priority 100;\n${t.natPostrouting}  }
}
`,
    );
}

export const nativeRulesets: fc.Arbitrary<Rulesets> = fc.oneof(
  table('ip', 'first').map((native): Rulesets => ({ native })),
  table('inet', 'first').map((native): Rulesets => ({ native })),
  fc.tuple(table('ip', 'first'), table('inet', 'second')).map((texts): Rulesets => ({ native: texts.join('') })),
);
