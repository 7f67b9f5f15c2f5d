import { describe, expect, test } from 'vitest';
import { formats, loadReport } from '../../src/report/report.ts';
import { printed } from '../support/made-result.ts';
import { manyResults } from '../support/many-results.ts';
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
