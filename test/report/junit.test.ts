import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import type { Result, RuleOutcomes } from '../../src/evaluate/types.ts';
import { junit } from '../../src/report/junit.ts';
import { madeFinding, madeResult, plain, printed } from '../support/made-result.ts';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => name === 'testcase' || name === 'testsuite',
});

function read(result: Result) {
  const text = printed(junit, result, plain);
  expect(XMLValidator.validate(text)).toBe(true);
  return parser.parse(text).testsuites;
}

const rule = (id: string, counts: Partial<RuleOutcomes>): RuleOutcomes => ({
  id,
  title: id,
  failureMode: null,
  severity: 'high',
  failed: 0,
  passed: 0,
  unknown: 0,
  notApplicable: 0,
  ...counts,
});

test('a suite an area and a case a rule: failed, could not look, passed, applies to nothing', () => {
  const result = madeResult({
    findings: [madeFinding({ rule: 'a/failed', message: 'lost' })],
    unknown: [{ rule: 'a/unseen', target: 'node/n2', missing: 'ip-route4', reason: 'no ip' }],
    rules: [
      rule('a/failed', { failed: 1 }),
      rule('a/unseen', { unknown: 1, passed: 1 }),
      rule('b/nothing', { notApplicable: 2 }),
      rule('b/passed', { passed: 2 }),
    ],
  });
  const suites = read(result);
  expect(suites).toMatchObject({ tests: '4', failures: '1', errors: '1' });
  expect(suites.testsuite.map(({ skipped }: { skipped: string }) => skipped)).toEqual(['0', '1']);
  expect(suites.testsuite.map(({ name }: { name: string }) => name)).toEqual(['netlint.a', 'netlint.b']);
  const [failed, unseen] = suites.testsuite[0].testcase;
  expect(failed.failure).toMatchObject({ message: 'lost', type: 'critical' });
  expect(unseen.error).toMatchObject({ message: 'could not be judged on 1 of 2 targets', type: 'unknown' });
});

test('a rule whose findings are all accepted passes and says so', () => {
  const suppressed = {
    kind: 'waiver',
    rule: 'a/*',
    target: '*',
    reason: 'known',
    owner: 'net',
    expires: '2030-01-01',
    through: null,
  } as const;
  const suites = read(
    madeResult({
      findings: [madeFinding({ rule: 'a/b', suppressed })],
      rules: [rule('a/b', { failed: 1 })],
      unknown: [],
    }),
  );
  expect(suites).toMatchObject({ tests: '1', failures: '0', errors: '0' });
  expect(suites.testsuite[0].testcase[0]['system-out']).toContain('1 suppressed by waivers');
});

test('markup in a value stays text', () => {
  const message = '</failure>]]><x a="b">&amp;\u0000\u{1f600}';
  const suites = read(
    madeResult({ findings: [madeFinding({ rule: 'a/b', message })], rules: [rule('a/b', { failed: 1 })] }),
  );
  expect(suites.testsuite[0].testcase[0].failure.message).toBe('</failure>]]><x a="b">&amp;\\u{0}\u{1f600}');
});
