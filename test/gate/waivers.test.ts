import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding, Result } from '../../src/evaluate/types.ts';
import { severities } from '../../src/evaluate/types.ts';
import { applyWaivers } from '../../src/gate/waivers.ts';
import { json } from '../../src/report/json.ts';
import { madeFinding, madeResult, printed } from '../support/made-result.ts';
import { resultMistakes } from '../support/result-schema.ts';

const node = (name: string, changes: Partial<Finding> = {}): Finding =>
  madeFinding({
    rule: 'a/b',
    target: { kind: 'node', key: `node/${name}`, node: name },
    fingerprint: name.padStart(16, '0'),
    ...changes,
  });
const waiver = {
  rule: 'a/b',
  target: 'node/*',
  reason: 'r',
  owner: 'o',
  expires: '2026-12-31',
  place: 'netlint.yaml:4',
};
const today = '2026-12-31';

/** A result in which the rule was judged everywhere. */
const judged = (changes: Partial<Result>): Result => {
  const result = madeResult(changes);
  return { ...result, rules: result.rules.map((rule, index) => (index === 0 ? { ...rule, id: 'a/b' } : rule)) };
};

test('a waiver holds through its last day and on the next one no more', () => {
  const result = madeResult({ findings: [node('n1')] });
  const on = (day: string) => applyWaivers(result, { waivers: [waiver], today: day, severity: null });
  expect(on('2026-12-31').findings[0]?.suppressed).toEqual({
    kind: 'waiver',
    rule: 'a/b',
    target: 'node/*',
    reason: 'r',
    owner: 'o',
    expires: '2026-12-31',
    through: null,
  });
  expect(on('2026-12-31').waivers).toMatchObject([{ state: 'active', matches: 1, place: 'netlint.yaml:4' }]);
  const late = on('2027-01-01');
  expect(late.findings.map(({ rule, suppressed }) => [rule, suppressed])).toEqual([
    ['a/b', null],
    ['gate/waiver-expired', null],
  ]);
  expect(late.findings[1]).toMatchObject({
    severity: 'medium',
    target: { kind: 'waiver', key: 'waiver/a/b@node/*' },
    message: 'The waiver of a/b on node/* held until 2026-12-31: 1 finding counts again',
  });
  expect(late.waivers).toMatchObject([{ state: 'expired', matches: 1 }]);
  expect(late.summary).toMatchObject({ roots: 2, folded: 0, suppressed: 0 });
  expect(late.rules.find(({ id }) => id === 'gate/waiver-expired')).toMatchObject({ failed: 1, passed: 0 });
});

test('an expired waiver of what is mended says so, and so does the level that somebody set', () => {
  const result = applyWaivers(judged({ findings: [] }), {
    waivers: [waiver],
    today: '2027-06-01',
    severity: 'high',
  });
  expect(result.findings).toMatchObject([
    {
      severity: 'high',
      message: 'The waiver of a/b on node/* held until 2026-12-31: there is no such finding any more',
    },
  ]);
});

test('where nobody looked everywhere, an expired waiver is not said to be needless', () => {
  const late = (result: Result) =>
    applyWaivers(result, { waivers: [waiver], today: '2027-06-01', severity: null }).findings[0]?.message;
  const { scope } = madeResult();
  const unsure =
    'The waiver of a/b on node/* held until 2026-12-31: nobody looked everywhere whether there is such a finding';
  const unknown = [{ rule: 'a/b', target: 'node/n2', missing: 'ip-link', reason: 'timed out' }];
  expect(late(judged({ findings: [], unknown }))).toBe(unsure);
  expect(late(judged({ findings: [], scope: { ...scope, nodes: ['n1'] } }))).toBe(unsure);
  expect(late(madeResult({ findings: [] }))).toBe(unsure);
});

test('a second waiver that still holds makes up for one that has expired', () => {
  const older = { ...waiver, expires: '2026-06-30' };
  const result = applyWaivers(madeResult({ findings: [node('n1')] }), {
    waivers: [older, waiver],
    today,
    severity: null,
  });
  expect(result.findings.map(({ rule, suppressed }) => [rule, suppressed?.expires ?? null])).toEqual([
    ['a/b', '2026-12-31'],
    ['gate/waiver-expired', null],
  ]);
});

test.each([
  ['node/n1', ['n1']],
  ['node/n?', ['n1', 'n2']],
  ['node/*', ['n1', 'n2', 'worker']],
  ['*', ['n1', 'n2', 'worker']],
  ['NODE/n1', []],
  ['n1', []],
])('target %s accepts %j', (target, accepted) => {
  const findings = [node('n1'), node('n2'), node('worker'), madeFinding({ rule: 'a/other' })];
  const result = applyWaivers(madeResult({ findings }), { waivers: [{ ...waiver, target }], today, severity: null });
  expect(result.findings.filter(({ suppressed }) => suppressed).map((finding) => finding.target.node)).toEqual(
    accepted,
  );
});

test('what is folded under an accepted root is accepted through it, unless it is graver', () => {
  const root = node('n1', { severity: 'high', explains: 3 });
  const below = (name: string, severity: Finding['severity']) =>
    node(name, { rule: 'a/below', severity, causedBy: root.fingerprint });
  const result = applyWaivers(
    madeResult({ findings: [root, below('x', 'critical'), below('y', 'high'), below('z', 'low')] }),
    {
      waivers: [waiver],
      today,
      severity: null,
    },
  );
  expect(result.findings.map(({ suppressed }) => suppressed?.through ?? (suppressed ? 'itself' : null))).toEqual([
    'itself',
    null,
    root.fingerprint,
    root.fingerprint,
  ]);
  expect(result.summary).toEqual({
    roots: 0,
    folded: 1,
    suppressed: 3,
    bySeverity: { critical: 1, high: 0, medium: 0, low: 0, info: 0 },
  });
});

test('without waivers nothing changes, and with them the schema holds', () => {
  const result = madeResult();
  expect(applyWaivers(result, { waivers: [], today, severity: null })).toBe(result);
  const waivers = [
    { ...waiver, rule: 'neighbours/arp-mac-mismatch' },
    { ...waiver, expires: '2020-01-01' },
  ];
  expect(resultMistakes(JSON.parse(printed(json, applyWaivers(result, { waivers, today, severity: null }))))).toEqual(
    [],
  );
});

test('whatever is waived, no finding is lost, the order holds and the numbers agree', () => {
  const finding = fc.record({ name: fc.constantFrom('n1', 'n2', 'n3'), severity: fc.constantFrom(...severities) });
  const made = fc.record({
    target: fc.constantFrom('node/n1', 'node/n2', 'node/*', 'pod/*'),
    expires: fc.constantFrom('2026-01-01', '2026-12-31', '2027-12-31'),
  });
  fc.assert(
    fc.property(fc.array(finding), fc.array(made), (findings, waivers) => {
      const sorted = findings
        .map(({ name, severity }, index) => node(name, { severity, fingerprint: String(index).padStart(16, '0') }))
        .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
      const result = applyWaivers(madeResult({ findings: sorted }), {
        waivers: waivers.map((each) => ({ ...waiver, ...each })),
        today,
        severity: null,
      });
      const expired = waivers.filter(({ expires }) => expires < today).length;
      expect(result.findings).toHaveLength(findings.length + expired);
      const ranks = result.findings.map(({ severity }) => severities.indexOf(severity));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      const { roots, folded, suppressed, bySeverity } = result.summary;
      expect(roots + folded + suppressed).toBe(result.findings.length);
      expect(Object.values(bySeverity).reduce((sum, count) => sum + count, 0)).toBe(roots + folded);
    }),
  );
});
