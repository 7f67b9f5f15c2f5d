import { expect, test } from 'vitest';
import { text } from '../../src/report/text.ts';
import { madeFinding, madeResult, plain, printed } from '../support/made-result.ts';

test('cause first, evidence with its command, fix by node, citation, folded ones, coverage', () => {
  expect(
    printed(text, madeResult(), plain),
  ).toBe(`cluster lab, 2 nodes, taken 2024-01-01T00:01:00Z: 1 finding (1 critical), 1 more explained by them

CRITICAL n1 sends to 02:00:00:00:00:01 for 10.244.2.7, and eth0 of default/web has 02:00:00:00:00:02
  neighbours/arp-mac-mismatch FM-052 on node/n1, 0123456789abcdef
  How netlint knows
    node.neighbours.wrongMacs: 1
      - ip 10.244.2.7, mac 02:00:00:00:00:01
      from: ip -j neigh show on n1
    node.flannel.backend = vxlan
      from: API: nodes
    node.other = no value
      from: not there: no such thing
  What to do
    Replace the entry.
    Then look again.
    on n1:
      ip neigh replace 10.244.2.7 lladdr 02:00:00:00:00:02 dev cni0
      ip neigh flush to 10.244.2.9
    on n2:
      (by hand) restart the pod
  How to see that it helped
    \`ip neigh\` shows the new MAC.
  Read more
    An issue: https://example.org/1
  This explains 1 more
    high n1 has no route (routes/x)

Coverage 80 % (8 of 10 checks), 3 not applicable
  by area: neighbours 80 % (8 of 10 checks)
  by node: n2 60 % (3 of 5 checks)
  node/n2: partial, cut off after 3 of 9 kB
Not looked at
  2 checks: ip-route4: ip: command not found (node/n2)

Not looked at: nothing.
`);
});

test('nothing found', () => {
  const result = madeResult({ findings: [], unknown: [] });
  expect(printed(text, result, plain).split('\n')[0]).toBe(
    'cluster lab, 2 nodes, taken 2024-01-01T00:01:00Z: no findings',
  );
});

test('the gate has the last word, with every reason', () => {
  const verdict = {
    exitCode: 1,
    notes: ['1 rule is turned off in the configuration: a/b.'],
    sentences: ['2 findings are at or above high (--fail-on).', 'Coverage is 80 %, below 90 % (--min-coverage).'],
    lastLine: 'Not looked at: 2 of 10 checks: 2 on node/n2 (ip: command not found).',
  } as const;
  expect(
    printed(text, madeResult(), { ...plain, verdict })
      .trimEnd()
      .split('\n')
      .slice(-5),
  ).toEqual(['', ...verdict.notes, ...verdict.sentences, verdict.lastLine]);
});

const suppressed = {
  kind: 'waiver',
  rule: 'routes/x',
  target: 'node/*',
  reason: 'being rebuilt',
  owner: 'net-team',
  expires: '2026-12-31',
  through: null,
} as const;

test('a suppressed group is told apart, with reason, owner and day; what is new is marked', () => {
  const result = madeResult({
    findings: [
      madeFinding({ baseline: 'new' }),
      madeFinding({
        rule: 'routes/x',
        message: 'no route',
        fingerprint: 'fedcba9876543210',
        suppressed,
        baseline: 'known',
      }),
    ],
  });
  const said = printed(text, result, plain);
  expect(said.split('\n')[0]).toMatch(/: 1 finding \(1 critical\), 1 suppressed$/);
  expect(said).toContain('on node/n1, 0123456789abcdef, new\n');
  expect(said).toContain(`Suppressed by waivers
  critical no route
    routes/x FM-052 on node/n1, fedcba9876543210, accepted until 2026-12-31 by net-team, known
    because: being rebuilt
`);
});

test('what is folded under a suppressed root and graver than it is told under that root', () => {
  const result = madeResult({
    findings: [
      madeFinding({ severity: 'medium', suppressed, explains: 1 }),
      madeFinding({ message: 'all is lost', fingerprint: 'fedcba9876543210', causedBy: '0123456789abcdef' }),
    ],
  });
  const said = printed(text, result, plain);
  expect(said.split('\n')[0]).toMatch(/: 0 findings, 1 more explained by what is suppressed, 1 suppressed$/);
  expect(said).toContain('MEDIUM n1 sends');
  expect(said).toContain('0123456789abcdef, accepted until 2026-12-31 by net-team\n');
  expect(said).toContain('critical all is lost (');
  expect(said).not.toContain('Suppressed by waivers');
});

test('what the baseline has and the snapshot has not', () => {
  const entry = { fingerprint: '0123456789abcdef', rule: 'routes/x', target: 'node/n3', severity: 'high' } as const;
  const result = madeResult({
    baseline: {
      cluster: 'lab',
      taken: null,
      new: 2,
      known: 0,
      fixed: Array.from({ length: 12 }, () => entry),
      unseen: [{ ...entry, reason: 'node n3 is not in the snapshot' }],
    },
  });
  const said = printed(text, result, plain);
  expect(said).toContain('and 2 more; --verbose shows them');
  expect(said).toContain(
    'In the baseline, and not looked for\n  high routes/x on node/n3, 0123456789abcdef: node n3 is not in the snapshot\n',
  );
});

test('long lists are cut, and --verbose has them in full', () => {
  const value = Array.from({ length: 25 }, (_, n) => ({ ip: `10.0.0.${n}` }));
  const result = madeResult({ findings: [madeFinding({ evidence: [{ path: 'node.x', value, source: '' }] })] });
  expect(printed(text, result, plain)).toContain('and 15 more; --verbose shows them');
  expect(printed(text, result, { ...plain, verbose: true }).match(/ {6}- ip/g)).toHaveLength(25);
});

test('nothing from a snapshot reaches the terminal raw', () => {
  const evil = 'a\u001b]0;x\u0007\u009b2J\u202eb\r\nc';
  const finding = madeFinding({
    message: evil,
    target: { kind: 'node', key: `node/${evil}`, node: evil },
    evidence: [
      { path: 'node.x', value: [{ name: evil }], source: evil },
      { path: 'node.y', value: evil, source: evil },
    ],
    remediation: evil,
    fix: [
      { on: evil, run: evil },
      { on: evil, manual: evil },
    ],
    verify: evil,
    references: [{ title: evil, url: evil }],
  });
  const base = madeResult();
  const result = madeResult({
    findings: [finding, { ...finding, causedBy: finding.fingerprint }],
    snapshot: { ...base.snapshot, cluster: evil, to: evil, notes: [evil] },
    coverage: {
      ...base.coverage,
      byNode: { [evil]: base.coverage },
      byArea: { [evil]: base.coverage },
      sources: [{ id: evil, status: 'failed', reason: evil }],
    },
    unknown: [{ rule: 'x/y', target: evil, missing: evil, reason: evil }],
  });
  for (const verbose of [false, true]) {
    expect(printed(text, result, { ...plain, verbose })).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  }
});

test('colours only where they are wanted', () => {
  expect(printed(text, madeResult(), plain)).not.toContain('\u001b');
  expect(printed(text, madeResult(), { ...plain, color: true })).toContain('\u001b[1m');
});
