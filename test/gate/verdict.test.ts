import { expect, test } from 'vitest';
import type { FailOn } from '../../src/gate/verdict.ts';
import { verdictOf } from '../../src/gate/verdict.ts';
import { madeFinding, madeResult } from '../support/made-result.ts';

/* What is said; the decisions themselves are in decisions.test.ts. */

const high = madeResult({
  findings: [
    madeFinding({ severity: 'medium', explains: 1, baseline: 'known' }),
    madeFinding({ severity: 'high', causedBy: '0123456789abcdef', baseline: 'new' }),
  ],
});
const said = (failOn: FailOn) => verdictOf(high, { failOn, minimumCoverage: null }).sentences;

test('every way of --fail-on has its sentence', () => {
  expect(said('high')).toEqual(['1 finding is at or above high (--fail-on).']);
  expect(said('info')).toEqual(['2 findings are at or above info (--fail-on).']);
  expect(said('new')).toEqual(['1 finding is new (--fail-on new).']);
  expect(said('new:high')).toEqual(['1 new finding is at or above high (--fail-on new:high).']);
  expect(said('never')).toEqual([]);
});

test('objects of the API and no machine are nothing collected', () => {
  const result = madeResult({
    findings: [],
    snapshot: { ...madeResult().snapshot, nodes: [] },
    coverage: { ...madeResult().coverage, checked: 0, unknown: 0, sources: [{ id: 'cluster/pods', status: 'ok' }] },
  });
  expect(verdictOf(result, { failOn: 'high', minimumCoverage: null })).toMatchObject({
    exitCode: 3,
    sentences: ['Nothing could be collected: no source of the snapshot has anything to look at.'],
    lastLine: 'Not looked at: anything, since nothing in the snapshot fits a rule.',
  });
});

test('waivers that no finding needs, rules that are off, and a baseline of another cluster are said', () => {
  const waiver = { rule: 'a/b', target: 'node/n1', reason: 'r', owner: 'o', expires: '2026-12-31' };
  const base = madeResult();
  const result = madeResult({
    scope: { ...base.scope, off: ['a/x', 'a/y'] },
    waivers: [
      { ...waiver, place: 'netlint.yaml:3', state: 'active', matches: 0 },
      { ...waiver, expires: '2026-08-31', target: 'node/n2', place: 'netlint.yaml:9', state: 'active', matches: 1 },
    ],
    unknown: [],
    rules: base.rules.map((rule) => ({ ...rule, id: 'a/b' })),
    baseline: { cluster: 'other', taken: null, new: 2, known: 1, fixed: [], unseen: [] },
  });
  expect(verdictOf(result, { failOn: 'never', minimumCoverage: null }).notes).toEqual([
    '0 findings are suppressed by 2 waivers; the next to expire: a/b on node/n2, 2026-08-31, o.',
    'Waivers that no finding needs: a/b on node/n1 (netlint.yaml:3).',
    'Compared with the baseline: 2 new, 1 known, 0 fixed.',
    'The baseline is of the cluster other, the snapshot of the cluster lab: what they have in common may be a coincidence.',
    '2 rules are turned off in the configuration: a/x, a/y.',
  ]);
});

test('the last line names the reasons that cost most', () => {
  const unknown = ['a', 'b', 'b', 'c', 'd'].map((reason, index) => ({
    rule: 'x/y',
    target: `node/n${index}`,
    missing: 'ip-neigh',
    reason,
  }));
  const { coverage } = madeResult();
  const result = madeResult({ unknown, coverage: { ...coverage, checked: 5, unknown: 5 } });
  expect(verdictOf(result, { failOn: 'never', minimumCoverage: null }).lastLine).toBe(
    'Not looked at: 5 of 10 checks: 2 on 2 targets (ip-neigh: b); 1 on node/n0 (ip-neigh: a); 1 on node/n3 (ip-neigh: c); 1 more reason.',
  );
});
