import { expect, test } from 'vitest';
import { verdictOf } from '../../src/gate/verdict.ts';
import { madeFinding, madeResult } from '../support/made-result.ts';

const high = madeResult({
  findings: [
    madeFinding({ severity: 'medium', explains: 1 }),
    madeFinding({ severity: 'high', causedBy: '0123456789abcdef' }),
  ],
});
const nothing = madeResult({
  findings: [],
  coverage: { ...madeResult().coverage, sources: [{ id: 'node/n1', status: 'failed', reason: 'cut off' }] },
});

const noMachine = madeResult({
  findings: [],
  snapshot: { ...madeResult().snapshot, nodes: [] },
  coverage: { ...madeResult().coverage, checked: 0, unknown: 0, sources: [{ id: 'cluster/pods', status: 'ok' }] },
});

test.each([
  ['a folded finding counts like a root', high, 'high', null, 1, ['1 finding is at or above high (--fail-on).']],
  ['all at or above', high, 'info', null, 1, ['2 findings are at or above info (--fail-on).']],
  ['none at or above', high, 'critical', null, 0, []],
  ['never', high, null, null, 0, []],
  ['coverage', high, 'critical', 80.1, 3, ['Coverage is 80 %, below 80.1 % (--min-coverage).']],
  ['enough coverage', high, 'critical', 80, 0, []],
  [
    'both: 1, and both are said',
    high,
    'high',
    90,
    1,
    ['1 finding is at or above high (--fail-on).', 'Coverage is 80 %, below 90 % (--min-coverage).'],
  ],
  [
    'nothing collected',
    nothing,
    'high',
    null,
    3,
    ['Nothing could be collected: no source of the snapshot has anything to look at.'],
  ],
  [
    'objects of the API and no machine',
    noMachine,
    'high',
    null,
    3,
    ['Nothing could be collected: no source of the snapshot has anything to look at.'],
  ],
] as const)('%s', (_, result, failOn, minimumCoverage, exitCode, sentences) => {
  expect(verdictOf(result, { failOn, minimumCoverage })).toEqual({ exitCode, sentences });
});
