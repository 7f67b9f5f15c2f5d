import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { junit } from '../../src/report/junit.ts';
import { printed } from '../support/made-result.ts';
import { bigResult, manyResults } from '../support/many-results.ts';
import { read, requireReader } from './readers.ts';

const noXmllint = requireReader('xmllint');
const noParser = requireReader('junitparser');
const schema = fileURLToPath(new URL('../fixtures/report-formats/junit-10.xsd', import.meta.url));
const xmllint = ['xmllint', '--noout', '--nonet', '--huge', '--schema', schema, '-'] as const;

describe.skipIf(noXmllint !== null)(
  `the schema of Jenkins${noXmllint === null ? '' : ` (skipped: ${noXmllint})`}`,
  () => {
    test.each(Object.entries(manyResults))('takes %s', (_, make) => {
      const { status, said } = read(xmllint, printed(junit, make()));
      expect(said).toBe('- validates\n');
      expect(status).toBe(0);
    });

    test('takes not everything', () => {
      const broken = printed(junit, bigResult(20)).replace('<testsuites ', '<testsuites skipped="1" ');
      expect(read(xmllint, broken).status).not.toBe(0);
    });
  },
);

/** What another program reads out of it: suites, cases and the first failure's words. */
const program = `
import json, sys
from junitparser import JUnitXml, Failure, Error, Skipped
suites = JUnitXml.fromstring(sys.stdin.buffer.read())
kinds = {Failure: 'failure', Error: 'error', Skipped: 'skipped'}
cases = [[s.name, c.name, c.classname, [kinds[type(r)] for r in c.result], [r.message for r in c.result]] for s in suites for c in s]
print(json.dumps({'tests': suites.tests, 'failures': suites.failures, 'errors': suites.errors, 'cases': cases}))
`;

describe.skipIf(noParser !== null)(`junitparser${noParser === null ? '' : ` (skipped: ${noParser})`}`, () => {
  test.each(Object.entries(manyResults))('reads %s: a case a rule, with what came of it', (_, make) => {
    const result = make();
    const { stdout, status, said } = read(['/usr/bin/python3', '-c', program], printed(junit, result));
    expect(status, said).toBe(0);
    const { tests, failures, errors, cases } = JSON.parse(stdout);
    expect(cases.map(([, name]: readonly string[]) => name).sort()).toEqual(result.rules.map(({ id }) => id).sort());
    const kinds = new Map(cases.map(([, name, , outcome]: [string, string, string, string[]]) => [name, outcome]));
    for (const { id, unknown, passed, failed } of result.rules) {
      const fails = result.findings.some(({ rule, suppressed }) => rule === id && suppressed === null);
      const wanted = fails ? ['failure'] : unknown > 0 ? ['error'] : passed + failed === 0 ? ['skipped'] : [];
      expect(kinds.get(id), id).toEqual(wanted);
    }
    const count = (kind: string) => [...kinds.values()].filter((each) => (each as string[]).includes(kind)).length;
    expect({ tests, failures, errors }).toEqual({
      tests: result.rules.length,
      failures: count('failure'),
      errors: count('error'),
    });
  });
});
