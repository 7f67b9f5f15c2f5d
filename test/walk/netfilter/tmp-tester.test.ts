import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetfilterModel } from '../../../src/model/netfilter.ts';
import {
  buildNetfilterModel,
  parseIpsetSave,
  parseIptablesSave,
  parseNftJson,
} from '../../../src/parse/netfilter/index.ts';
import { traverseHook } from '../../../src/walk/netfilter/traverse.ts';
import { newPacket } from '../../../src/walk/packet.ts';
import type { HookContext, HookOutcome, Packet } from '../../../src/walk/types.ts';
import { iptablesRulesets } from './kernel/random-rules.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/kube-proxy-1.36/${name}`, import.meta.url), 'utf8');

const iptables = (text: string, backend: 'iptables-nft' | 'iptables-legacy' = 'iptables-nft'): NetfilterModel =>
  buildNetfilterModel(parseIptablesSave(text, backend, 4).value, [], []);

const realIptables = iptables(fixture('iptables-nft-save.txt'));
const realNft = buildNetfilterModel(parseNftJson(fixture('nft-ruleset.json'), 4).value, [], []);

const context = (more: Partial<HookContext> = {}): HookContext => ({
  inInterface: 'cni0',
  outInterface: null,
  inBridgePort: null,
  outBridgePort: null,
  isLocal: (address) => address === '192.168.10.161',
  ...more,
});

const packet = (destination: string, port: number, more: Partial<Parameters<typeof newPacket>[0]> = {}): Packet =>
  newPacket({ source: '10.244.1.9', destination, protocol: 'tcp', sourcePort: 40_000, destinationPort: port, ...more });

const forward = (model: NetfilterModel, one = packet('10.244.2.3', 8080)): readonly HookOutcome[] =>
  traverseHook(model, 'forward', one, context({ outInterface: 'flannel.1' }));

const said = (outcomes: readonly HookOutcome[]): readonly string[] =>
  outcomes.map(
    ({ verdict, share, packet: { destination, destinationPort } }) =>
      `${verdict} ${share.toFixed(2)} ${destination}:${destinationPort}`,
  );

describe.each([
  ['iptables', realIptables],
  ['nftables', realNft],
])("kube-proxy's and flannel's own rules, %s mode", (_, model) => {
  const prerouted = (one: Packet) => traverseHook(model, 'prerouting', one, context());

  it('spreads a ClusterIP evenly over its endpoints', () => {
    expect(said(prerouted(packet('10.96.10.1', 80)))).toEqual([
      'accept 0.33 10.244.1.3:8080',
      'accept 0.33 10.244.2.3:8080',
      'accept 0.33 10.244.2.4:8080',
    ]);
  });

  it('spreads a sticky Service for a client that is seen first', () => {
    expect(said(prerouted(packet('10.96.10.4', 80)))).toEqual([
      'accept 0.50 10.244.1.3:8080',
      'accept 0.50 10.244.2.3:8080',
    ]);
  });

  it('rejects a Service without endpoints in FORWARD, and drops one without local endpoints', () => {
    expect(forward(model, packet('10.96.10.3', 80)).map(({ verdict }) => verdict)).toEqual(['reject']);
    expect(forward(model, packet('10.96.10.7', 80)).map(({ verdict }) => verdict)).toEqual(['drop']);
  });

  it('marks and masquerades what comes from outside, and leaves pods their address', () => {
    const [outside] = prerouted(packet('10.96.10.1', 80, { source: '192.168.10.50' }));
    expect(outside?.packet.mark).toBe(0x4000);
    const post = (one: Packet | undefined) =>
      traverseHook(
        model,
        'postrouting',
        one ?? packet('', 0),
        context({ inInterface: null, outInterface: 'flannel.1' }),
      );
    expect(post(outside?.packet)).toMatchObject([{ masquerade: true, packet: { mark: 0 } }]);
    expect(post(prerouted(packet('10.96.10.1', 80))[0]?.packet)).toMatchObject([{ masquerade: false }]);
  });

  it('keeps NodePort connections from outside on the node where the policy is Local', () => {
    expect(said(prerouted(packet('192.168.10.161', 30081, { source: '192.168.10.50' })))).toEqual([
      'accept 1.00 10.244.1.3:8080',
    ]);
    expect(said(prerouted(packet('192.168.10.161', 30081)))).toHaveLength(2);
  });

  it("masquerades pods' packets that leave the cluster", () => {
    const out = traverseHook(
      model,
      'postrouting',
      packet('198.51.100.1', 443),
      context({ inInterface: null, outInterface: 'eth0' }),
    );
    expect(out).toMatchObject([{ verdict: 'accept', masquerade: true }]);
  });

  it('does no NAT for what is not tracked, or not new', () => {
    for (const state of ['UNTRACKED', 'ESTABLISHED', 'INVALID'] as const)
      expect(said(prerouted({ ...packet('10.96.10.1', 80), state }))).toEqual(['accept 1.00 10.96.10.1:80']);
  });
});

