import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csv } from '../../src/report/csv.ts';
import { madeFinding, madeResult, plain } from '../support/made-result.ts';

const read = (text: string): Record<string, string>[] => parse(text, { columns: true });

test('has a row for every finding, in their order', () => {
  const rows = read(csv(madeResult(), plain));
  expect(rows.map(({ rule, severity, caused_by }) => ({ rule, severity, caused_by }))).toEqual([
    { rule: 'neighbours/arp-mac-mismatch', severity: 'critical', caused_by: '' },
    { rule: 'routes/x', severity: 'high', caused_by: '0123456789abcdef' },
  ]);
});

test('says by whom, why and until when a finding is accepted', () => {
  const suppressed = {
    kind: 'waiver',
    rule: 'a/*',
    target: '*',
    reason: 'known, "old"',
    owner: 'net',
    expires: '2030-01-01',
    through: null,
  } as const;
  const [row] = read(csv(madeResult({ findings: [madeFinding({ suppressed })] }), plain));
  expect(row).toMatchObject({
    suppressed_by: 'net',
    suppressed_because: 'known, "old"',
    suppressed_until: '2030-01-01',
  });
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])('a spreadsheet takes %j for text', (message) => {
  const [row] = read(csv(madeResult({ findings: [madeFinding({ message })] }), plain));
  expect(row?.message).not.toMatch(/^[=+\-@\t\r]/);
});
