import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../src/model/netfilter.ts';
import { parseNftJson } from '../../../src/parse/netfilter/index.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/kube-proxy-1.36/${name}`, import.meta.url), 'utf8');

const document = (...objects: readonly object[]): string =>
  JSON.stringify({ nftables: [{ metainfo: { version: '1.0.6' } }, ...objects] });
const table = (family = 'ip', name = 't') => ({ table: { family, name, handle: 1 } });
const chain = (name = 'c', more: object = {}, family = 'ip') => ({
  chain: { family, table: 't', name, handle: 2, ...more },
});

function rule(expr: readonly unknown[], family: 'ip' | 'inet' = 'ip'): Rule {
  const text = document(table(family), chain('c', {}, family), {
    rule: { family, table: 't', chain: 'c', handle: 9, expr },
  });
  const found = parseNftJson(text, 4).value[0]?.chains.get('c')?.rules[0];
  if (found === undefined) throw new Error('no rule');
  return found;
}

const meta = (key: string) => ({ meta: { key } });
const payload = (protocol: string, field: string) => ({ payload: { protocol, field } });
const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } });

describe('parseNftJson', () => {
  it('understands all of what kube-proxy 1.36 and flannel 0.28 write, and prints each rule as nft does', () => {
    const printed = new Set(
      fixture('nft-ruleset.txt')
        .split('\n')
        .map((line) => line.trim()),
    );
    for (const family of [4, 6] as const) {
      const { value, notUnderstood } = parseNftJson(fixture('nft-ruleset.json'), family);
      expect(notUnderstood).toEqual([]);
      expect(value.map(({ name }) => name)).toEqual([`flannel-ipv${family}`, 'kube-proxy']);
      const texts = value.flatMap(({ chains }) =>
        [...chains.values()].flatMap(({ rules }) => rules.map(({ text }) => text)),
      );
      expect(texts.filter((text) => !printed.has(text))).toEqual([]);
    }
  });

  it('reads maps with their verdicts, sets, and base chains', () => {
    const [, kubeProxy] = parseNftJson(fixture('nft-ruleset.json'), 4).value;
    expect(kubeProxy?.sets.get('service-ips')?.elements).toContainEqual({
      key: [{ first: 0x0a600a01n, last: 0x0a600a01n }, 'tcp', { first: 80, last: 80 }],
      verdict: { kind: 'goto', chain: 'service-SUSTUHLJ-default/web/tcp/http' },
    });
    expect(kubeProxy?.chains.get('nat-prerouting')).toMatchObject({
      hook: 'prerouting',
      priority: -100,
      type: 'nat',
      policy: 'accept',
    });
  });

  it.each([
    [
      'a mark with a mask',
      match({ '&': [meta('mark'), 0x4000] }, 0, '!='),
      { kind: 'mark', negated: true, value: 0, mask: 0x4000 },
    ],
    [
      'a set of addresses',
      match(payload('ip', 'saddr'), { set: ['10.0.0.1', { prefix: { addr: '10.1.0.0', len: 16 } }] }),
      {
        kind: 'source',
        negated: false,
        networks: [
          { first: 0x0a000001n, last: 0x0a000001n },
          { first: 0x0a010000n, last: 0x0a01ffffn },
        ],
      },
    ],
    [
      'a named set',
      match(payload('ip', 'daddr'), '@x', '!='),
      { kind: 'set', negated: true, name: 'x', native: true, fields: ['destination'] },
    ],
    [
      'connection states',
      match({ ct: { key: 'state' } }, ['established', 'related'], 'in'),
      { kind: 'conntrack-state', negated: false, states: ['ESTABLISHED', 'RELATED'] },
    ],
    [
      'a device with a wildcard',
      match(meta('iifname'), 'cali*'),
      { kind: 'in-interface', negated: false, names: ['cali*'] },
    ],
    [
      'fib type',
      match({ fib: { result: 'type', flags: ['daddr', 'iif'] } }, 'local'),
      { kind: 'address-type', negated: false, side: 'destination', types: ['local'], limitIn: true, limitOut: false },
    ],
    [
      'a missing way back',
      match({ fib: { result: 'oif', flags: ['saddr', 'mark', 'iif'] } }, false),
      { kind: 'reverse-path', negated: true },
    ],
    [
      'something unknown',
      match({ socket: { key: 'transparent' } }, 1),
      { kind: 'unmodelled', negated: false, text: 'socket {"key":"transparent"} 1' },
    ],
  ])('reads %s', (_, expression, expected) => {
    expect(rule([expression]).matches).toEqual([expected]);
  });

  it('adds what an expression demands of the packet', () => {
    expect(rule([match(payload('tcp', 'dport'), 80)]).matches).toEqual([
      { kind: 'protocol', negated: false, protocols: ['tcp'] },
      { kind: 'destination-port', negated: false, ranges: [{ first: 80, last: 80 }] },
    ]);
    expect(rule([match(payload('ip6', 'daddr'), 'fd00::1'), { drop: null }], 'inet').matches).toEqual([
      { kind: 'always', negated: true, what: 'an address of the other family' },
    ]);
  });

  it('keeps the order of matches and statements', () => {
    const read = rule([
      { mangle: { key: meta('mark'), value: { '|': [meta('mark'), 1] } } },
      match(payload('ip', 'saddr'), '10.0.0.1'),
      { drop: null },
    ]);
    expect(read.matches).toEqual([]);
    expect(read.statements.map(({ kind }) => kind)).toEqual(['set-mark', 'match', 'drop']);
  });

  it.each([
    [{ '|': [meta('mark'), 0x4000] }, { kind: 'set-mark', value: 0x4000, mask: 0x4000 }],
    [{ '^': [meta('mark'), 0x4000] }, { kind: 'set-mark', value: 0x4000, mask: 0 }],
    [{ '^': [{ '&': [meta('mark'), 0xff] }, 1] }, { kind: 'set-mark', value: 1, mask: 0xffffff00 }],
    [{ ct: { key: 'mark' } }, { kind: 'restore-mark', mask: 0xffffffff, ctMask: 0xffffffff }],
    [7, { kind: 'set-mark', value: 7, mask: 0xffffffff }],
  ])('reads the mark expression %o', (value, expected) => {
    expect(rule([{ mangle: { key: meta('mark'), value } }]).statements).toEqual([expected]);
  });

  it('reads several documents with warnings between them', () => {
    const text = `# Warning: table ip nat is managed by iptables-nft, do not touch!\n${document(table('ip', 'a'))}\n${document(table('inet', 'b'))}\n`;
    const { value, notUnderstood } = parseNftJson(text, 6);
    expect(value.map(({ name }) => name)).toEqual(['b']);
    expect(notUnderstood).toEqual([]);
    expect(parseNftJson(text, 4).value.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('keeps the whole objects of a document that was cut off, and says so', () => {
    const whole = document(
      table(),
      chain('c', { type: 'filter', hook: 'forward', prio: 0, policy: 'drop' }),
      chain('d'),
    );
    const { value, notUnderstood } = parseNftJson(whole.slice(0, -20), 4);
    expect(value[0]).toMatchObject({ name: 't', incomplete: 'its listing was cut off or damaged' });
    expect(value[0]?.chains.get('c')).toMatchObject({ policy: 'drop' });
    expect(notUnderstood).toMatchObject([{ why: 'the document is cut off' }]);
  });

  it('leaves out what is nested deeper than a stack, and says so', () => {
    const deep = (open: string, close: string) => `${open.repeat(20_000)}1${close.repeat(20_000)}`;
    const expressions = [deep('[', ']'), deep('{"elem":{"val":', '}}'), deep('{"|":[', ',1]}')];
    for (const expression of expressions) {
      const match = `{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":${expression}}}`;
      const rule = `{"rule":{"family":"ip","table":"t","chain":"c","handle":3,"expr":[${match},${expression}]}}`;
      const text = document(table(), chain()).replace(/\]\}$/, `,${rule}]}`);
      const { value, notUnderstood } = parseNftJson(text, 4);
      expect(value[0]?.incomplete ?? notUnderstood[0]?.why).toBeDefined();
    }
  });

  it('never throws, whatever the JSON', () => {
    const json = fc
      .jsonValue()
      .map((value) =>
        document(
          table(),
          chain(),
          { rule: { family: 'ip', table: 't', chain: 'c', expr: value } } as object,
          { set: { family: 'ip', table: 't', name: 's', type: 'ipv4_addr', elem: value } } as object,
          { map: value } as object,
        ),
      );
    fc.assert(fc.property(fc.oneof(fc.string(), json), (text) => void parseNftJson(text, 4)));
  });
});
