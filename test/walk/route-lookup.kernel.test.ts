import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIpRoute } from '../../src/parse/ip-route.ts';
import { parseIpRule } from '../../src/parse/ip-rule.ts';
import { lookupRoute, type RouteAnswer } from '../../src/walk/route-lookup.ts';
import { type Kernel, openKernel, whyNoKernel } from './support/kernel.ts';
import { namespaceWith } from './support/made-netns.ts';

const why = whyNoKernel();

/** Addresses and prefixes are taken from a small pool, so that random routes overlap. */
const octet = fc.constantFrom(0, 1, 2, 3, 128, 200);
const address = fc.tuple(octet, octet, octet).map(([a, b, c]) => `10.${a}.${b}.${c}`);
const prefix = fc.tuple(address, fc.constantFrom(8, 9, 15, 16, 17, 23, 24, 25, 31, 32)).map(([text, length]) => {
  const value = text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const network = Math.floor(value / 2 ** (32 - length)) * 2 ** (32 - length);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join('.')}/${length}`;
});
const device = fc.constantFrom('d0', 'd1', 'd2');
const metric = fc.constantFrom('', ' metric 10', ' metric 20');
const table = fc.constantFrom('main', '100', '101');
const route = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(prefix, device, metric, table).map(([to, dev, m, t]) => `${to} dev ${dev}${m} table ${t}`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(prefix, device, metric, table)
      .map(([to, dev, m, t]) => `${to} via 192.0.${dev.slice(1)}.9 dev ${dev} onlink${m} table ${t}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('blackhole', 'unreachable', 'prohibit', 'throw'), prefix, metric, table)
      .map(([type, to, m, t]) => `${type} ${to}${m} table ${t}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(device, metric, table)
      .map(([dev, m, t]) => `default via 192.0.${dev.slice(1)}.1 dev ${dev} onlink${m} table ${t}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(prefix, table)
      .map(([to, t]) => `${to} table ${t} nexthop via 192.0.0.9 dev d0 onlink nexthop via 192.0.1.9 dev d1 onlink`),
  },
);
const selector = fc
  .tuple(
    fc.option(
      prefix.map((text) => `from ${text}`),
      { nil: 'from all' },
    ),
    fc.option(
      prefix.map((text) => `to ${text}`),
      { nil: '' },
    ),
    fc.option(fc.constantFrom('fwmark 0x1', 'fwmark 0x10/0x10', 'iif d0', 'iif lo', 'ipproto tcp', 'dport 53'), {
      nil: '',
    }),
    fc.option(fc.constant('not'), { nil: '', freq: 5 }),
  )
  .map(([from, to, other, not]) => [not, from, to, other].filter((word) => word !== '').join(' '));
const action = fc.oneof(
  { weight: 6, arbitrary: table.map((name) => `lookup ${name}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'blackhole',
      'unreachable',
      'prohibit',
      'lookup main suppress_prefixlength 0',
      'lookup main suppress_prefixlength 16',
    ),
  },
);
const rule = fc
  .tuple(fc.integer({ min: 1, max: 30000 }), selector, action)
  .map(([pref, match, act]) => ({ pref, text: `pref ${pref} ${match} ${act}` }));
const query = fc.record({
  destination: address,
  source: fc.constantFrom(null, '192.0.0.7', '192.0.1.7'),
  mark: fc.constantFrom(0, 1, 0x10, 0x11),
  tcp: fc.constantFrom(null, 53, 80),
});
const scenario = fc.record({
  routes: fc.uniqueArray(route, { minLength: 1, maxLength: 14 }),
  rules: fc.uniqueArray(rule, { maxLength: 5, selector: (one) => one.pref }),
  queries: fc.array(query, { minLength: 12, maxLength: 12 }),
});

describe.skipIf(why !== null)(`route lookup against the kernel's${why === null ? '' : ` (${why})`}`, () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await openKernel(['n1', 'other']);
    await kernel.sh(
      [0, 1, 2]
        .map(
          (n) =>
            `ip -n n1 link add d${n} type veth peer name p${n} netns other; ip -n other link set p${n} up; ip -n n1 link set d${n} up; ip -n n1 addr add 192.0.${n}.7/24 dev d${n}`,
        )
        .join('\n'),
    );
  });
  afterAll(() => kernel.close());

  it('chooses the route that ip route get names', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(scenario, async ({ routes, rules, queries }) => {
        const gets = queries.map(
          (one) =>
            `ip -n n1 route get ${one.destination}${one.source === null ? '' : ` from ${one.source}`} mark ${one.mark}${one.tcp === null ? '' : ` ipproto tcp dport ${one.tcp} sport 4000`} 2>&1 | head -1; echo ----`,
        );
        const output = await kernel.sh(`
          for t in main 100 101; do ip -n n1 route flush table $t 2>/dev/null || true; done
          for n in 0 1 2; do ip -n n1 route add 192.0.$n.0/24 dev d$n src 192.0.$n.7 || true; done
          while ip -n n1 rule del pref 1-30000 2>/dev/null; do :; done
          ip -n n1 rule show | sed -n 's/^\\([0-9]*\\):.*/\\1/p' | while read p; do if [ $p -gt 0 ] && [ $p -lt 32766 ]; then ip -n n1 rule del pref $p; fi; done
          ip -n n1 -force -batch - 2>/dev/null <<'EOT' || true
${routes.map((text) => `route add ${text}`).join('\n')}
${rules.map((one) => `rule add ${one.text}`).join('\n')}
EOT
          ip -n n1 -4 -j route show table all; echo ====; ip -n n1 -4 -j rule show; echo ====
          ${gets.join('\n')}`);
        const [routeText = '', ruleText = '', answers = ''] = output.split('====\n');
        const netns = namespaceWith({
          routes4: parseIpRoute(routeText, 4).value,
          rules4: parseIpRule(ruleText, 4).value,
        });
        const kernelSays = answers.split('----\n').map(readGet);
        queries.forEach((one, index) => {
          const ours = lookupRoute(netns, {
            family: 4,
            source: one.source,
            destination: one.destination,
            iif: null,
            oif: null,
            mark: one.mark,
            protocol: one.tcp === null ? 'icmp' : 'tcp',
            sourcePort: one.tcp === null ? null : 4000,
            destinationPort: one.tcp,
          }).map(errorOf);
          expect(
            ours,
            `${one.destination} from ${one.source} mark ${one.mark} port ${one.tcp}\n${routeText}\n${ruleText}`,
          ).toContain(kernelSays[index]?.(one.destination));
          compared++;
        });
      }),
      { numRuns: 25 },
    );
    expect(compared).toBe(25 * 12);
  }, 120_000);
});

/** The kernel's error for an `unreachable` rule is that for a missing route (fib4_rule_action). */
function errorOf(answer: RouteAnswer): string {
  if (answer.found === 'route') return `${answer.choice.device} ${answer.choice.address}`;
  if (answer.found !== 'refused') return answer.found;
  return answer.layer === 'policy-rule' && answer.type === 'unreachable' ? 'none' : answer.type;
}

/** `10.1.2.3 via 192.0.0.9 dev d0 …` or an error. */
function readGet(text: string): (destination: string) => string {
  const line = text.trim();
  return (destination) => {
    if (line.includes('Network is unreachable')) return 'none';
    if (line.includes('Invalid argument')) return 'blackhole';
    if (line.includes('No route to host')) return 'unreachable';
    if (line.includes('Permission denied')) return 'prohibit';
    const dev = / dev (\S+)/.exec(line)?.[1] ?? line;
    return `${dev} ${/ via (\S+)/.exec(line)?.[1] ?? destination}`;
  };
}
