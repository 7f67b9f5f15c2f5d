import * as fc from 'fast-check';
import type { Rulesets, Sent } from './router.ts';

/** Small rulesets over few addresses, ports and marks, so that rules often meet the packets that are sent. */
const maybeNot = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.integer({ min: 0, max: 4 }), text).map(([n, some]) => (n === 0 ? `! ${some}` : some));

const networks = fc.constantFrom(
  '10.1.0.0/24',
  '10.1.0.2/32',
  '10.2.0.2/32',
  '10.2.0.3/32',
  '10.9.0.0/24',
  '10.9.0.1/32',
  '10.2.0.0/16',
  '10.1.0.1/32',
);
const ports = fc.constantFrom('1000', '1001', '1000:1001', '1001:65535');
const marks = fc.constantFrom('0x1', '0x1/0x1', '0x2/0x3', '0x0/0x1', '0x4000/0x4000');

type Hook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'POSTROUTING';

function match(hook: Hook | null): fc.Arbitrary<string> {
  const always = [
    maybeNot(networks.map((net) => `-s ${net}`)),
    maybeNot(networks.map((net) => `-d ${net}`)),
    maybeNot(fc.constantFrom('-p udp', '-p tcp', '-p 1')),
    fc
      .tuple(fc.constantFrom('udp', 'tcp'), maybeNot(ports.map((port) => `--dport ${port}`)))
      .map(([p, port]) => `-p ${p} -m ${p} ${port}`),
    fc
      .tuple(
        fc.constantFrom('udp', 'tcp'),
        maybeNot(fc.constantFrom('--dports 1000,1002', '--dports 1001:1002', '--sports 40000:40005')),
      )
      .map(([p, port]) => `-p ${p} -m multiport ${port}`),
    fc.constant('-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN'),
    maybeNot(marks.map((mark) => `--mark ${mark}`)).map((mark) => `-m mark ${mark}`),
    maybeNot(marks.map((mark) => `--mark ${mark}`)).map((mark) => `-m connmark ${mark}`),
    maybeNot(
      fc.constantFrom(
        '--ctstate NEW',
        '--ctstate INVALID',
        '--ctstate RELATED,ESTABLISHED',
        '--ctstate UNTRACKED',
        '--ctstate DNAT',
        '--ctstate SNAT,NEW',
      ),
    ).map((state) => `-m conntrack ${state}`),
    maybeNot(
      fc.constantFrom(
        '--ctorigdst 10.9.0.1',
        '--ctorigdstport 1000',
        '--ctstatus CONFIRMED',
        '--ctorigsrc 10.1.0.0/24',
      ),
    ).map((state) => `-m conntrack ${state}`),
    maybeNot(fc.constantFrom('--dst-type LOCAL', '--src-type LOCAL', '--dst-type UNICAST')).map(
      (type) => `-m addrtype ${type}`,
    ),
    maybeNot(
      fc.constantFrom(
        '--match-set addresses src',
        '--match-set addresses dst',
        '--match-set nets dst',
        '--match-set ports dst,dst',
        '--match-set all dst',
      ),
    ).map((set) => `-m set ${set}`),
    fc.constant('-m comment --comment "it\'s \\"quoted\\" -j DROP"'),
    fc.constant('-m limit --limit 1000/sec --limit-burst 1000'),
    maybeNot(fc.constantFrom('-i c0', '-i c+', '-i s0')).filter(() => hook !== 'POSTROUTING' && hook !== null),
    maybeNot(fc.constantFrom('-o c0', '-o s+', '-o s0')).filter(() => hook === 'FORWARD' || hook === 'POSTROUTING'),
  ];
  const inOk = hook === 'PREROUTING' || hook === 'INPUT' || hook === 'FORWARD';
  const outOk = hook === 'FORWARD' || hook === 'POSTROUTING';
  return fc.oneof(
    ...always.slice(0, 14),
    ...(inOk ? [always[14] as fc.Arbitrary<string>] : []),
    ...(outOk ? [always[15] as fc.Arbitrary<string>] : []),
  );
}

const markTargets = fc.constantFrom(
  'MARK --set-xmark 0x1/0xffffffff',
  'MARK --set-xmark 0x4000/0x4000',
  'MARK --set-xmark 0x2/0x0',
  'MARK --and-mark 0xfffffffe',
  'CONNMARK --set-xmark 0x1/0x1',
  'CONNMARK --save-mark --nfmask 0x3 --ctmask 0xffffffff',
  'CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0x3',
);

const filterTargets = fc.oneof(fc.constantFrom('ACCEPT', 'ACCEPT', 'DROP', 'RETURN'), markTargets);

/** What a rule of a table may do, in its base chains and in those that they jump to. */
const targets: Readonly<Record<string, (hook: Hook | null) => fc.Arbitrary<string>>> = {
  raw: () => fc.oneof(fc.constantFrom('CT --notrack', 'CT --notrack', 'ACCEPT', 'RETURN', 'DROP'), markTargets),
  mangle: (hook) =>
    hook === 'POSTROUTING' || hook === null
      ? fc.oneof(markTargets, fc.constantFrom('ACCEPT', 'RETURN'))
      : filterTargets,
  filter: () => fc.oneof(filterTargets, fc.constant('REJECT --reject-with icmp-port-unreachable')),
  nat: (hook) =>
    hook === 'PREROUTING'
      ? fc.constantFrom(
          'DNAT --to-destination 10.2.0.3:1001',
          'DNAT --to-destination 10.2.0.4',
          'DNAT --to-destination 10.9.0.7',
          'REDIRECT --to-ports 1002',
          'ACCEPT',
          'RETURN',
          'MARK --set-xmark 0x4000/0x4000',
        )
      : hook === 'POSTROUTING'
        ? fc.constantFrom('MASQUERADE', 'SNAT --to-source 10.2.0.9', 'ACCEPT', 'RETURN')
        : fc.constantFrom('ACCEPT', 'RETURN', 'MARK --set-xmark 0x4000/0x4000'),
};

