import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { FindingTarget, Result } from '../../src/evaluate/types.ts';
import { openreports, policyreport } from '../../src/report/openreports.ts';
import { hostile } from '../support/hostile-result.ts';
import { madeFinding, madeResult, printed } from '../support/made-result.ts';
import { bigResult } from '../support/many-results.ts';

const documents = (text: string, version: '1.1' | '1.2' = '1.2') =>
  parseAllDocuments(text, { version }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });

const read = (result: Result) => documents(printed(openreports, result));

const about = (target: FindingTarget) => madeResult({ findings: [madeFinding({ target })], unknown: [] });

test('a ClusterReport an area, a Report for a namespace', () => {
  const service = { kind: 'service', key: 'service/shop/web', namespace: 'shop', name: 'web' };
  const findings = [madeFinding(), madeFinding({ target: service, severity: 'low', fingerprint: '00000000000000bb' })];
  const [wide, other, shop] = read(madeResult({ findings }));
  expect(wide).toMatchObject({
    apiVersion: 'openreports.io/v1alpha1',
    kind: 'ClusterReport',
    metadata: {
      name: 'netlint-neighbours',
      annotations: {
        'netlint.io/findings': '1',
        'netlint.io/findings-folded': '0',
        'netlint.io/findings-suppressed': '0',
      },
    },
    source: 'netlint',
    summary: { pass: 1, fail: 1, warn: 0, error: 0, skip: 0 },
    results: [
      {
        policy: 'neighbours/arp-mac-mismatch',
        rule: 'node/n1',
        severity: 'critical',
        result: 'fail',
        scored: true,
        timestamp: { seconds: 1704067260, nanos: 0 },
        resources: [{ apiVersion: 'v1', kind: 'Node', name: 'n1' }],
        properties: { fingerprint: '0123456789abcdef', failureMode: 'FM-052' },
      },
      { result: 'pass', message: 'passed on 1 target' },
    ],
  });
  expect(other).toMatchObject({
    metadata: { name: 'netlint-routes' },
    results: [
      { result: 'pass' },
      { result: 'error', message: 'could not be judged on 1 target: ip-route4: ip: command not found' },
    ],
  });
  expect(shop).toMatchObject({
    kind: 'Report',
    metadata: { name: 'netlint-neighbours', namespace: 'shop' },
    summary: { fail: 0, warn: 1 },
    results: [{ result: 'warn', resources: [{ kind: 'Service', namespace: 'shop', name: 'web' }] }],
  });
});

test('the predecessor has the same in its own kinds', () => {
  const kinds = documents(printed(policyreport, bigResult(100))).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
  expect([...new Set(kinds)].sort()).toEqual([
    'wgpolicyk8s.io/v1alpha2 ClusterPolicyReport',
    'wgpolicyk8s.io/v1alpha2 PolicyReport',
  ]);
});

test('what is accepted is skipped, is not scored and says why', () => {
  const suppressed = {
    kind: 'waiver',
    rule: 'a/*',
    target: '*',
    reason: 'known',
    owner: 'net',
    expires: '2030-01-01',
    through: null,
  } as const;
  const [report] = read(madeResult({ findings: [madeFinding({ suppressed })], unknown: [] }));
  expect(report).toMatchObject({
    metadata: { annotations: { 'netlint.io/findings-suppressed': '1' } },
    summary: { fail: 0, skip: 1 },
    results: [{ result: 'skip', scored: false, properties: { suppressed: 'known (net, until 2030-01-01)' } }, {}],
  });
});

describe('no name leads out of its place', () => {
  test.each(['../x', 'Shop', '', 'a b', 'x'.repeat(64), 'a\nb', '-a'])(
    'namespace %j stands with the cluster',
    (namespace) => {
      const [report] = read(about({ kind: 'pod', key: `pod/${namespace}/web`, namespace, name: 'web' }));
      expect(report).toMatchObject({ kind: 'ClusterReport', summary: { fail: 1 } });
      expect(report.metadata.namespace).toBeUndefined();
    },
  );

  test.each(['-a/b', 'a-/b', `${'x'.repeat(80)}/b`])('the area of %s makes no broken name', (id) => {
    const rules = [{ ...(madeResult().rules[0] as Result['rules'][number]), id }];
    const [report] = read(madeResult({ findings: [madeFinding({ rule: id })], rules, unknown: [] }));
    expect(report.metadata.name).toBe('netlint-other');
  });

  test('YAML 1.1 and 1.2 read the same, and the same as was said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const printedText = printed(openreports, hostile(`=${text}`));
        const [old, today] = [documents(printedText, '1.1'), documents(printedText, '1.2')];
        expect(old).toEqual(today);
        expect(today.flatMap(({ results }) => results)).toHaveLength(6);
      }),
    );
  });
});

test('of what is too much for an object the gravest is kept, and all that rules have beside findings', () => {
  const long = 'x'.repeat(3000);
  const findings = Array.from({ length: 600 }, (_, index) =>
    madeFinding({
      severity: index < 500 ? 'low' : 'critical',
      message: long,
      fingerprint: index.toString(16).padStart(16, '0'),
    }),
  );
  const [report] = read(madeResult({ findings, unknown: [] }));
  const shown: { severity: string; result: string }[] = report.results;
  expect(report.summary).toEqual({ pass: 1, fail: 100, warn: 500, error: 0, skip: 0 });
  expect(shown.filter(({ result }) => result === 'fail')).toHaveLength(100);
  expect(shown.at(-1)).toMatchObject({ result: 'pass' });
  expect(report.metadata.annotations['netlint.io/left-out']).toBe(
    `Shown are ${shown.length} of 601 results: an object of the API has a largest size.`,
  );
});

test('no object is larger than an API server takes', { timeout: 60_000 }, () => {
  const result = bigResult(25_000);
  const reports = read({ ...result, findings: result.findings.filter(({ rule }) => rule.startsWith('flannel/')) });
  const sizes = reports.map((report) => Buffer.byteLength(JSON.stringify(report)));
  expect(Math.max(...sizes)).toBeLessThan(1_410_000);
  expect(Math.max(...sizes)).toBeGreaterThan(1_390_000);
});
