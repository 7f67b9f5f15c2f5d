import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildNetfilterModel, parseIptablesSave, parseNftJson } from '../../../src/parse/netfilter/index.ts';
import { traverseHook } from '../../../src/walk/netfilter/traverse.ts';
import { newPacket } from '../../../src/walk/packet.ts';

/** The JSON is what nft 1.0.6 prints for the rule that each case is named after. */
const packet = newPacket({
  source: '10.244.1.9',
  destination: '10.244.2.3',
  protocol: 'tcp',
  sourcePort: 40_000,
  destinationPort: 8080,
});
const context = {
  inInterface: 'cni0',
  outInterface: 'flannel.1',
  inBridgePort: null,
  outBridgePort: null,
  isLocal: () => false,
};

function nftVerdicts(expr: readonly unknown[], sets: readonly object[] = []): readonly string[] {
  const named = { family: 'inet', table: 't' };
  const chain = { ...named, name: 'c', handle: 2, type: 'filter', hook: 'forward', prio: 0, policy: 'accept' };
  const objects = [
    { table: { family: 'inet', name: 't', handle: 1 } },
    ...sets.map((set) => ({ set: { ...named, type: 'ipv4_addr', handle: 4, ...set } })),
    { chain },
    { rule: { ...named, chain: 'c', handle: 3, expr } },
  ];
  const { value } = parseNftJson(JSON.stringify({ nftables: objects }), 4);
  const outcomes = traverseHook(buildNetfilterModel(value, [], []), 'forward', packet, context);
  return outcomes.map(({ verdict }) => verdict);
}

function iptablesVerdicts(rule: string): readonly string[] {
  const text = `*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD ${rule} -j DROP\nCOMMIT\n`;
  const { value } = parseIptablesSave(text, 'iptables-nft', 4);
  const outcomes = traverseHook(buildNetfilterModel(value, [], []), 'forward', packet, context);
  return outcomes.map(({ verdict }) => verdict);
}

const source = { payload: { protocol: 'ip', field: 'saddr' } };
const over = { limit: { rate: 10, burst: 5, per: 'second', inv: true } };
const match = (op: string, left: unknown, right: unknown) => ({ match: { op, left, right } });
const status = { ct: { key: 'status' } };
const flags = { payload: { protocol: 'tcp', field: 'flags' } };

const unknown = ['insufficient-information'];
const limited = [{ name: 's', elem: [{ elem: { val: '10.244.1.9', ...over } }] }];
const counted = [{ name: 's', elem: [{ elem: { val: '10.244.1.9', counter: { packets: 0, bytes: 0 } } }] }];

describe('what stands in front of a drop in an nft rule', () => {
  it.each([
    [
      'meter rl { ip saddr limit rate over 100000/second }',
      { meter: { key: source, stmt: over, size: 65535, name: 'rl' } },
      unknown,
    ],
    [
      'add @s { ip saddr limit rate over 10/second }',
      { set: { op: 'add', elem: source, set: '@s', stmt: [over] } },
      unknown,
    ],
    [
      'add @s { ip saddr ct count over 10 }',
      { set: { op: 'add', elem: source, set: '@s', stmt: [{ 'ct count': { val: 10, inv: true } }] } },
      unknown,
    ],
    [
      'add @s { ip saddr counter }',
      { set: { op: 'add', elem: source, set: '@s', stmt: [{ counter: null }] } },
      ['drop'],
    ],
    [
      'update @s { ip saddr timeout 1m }',
      { set: { op: 'update', elem: { elem: { val: source, timeout: 60 } }, set: '@s' } },
      ['drop'],
    ],
    [
      'add @s { ip6 saddr }',
      { set: { op: 'add', elem: { payload: { protocol: 'ip6', field: 'saddr' } }, set: '@s' } },
      ['accept'],
    ],
    ['limit name "lo"', { limit: 'lo' }, unknown],
    ['limit rate over 5/second', over, ['accept']],
    [
      'limit rate over 10 kbytes/second',
      { limit: { rate: 10, burst: 0, per: 'second', inv: true, rate_unit: 'kbytes', burst_unit: 'bytes' } },
      unknown,
    ],
    ['quota name "q"', { quota: 'q' }, unknown],
    ['quota over 10 mbytes', { quota: { val: 10, val_unit: 'mbytes', inv: true } }, unknown],
    ['ct count over 0', { 'ct count': { val: 0, inv: true } }, unknown],
    ['counter name "c1"', { counter: 'c1' }, ['drop']],
    [
      'counter name tcp dport map { 80 : "c1" }',
      { counter: { map: { key: source, data: { set: [[80, 'c1']] } } } },
      unknown,
    ],
    ['ct helper set "x"', { 'ct helper': 'x' }, ['drop']],
    ['flow add @f', { flow: { op: 'add', flowtable: '@f' } }, unknown],
    ['ct status dnat', match('in', status, 'dnat'), ['accept']],
    ['ct status ! dnat', match('!', status, 'dnat'), ['drop']],
    ['ct status != dnat', match('!=', status, 'dnat'), unknown],
    ['ct status { snat, dnat }', match('==', status, { set: ['snat', 'dnat'] }), unknown],
    ['ct state ! established', match('!', { ct: { key: 'state' } }, 'established'), ['drop']],
    ['tcp flags ! syn', match('!', flags, 'syn'), ['accept']],
    ['tcp flags & (fin | syn) == fin | syn', match('==', { '&': [flags, ['fin', 'syn']] }, ['fin', 'syn']), ['accept']],
    ['fib daddr type @types', match('!=', { fib: { result: 'type', flags: ['daddr'] } }, '@types'), unknown],
    ['meta pkttype != @types', match('!=', { meta: { key: 'pkttype' } }, '@types'), unknown],
    ['text that nft has no JSON for', 'something new', unknown],
  ])('%s', (_, json, expected) => {
    expect(nftVerdicts([json, { drop: null }])).toEqual(expected);
  });

  it.each([
    ['a limit', limited, unknown],
    ['a counter', counted, ['drop']],
  ])('a set whose element has %s', (_, sets, expected) => {
    expect(nftVerdicts([match('==', source, '@s'), { drop: null }], sets)).toEqual(expected);
  });

  it('asks tcp flags of TCP only', () => {
    const { value } = parseNftJson(
      JSON.stringify({
        nftables: [
          { table: { family: 'ip', name: 't' } },
          { chain: { family: 'ip', table: 't', name: 'c' } },
          { rule: { family: 'ip', table: 't', chain: 'c', expr: [match('!=', flags, 'syn')] } },
        ],
      }),
      4,
    );
    const [rule] = value[0]?.chains.get('c')?.rules ?? [];
    expect(rule?.matches).toContainEqual({ kind: 'protocol', negated: false, protocols: ['tcp'] });
  });
});