describe('verdicts', () => {
  const filter = (rules: string, policy = 'ACCEPT') =>
    iptables(`*filter\n:FORWARD ${policy} [0:0]\n:A - [0:0]\n:B - [0:0]\n:C - [0:0]\n${rules}\nCOMMIT\n`);

  it('names the policy, or the rule that decided', () => {
    expect(forward(filter('', 'DROP'))).toMatchObject([
      { verdict: 'drop', decidedBy: { chain: 'FORWARD', number: 0, text: '-P FORWARD DROP' } },
    ]);
    expect(forward(filter('-A FORWARD -j A\n-A A -d 10.244.0.0/16 -j REJECT'))).toMatchObject([
      { verdict: 'reject', decidedBy: { chain: 'A', number: 1 } },
    ]);
  });

  it('returns from a jump to the next rule, from a goto to the one before', () => {
    expect(
      forward(filter('-A FORWARD -j A\n-A FORWARD -j DROP\n-A A -j B\n-A A -j ACCEPT\n-A B -j RETURN')),
    ).toMatchObject([{ verdict: 'accept' }]);
    expect(
      forward(filter('-A FORWARD -j A\n-A FORWARD -j DROP\n-A A -g B\n-A A -j ACCEPT\n-A B -j RETURN')),
    ).toMatchObject([{ verdict: 'drop', decidedBy: { chain: 'FORWARD' } }]);
  });

  it('ends loops of jumps and of gotos', () => {
    for (const loop of ['-A FORWARD -j A\n-A A -j B\n-A B -j A', '-A FORWARD -j A\n-A A -g B\n-A B -g A'])
      expect(forward(filter(loop))).toMatchObject([{ verdict: 'insufficient-information' }]);
  });

  it('asks every back end: an accept in one does not undo a drop in another', () => {
    const accept = parseIptablesSave(
      '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j ACCEPT\nCOMMIT\n',
      'iptables-legacy',
      4,
    ).value;
    const drop = parseIptablesSave('*filter\n:FORWARD DROP [0:0]\nCOMMIT\n', 'iptables-nft', 4).value;
    expect(forward(buildNetfilterModel([...accept, ...drop], [], []))).toMatchObject([
      { verdict: 'drop', decidedBy: { backend: 'iptables-nft' } },
    ]);
  });

  it('says that it cannot know where an accept may still meet rules that nobody read', () => {
    const unread = [{ backend: 'nftables', table: null, reason: 'nft: command not found' }] as const;
    const read = parseIptablesSave('*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n', 'iptables-nft', 4).value;
    expect(forward(buildNetfilterModel(read, [], unread))).toMatchObject([
      { verdict: 'insufficient-information', missing: { input: 'nft-ruleset' } },
    ]);
    const dropping = parseIptablesSave('*filter\n:FORWARD DROP [0:0]\nCOMMIT\n', 'iptables-nft', 4).value;
    expect(forward(buildNetfilterModel(dropping, [], unread))).toMatchObject([{ verdict: 'drop' }]);
  });
});

