import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { factRegistry } from '../../src/facts/registry.ts';
import { loadFailureModes } from '../../src/rules/failure-mode.ts';
import { catalogue, loadRules } from '../../src/rules/load.ts';
import { formatProblem } from '../../src/rules/problem.ts';
import { testRule } from '../../src/rules/test-rule.ts';

const { rules, problems } = loadRules([catalogue], factRegistry);
const failureModes = loadFailureModes();

test('every rule file of the catalogue loads and is complete', () => {
  expect(problems.map(formatProblem)).toEqual([]);
  expect(rules.length).toBeGreaterThan(0);
});

describe('tests inside the rule files pass and show both sides of every comparison', () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))('%s', async (_, rule) => {
    const report = await testRule(rule, factRegistry);
    expect(report.problems.map(formatProblem)).toEqual([]);
    expect(report.tests).toBeGreaterThanOrEqual(2);
  });
});

test('every rule is about a failure mode of the catalogue', () => {
  const ids = new Set(failureModes.map(({ id }) => id));
  expect(
    rules
      .filter(({ failureMode }) => failureMode === null || !ids.has(failureMode))
      .map(({ id, failureMode }) => `${id}: ${failureMode}`),
  ).toEqual([]);
});

test('every rule shows evidence, and does something about it', () => {
  expect(rules.filter(({ evidence }) => evidence.length === 0).map(({ id }) => id)).toEqual([]);
  expect(
    rules.filter(({ fix, remediation }) => fix.length === 0 && remediation.parts.length === 0).map(({ id }) => id),
  ).toEqual([]);
});

describe('failure modes', () => {
  test('FM-001 to FM-157, each once', () => {
    expect(failureModes.map(({ id }) => id)).toEqual(
      Array.from({ length: 157 }, (_, n) => `FM-${String(n + 1).padStart(3, '0')}`),
    );
  });
  test('slugs are unique', () => {
    expect(new Set(failureModes.map(({ slug }) => slug)).size).toBe(failureModes.length);
  });
  test.each(failureModes.map((mode) => [mode.id, mode] as const))('%s says everything and cites', (_, mode) => {
    for (const key of ['symptom', 'mechanism', 'evidence', 'fix', 'proof'] as const)
      expect(mode[key], key).not.toBe('');
    expect(mode.severity).toMatch(/^(?:critical|high|medium|low|info)$/);
    expect(mode.references.length).toBeGreaterThan(0);
    for (const { title, url } of mode.references) {
      expect(title).not.toBe('');
      expect(url).toMatch(/^https?:\/\//);
    }
  });
  test('every area of rules has its failure modes', () => {
    const folders = readdirSync(catalogue.path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).filter((area) => !failureModes.some((mode) => mode.area === area))).toEqual(
      [],
    );
  });
});