const hooksOf: Readonly<Record<string, readonly Hook[]>> = {
  raw: ['PREROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'POSTROUTING'],
  nat: ['PREROUTING', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD'],
};

const connmarkInRaw = (rule: string): boolean => /CONNMARK|connmark|addrtype/.test(rule);

function rule(table: string, hook: Hook | null, userChains: readonly string[]): fc.Arbitrary<string> {
  const target = targets[table] ?? (() => filterTargets);
  const jumps = userChains.flatMap((chain) => [`-j ${chain}`, `-j ${chain}`, `-g ${chain}`]);
  const action = fc.oneof(
    { weight: 2, arbitrary: target(hook).map((text) => `-j ${text}`) },
    ...(jumps.length > 0 ? [{ weight: 1, arbitrary: fc.constantFrom(...jumps) }] : []),
  );
  return (
    fc
      .tuple(
        fc.uniqueArray(match(hook), {
          minLength: 0,
          maxLength: 3,
          selector: (text) =>
            /^(?:! )?-[a-z] /.test(text) && !text.startsWith('-m') ? text.replace('! ', '').slice(0, 2) : text,
        }),
        action,
      )
      .map(([matches, what]) => `${matches.join(' ')} ${what}`.trim())
      .filter((text) => !(table === 'raw' && connmarkInRaw(text)))
      // -p stands once in a rule.
      .filter(
        (text) =>
          (text.match(/(?:^| )-p /g)?.length ?? 0) < 2 &&
          (text.match(/--ctstate/g)?.length ?? 0) < 2 &&
          !/-p (?:tcp|1).*REDIRECT nothing/.test(text),
      )
      .filter((text) => !/(?:DNAT|SNAT|REDIRECT|MASQUERADE).*:/.test(text) || /-p (?:udp|tcp)/.test(text))
      .filter((text) => !/REDIRECT --to-ports/.test(text) || /(?:^|[^!] )-p (?:udp|tcp)/.test(text))
      .filter((text) => !/DNAT --to-destination \S+:\d/.test(text) || /(?:^|[^!] )-p (?:udp|tcp)/.test(text))
  );
}

function table(name: string): fc.Arbitrary<string> {
  const hooks = hooksOf[name] ?? [];
  // User chains only jump to later ones: the kernel refuses loops.
  const inChains = name === 'nat' ? null : null;
  return fc
    .tuple(
      fc.tuple(
        ...hooks.map((hook) =>
          fc.tuple(
            fc.constantFrom('ACCEPT', 'ACCEPT', 'ACCEPT', ...(name === 'filter' ? ['DROP'] : [])),
            fc.array(rule(name, hook, ['ONE', 'TWO']), { maxLength: 5 }),
          ),
        ),
      ),
      fc.array(rule(name, inChains, ['TWO', 'THREE']), { maxLength: 4 }),
      fc.array(rule(name, inChains, ['THREE']), { maxLength: 4 }),
      fc.array(rule(name, inChains, []), { maxLength: 3 }),
    )
    .map(([bases, one, two, three]) => {
      const lines = [
        `*${name}`,
        ...hooks.map((hook, i) => `:${hook} ${bases[i]?.[0]} [0:0]`),
        ':ONE - [0:0]',
        ':TWO - [0:0]',
        ':THREE - [0:0]',
      ];
      for (const [i, hook] of hooks.entries()) lines.push(...(bases[i]?.[1] ?? []).map((text) => `-A ${hook} ${text}`));
      lines.push(
        ...one.map((text) => `-A ONE ${text}`),
        ...two.map((text) => `-A TWO ${text}`),
        ...three.map((text) => `-A THREE ${text}`),
      );
      return `${lines.join('\n')}\nCOMMIT\n`;
    });
}

const iptablesText: fc.Arbitrary<string> = fc
  .subarray(['raw', 'mangle', 'nat', 'filter'], { minLength: 1 })
  .chain((names) => fc.tuple(...names.map(table)))
  .map((texts) => texts.join(''));

export const packets: fc.Arbitrary<readonly Sent[]> = fc
  .array(
    fc.record({
      protocol: fc.constantFrom('udp' as const, 'tcp' as const),
      destination: fc.constantFrom('10.2.0.2', '10.2.0.3', '10.9.0.1', '10.9.0.2', '10.1.0.1'),
      port: fc.constantFrom(1000, 1001, 1002),
    }),
    { minLength: 10, maxLength: 14 },
  )
  .map((list) => list.map((packet, i) => ({ ...packet, sourcePort: 40000 + i })));

export const iptablesRulesets: fc.Arbitrary<Rulesets> = fc.oneof(
  iptablesText.map((legacy): Rulesets => ({ legacy })),
  iptablesText.map((iptablesNft): Rulesets => ({ iptablesNft })),
  fc.tuple(iptablesText, iptablesText).map(([legacy, iptablesNft]): Rulesets => ({ legacy, iptablesNft })),
);
