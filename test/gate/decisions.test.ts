import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { severities } from '../../src/evaluate/types.ts';
import type { DecisionCase } from './decision-case.ts';
import { decide } from './decision-case.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'gates.md'), 'utf8');

/** The rows of the table in docs/gates.md. */
const documented: readonly DecisionCase[] = [
  ...page.matchAll(/^\| ([^|]+) \| (\d+|nothing) \| ([^|]*)\| (\d) \| [^|]*\|$/gm),
].map(([, findings = '', coverage = '', options = '', exitCode = '']) => ({
  findings,
  coverage,
  options: options.replaceAll('`', '').trim(),
  exitCode: Number(exitCode),
}));

test('the documentation has a table of decisions', () => expect(documented.length).toBeGreaterThanOrEqual(30));

test.each(documented)('documented: $findings | $coverage | $options → $exitCode', (row) => {
  expect(decide(row).verdict.exitCode).toBe(row.exitCode);
});

/** One finding and its threshold: at or above fails. */
describe('every severity against every threshold', () => {
  const pairs = severities.flatMap((severity, rank) =>
    severities.map((threshold, limit) => [severity, threshold, rank <= limit ? 1 : 0] as const),
  );
  test.each(pairs)('%s against --fail-on %s → %d', (severity, threshold, exitCode) => {
    const row = { findings: severity, coverage: '100', options: `--fail-on ${threshold}`, exitCode };
    expect(decide(row).verdict.exitCode).toBe(exitCode);
  });
  test.each(pairs)('new %s against --fail-on new:%s → %d; known never', (severity, threshold, exitCode) => {
    const options = `--fail-on new:${threshold}`;
    expect(decide({ findings: `${severity} (new)`, coverage: '100', options, exitCode }).verdict.exitCode).toBe(
      exitCode,
    );
    expect(decide({ findings: `${severity} (known)`, coverage: '100', options, exitCode }).verdict.exitCode).toBe(0);
  });
  test.each(severities)('%s: waived never fails, never fails never, new always where it is new', (severity) => {
    const code = (findings: string, options: string) =>
      decide({ findings, coverage: '100', options, exitCode: 0 }).verdict.exitCode;
    expect(code(`${severity} (waived)`, '--fail-on info')).toBe(0);
    expect(code(severity, '--fail-on never')).toBe(0);
    expect(code(`${severity} (new)`, '--fail-on new')).toBe(1);
    expect(code(`${severity} (known)`, '--fail-on new')).toBe(0);
    expect(code(`${severity} (expired)`, '--fail-on info')).toBe(1);
  });
});

/** What a reader would expect where several things meet. */
const combined = [
  // findings, coverage, options, exit code
  ['critical, high, medium', '100', '', 1],
  ['medium, low, info', '100', '', 0],
  ['medium, low, info', '100', '--fail-on medium', 1],
  ['low, critical (folded)', '100', '', 1],
  ['low, critical (folded)', '100', '--fail-on critical', 1],
  ['low, medium (folded)', '100', '', 0],
  ['high (waived), high', '100', '', 1],
  ['high (waived), high (waived)', '100', '', 0],
  ['high (waived), medium', '100', '', 0],
  ['critical (waived), high (folded), low (folded)', '100', '--fail-on info', 0],
  ['high (waived), high (folded)', '100', '', 0],
  ['high (waived), critical (folded)', '100', '', 1],
  ['high (waived), critical (folded waived)', '100', '', 0],
  ['high, critical (folded waived)', '100', '', 1],
  ['low, critical (folded waived)', '100', '', 0],
  ['high (expired), medium (folded)', '100', '--fail-on critical', 0],
  ['critical (expired), high (waived)', '100', '', 1],
  ['low (expired), high (waived)', '100', '', 0],
  ['low (expired), high (waived)', '100', '--fail-on medium', 1],
  ['high (expired)', '100', '--fail-on never', 0],
  ['high (known), medium (known)', '100', '--fail-on new', 0],
  ['high (known), low (new)', '100', '--fail-on new', 1],
  ['high (known), low (new)', '100', '--fail-on new:medium', 0],
  ['high (known), low (new)', '100', '--fail-on never', 0],
  ['high (known), low (new)', '100', '', 1],
  ['low (known), low (new)', '100', '', 0],
  ['critical (new waived), high (known)', '100', '--fail-on new', 0],
  ['critical (new waived), high (new folded)', '100', '--fail-on new', 0],
  ['medium (new waived), high (new folded)', '100', '--fail-on new', 1],
  ['critical (known), critical (new folded)', '100', '--fail-on new:critical', 1],
  ['critical (known expired)', '100', '--fail-on new:high', 0],
  ['critical (known expired)', '100', '--fail-on new:medium', 1],
  ['–', '100', '--fail-on info --min-coverage 100', 0],
  ['–', '99', '--fail-on info --min-coverage 100', 3],
  ['–', '0', '', 0],
  ['–', '0', '--min-coverage 1', 3],
  ['–', '0', '--min-coverage 0', 0],
  ['medium', '60', '--min-coverage 90', 3],
  ['medium', '60', '--fail-on medium --min-coverage 90', 1],
  ['high (waived)', '60', '', 0],
  ['high (waived), high', '60', '--min-coverage 90', 1],
  ['high (expired)', '60', '--min-coverage 90', 1],
  ['high (known)', '60', '--fail-on new --min-coverage 90', 3],
  ['high (new)', '60', '--fail-on new --min-coverage 90', 1],
  ['high (new waived)', '60', '--fail-on new --min-coverage 90', 3],
  ['–', 'nothing', '--min-coverage 50', 3],
  ['high', 'nothing', '', 1],
  ['high (waived)', 'nothing', '', 3],
  ['high (known)', 'nothing', '--fail-on new', 3],
] as const;

test.each(combined)('%s | %s | %s → %d', (findings, coverage, options, exitCode) => {
  const { result, verdict } = decide({ findings, coverage, options, exitCode });
  expect(verdict.exitCode).toBe(exitCode);
  // Whoever does not pass is told why, and whoever passes is not.
  expect(verdict.sentences.length > 0).toBe(exitCode !== 0);
  // What is suppressed is counted and stays; what was not looked at is said.
  const { roots, folded, suppressed } = result.summary;
  expect(roots + folded + suppressed).toBe(result.findings.length);
  if (suppressed > 0)
    expect(verdict.notes.join(' ')).toContain(`${suppressed} finding${suppressed === 1 ? ' is' : 's are'} suppressed`);
  if (coverage !== 'nothing' && Number(coverage) < 100)
    expect(verdict.lastLine).toBe(
      `Not looked at: ${100 - Number(coverage)} of 100 checks: ${100 - Number(coverage)} on node/n2 (ip-route4: not found).`,
    );
});

test('where findings and coverage fail, both are said', () => {
  const { verdict } = decide({ findings: 'high', coverage: '60', options: '--min-coverage 90', exitCode: 1 });
  expect(verdict.sentences).toEqual([
    '1 finding is at or above high (--fail-on).',
    'Coverage is 60 %, below 90 % (--min-coverage).',
  ]);
});