describe('rules that cannot be decided', () => {
  const filter = (rules: string, policy = 'ACCEPT') =>
    iptables(`*filter\n:FORWARD ${policy} [0:0]\n:A - [0:0]\n${rules}\nCOMMIT\n`);

  it('make no difference where both ways end alike', () => {
    expect(forward(filter('-A FORWARD -m bpf --bytecode x -j DROP', 'DROP'))).toMatchObject([
      { verdict: 'drop', undecided: [{ number: 1 }] },
    ]);
    expect(forward(filter('-A FORWARD -m bpf --bytecode x -j A\n-A A -j RETURN'))).toMatchObject([
      { verdict: 'accept' },
    ]);
    expect(forward(filter('-A FORWARD -m time --timestart 01:00 -j LOG'))).toMatchObject([{ verdict: 'accept' }]);
  });

  it('are named where they decide', () => {
    const [outcome] = forward(filter('-A FORWARD -m bpf --bytecode x -j DROP'));
    expect(outcome).toMatchObject({
      verdict: 'insufficient-information',
      undecided: [{ chain: 'FORWARD', number: 1 }],
      missing: { input: 'iptables-nft-save4' },
    });
    expect(outcome?.missing?.reason).toContain('-A FORWARD -m bpf --bytecode x -j DROP');
  });

  it('make bits of the mark uncertain, and nothing else', () => {
    const maybe = '-A FORWARD -m bpf --bytecode x -j MARK --set-xmark 0x1/0x1';
    expect(forward(filter(maybe))).toMatchObject([{ verdict: 'accept', packet: { markUncertain: 1 } }]);
    expect(forward(filter(`${maybe}\n-A FORWARD -m mark --mark 0x2/0x2 -j DROP`))).toMatchObject([
      { verdict: 'accept' },
    ]);
    expect(forward(filter(`${maybe}\n-A FORWARD -m mark --mark 0x1/0x1 -j DROP`))).toMatchObject([
      { verdict: 'insufficient-information' },
    ]);
    expect(
      forward(filter(`${maybe}\n-A FORWARD -j MARK --set-xmark 0x0/0x1\n-A FORWARD -m mark --mark 0x1/0x1 -j DROP`)),
    ).toMatchObject([{ verdict: 'accept' }]);
  });

  it('do not make a long chain slow', () => {
    const lines = Array.from({ length: 200 }, (_, i) => `-A FORWARD -m bpf --bytecode ${i} -j A`).join('\n');
    const started = performance.now();
    expect(
      forward(filter(`${lines}\n-A A -m bpf --bytecode y -j RETURN\n-A A -j MARK --set-xmark 0x1/0x1`)),
    ).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('NAT', () => {
  it('cannot know which of two back ends translates first, and says so', () => {
    const nat = (to: string) =>
      `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 10.96.0.1/32 -p tcp -j DNAT --to-destination ${to}\nCOMMIT\n`;
    const both = (a: string, b: string) =>
      buildNetfilterModel(
        [
          ...parseIptablesSave(nat(a), 'iptables-legacy', 4).value,
          ...parseIptablesSave(nat(b), 'iptables-nft', 4).value,
        ],
        [],
        [],
      );
    const asked = packet('10.96.0.1', 443);
    expect(traverseHook(both('10.0.0.1', '10.0.0.2'), 'prerouting', asked, context())).toMatchObject([
      { verdict: 'insufficient-information' },
    ]);
    expect(said(traverseHook(both('10.0.0.1', '10.0.0.1'), 'prerouting', asked, context()))).toEqual([
      'accept 1.00 10.0.0.1:443',
    ]);
  });

  it('asks ipsets', () => {
    const sets = parseIpsetSave(
      'create a hash:ip,port family inet\nadd a 10.244.2.3,tcp:8080\ncreate n hash:net family inet\nadd n 10.244.0.0/16\nadd n 10.244.2.0/24 nomatch\n',
    ).value;
    const dropIf = (text: string) =>
      buildNetfilterModel(
        parseIptablesSave(
          `*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m set ${text} -j DROP\nCOMMIT\n`,
          'iptables-nft',
          4,
        ).value,
        sets,
        [],
      );
    const verdict = (text: string) => forward(dropIf(text))[0]?.verdict;
    expect(verdict('--match-set a dst,dst')).toBe('drop');
    expect(verdict('--match-set a src,dst')).toBe('accept');
    expect(verdict('--match-set n dst')).toBe('accept');
    expect(verdict('--match-set n src')).toBe('drop');
    expect(verdict('! --match-set n dst')).toBe('drop');
    expect(verdict('--match-set gone src')).toBe('insufficient-information');
  });
});

describe('properties', () => {
  const someModel = iptablesRulesets.map(({ legacy = '', iptablesNft = '' }) => ({ legacy, iptablesNft }));
  const build = ({ legacy, iptablesNft }: { readonly legacy: string; readonly iptablesNft: string }) =>
    buildNetfilterModel(
      [
        ...parseIptablesSave(legacy, 'iptables-legacy', 4).value,
        ...parseIptablesSave(iptablesNft, 'iptables-nft', 4).value,
      ],
      [],
      [],
    );
  const hooks = fc.constantFrom('prerouting', 'forward', 'postrouting', 'input', 'output');
  const ask = (model: NetfilterModel, hook: 'prerouting' | 'forward' | 'postrouting' | 'input' | 'output') =>
    traverseHook(model, hook, packet('10.9.0.1', 1000), context({ outInterface: 's0', inInterface: 'c0' }));

  it('shares sum up to 1, and the same question has the same answer', () => {
    fc.assert(
      fc.property(someModel, hooks, (texts, hook) => {
        const outcomes = ask(build(texts), hook);
        expect(outcomes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
        expect(said(ask(build(texts), hook))).toEqual(said(outcomes));
      }),
    );
  });

  it('an answer that is known in spite of an undecidable rule holds whether that rule matches or not', () => {
    const ruleLine = /^-A (?!.*(?:CONNMARK|notrack)).*$/gm;
    fc.assert(
      fc.property(someModel, hooks, fc.nat(), ({ legacy, iptablesNft }, hook, pick) => {
        const text = iptablesNft === '' ? legacy : iptablesNft;
        const lines = text.match(ruleLine) ?? [];
        const line = lines[pick % Math.max(1, lines.length)];
        fc.pre(line !== undefined);
        const [, chain = '', target = ''] =
          /^-A (\S+) .*?(-[jg] .*)$/.exec(`${line}`.replace(/^-A (\S+) (-[jg])/, '-A $1  $2')) ?? [];
        const replaced = (by: string) => ask(build({ legacy: '', iptablesNft: text.replace(line, () => by) }), hook);
        const maybe = replaced(`-A ${chain} -m bpf --bytecode x ${target}`);
        if (maybe.some(({ verdict }) => verdict === 'insufficient-information')) return;
        for (const one of [replaced(`-A ${chain} ${target}`), replaced(`-A ${chain} -m comment --comment x`)]) {
          expect(one.map(({ verdict }) => (verdict === 'accept' ? 'accept' : 'lost'))).toEqual(
            maybe.map(({ verdict }) => (verdict === 'accept' ? 'accept' : 'lost')),
          );
          for (const [i, outcome] of one.entries()) {
            const uncertain = maybe[i]?.packet.markUncertain ?? 0;
            if (outcome.verdict === 'accept')
              expect(((outcome.packet.mark ^ (maybe[i]?.packet.mark ?? 0)) & ~uncertain) >>> 0).toBe(0);
          }
        }
      }),
      { numRuns: 60000 },
    );
  });
});

describe('rules that were made to cost time', () => {
  const table = (rules: readonly string[], chains: readonly string[] = []) =>
    iptables(
      `*mangle\n:FORWARD ACCEPT [0:0]\n${chains.map((name) => `:${name} - [0:0]\n`).join('')}${rules.join('\n')}\nCOMMIT\n`,
    );
  const names = Array.from({ length: 31 }, (_, n) => `E${n}`);
  const tree = names.slice(0, -1).flatMap((name, n) => [`-A ${name} -j E${n + 1}`, `-A ${name} -j E${n + 1}`]);
  const marks = names.map((_, n) => {
    const bit = `0x${(2 ** n).toString(16)}`;
    return `-A FORWARD -m statistic --mode random --probability 0.5 -j MARK --set-xmark ${bit}/${bit}`;
  });

  it.each([
    ['a tree of jumps with 2^30 ways', table(['-A FORWARD -j E0', ...tree], names)],
    ['chains that go to each other for ever', table(['-A FORWARD -g A', '-A A -g B', '-A B -g A'], ['A', 'B'])],
    ['2^31 ways that differ in their marks', table(marks)],
  ])('%s', (_, model) => {
    const started = performance.now();
    // One packet may be dear, but not each of those that a scan sends.
    for (let port = 1; port <= 40; port++)
      expect(
        forward(model, packet('10.244.2.3', port)).some(({ verdict }) => verdict === 'insufficient-information'),
      ).toBe(true);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