describe('what stands in front of a DROP in an iptables rule', () => {
  it.each([
    ['-m recent --rcheck --name good --rsource', unknown],
    ['-m recent ! --rcheck --name good --rsource', unknown],
    ['-m recent --update --seconds 60 --hitcount 4 --name ssh --rsource', ['accept']],
    ['-p tcp -m connlimit --connlimit-above 0 --connlimit-mask 32 --connlimit-saddr', unknown],
    ['-p tcp -m connlimit --connlimit-above 20 --connlimit-mask 32 --connlimit-saddr', ['accept']],
    ['-m hashlimit --hashlimit-above 512kb/s --hashlimit-mode srcip --hashlimit-name x', unknown],
    ['-m quota --quota 1000', unknown],
    ['-m time --timestart 08:00', unknown],
    ['-m conntrack ! --ctstatus NONE', unknown],
    ['-m set --match-set nobody dst', unknown],
  ])('%s', (rule, expected) => {
    expect(iptablesVerdicts(rule)).toEqual(expected);
  });
});

describe('what is not understood', () => {
  const words = fc.stringMatching(/^[a-z][a-z0-9-]{2,12}$/);
  const isKnown = new Set(
    'accept drop return continue jump goto match counter log last dup secmark notrack reject limit quota set map meter flow dnat snat masquerade redirect vmap mangle xt'.split(
      ' ',
    ),
  );

  it('never makes an nft rule drop for sure', () => {
    const statement = fc
      .tuple(
        words.filter((word) => !isKnown.has(word)),
        fc.jsonValue(),
      )
      .map(([kind, body]) => ({ [kind]: body }));
    const comparison = fc
      .record({ op: fc.constantFrom('==', '!=', 'in', '!', '<', '>', '~'), left: statement, right: fc.jsonValue() })
      .map((body) => ({ match: body }));
    fc.assert(
      fc.property(fc.oneof(statement, comparison), (json) => {
        expect(nftVerdicts([json, { drop: null }])).not.toContain('drop');
      }),
    );
  });

  it('never makes an nft rule drop for sure, whatever a known expression is compared with', () => {
    const left = fc.constantFrom<unknown>(
      status,
      flags,
      source,
      { ct: { key: 'state' } },
      { ct: { key: 'direction' } },
      { meta: { key: 'pkttype' } },
      { meta: { key: 'mark' } },
      { fib: { result: 'type', flags: ['daddr'] } },
      { fib: { result: 'oif', flags: ['saddr', 'iif'] } },
    );
    const right = words.map((word) => `@${word}`);
    fc.assert(
      fc.property(left, right, fc.constantFrom('==', '!=', 'in', '!', '<', '~'), (one, other, op) => {
        expect(nftVerdicts([match(op, one, other), { drop: null }])).not.toContain('drop');
      }),
    );
  });

  it('never makes an iptables rule drop for sure', () => {
    const option = fc
      .tuple(words, fc.array(words, { maxLength: 2 }))
      .map(([name, args]) => [`--${name}`, ...args].join(' '));
    fc.assert(
      fc.property(words, fc.array(option, { maxLength: 3 }), (name, options) => {
        expect(iptablesVerdicts(`-m x${name} ${options.join(' ')}`)).not.toContain('drop');
      }),
    );
  });
});
