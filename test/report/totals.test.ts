import { describe, expect, test } from 'vitest';
import { formats, loadReport } from '../../src/report/report.ts';
import { printed } from '../support/made-result.ts';
import { bigResult, manyResults } from '../support/many-results.ts';
import { readTotals } from './read-totals.ts';

/** What a person or a tool reads is the same in every format, also where a format shows fewer findings than there are. */
describe.each(Object.entries(manyResults))('the totals of %s', (_, make) => {
  const result = make();
  const { roots, folded, suppressed, bySeverity } = result.summary;
  const { checked } = result.coverage;

  test.each(formats)('%s', { timeout: 120_000 }, async (format) => {
    const totals = readTotals[format](printed(await loadReport(format), result));
    expect(totals).toMatchObject({ roots, folded, suppressed });
    if (totals.bySeverity) expect(totals.bySeverity).toEqual(bySeverity);
    if (totals.checked !== undefined) expect(totals.checked).toBe(checked);
    if (totals.unknown !== undefined)
      expect(totals.unknown).toBe(format === 'csv' ? result.unknown.length : result.coverage.unknown);
  });
});

test.each([
  ['sarif', /Shown are 5000 of 25000 findings: readers of SARIF keep no more of one run\./],
  ['markdown', /\(\d+ of 7292 are shown here; the other outputs have all\.\)/],
  ['markdown', /\(\d+ of 3125 are shown here; the other outputs have all\.\)/],
  ['github', /Shown are \d+ of 21875, as GitHub takes ten annotations a level\./],
  ['openreports', /netlint\.io\/left-out: "Shown are \d+ of \d+ results: an object of the API has a largest size\."/],
  ['policyreport', /netlint\.io\/left-out: "Shown are \d+ of \d+ results: an object of the API has a largest size\."/],
  ['junit', /and \d+ more of \d+/],
] as const)('%s says how many of how many it shows', async (format, sentence) => {
  const result = bigResult(25_000);
  expect({ roots: result.summary.roots, suppressed: result.summary.suppressed }).toEqual({
    roots: 7292,
    suppressed: 3125,
  });
  expect(printed(await loadReport(format), result)).toMatch(sentence);
});
