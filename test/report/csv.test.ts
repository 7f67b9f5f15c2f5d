import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csv } from '../../src/report/csv.ts';
import { madeFinding, madeResult, plain, printed } from '../support/made-result.ts';

const read = (text: string): Record<string, string>[] => parse(text, { columns: true });

test('has a row for every finding, in their order, then one for every check that could not be made', () => {
  const rows = read(printed(csv, madeResult()));
  expect(rows.map(({ outcome, rule, severity, caused_by }) => [outcome, rule, severity, caused_by])).toEqual([
    ['fail', 'neighbours/arp-mac-mismatch', 'critical', ''],
    ['fail', 'routes/x', 'high', '0123456789abcdef'],
    ['unknown', 'routes/x', 'high', ''],
    ['unknown', 'routes/y', '', ''],
  ]);
  expect(rows.at(-1)).toMatchObject({
    target: 'node/n2',
    message: 'could not be judged: ip-route4: ip: command not found',
  });
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
  const [row] = read(printed(csv, madeResult({ findings: [madeFinding({ suppressed })] }), plain));
  expect(row).toMatchObject({
    suppressed_by: 'net',
    suppressed_because: 'known, "old"',
    suppressed_until: '2030-01-01',
  });
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1+1', '\r=1'])('a spreadsheet takes %j for text', (message) => {
  const [row] = read(printed(csv, madeResult({ findings: [madeFinding({ message })] }), plain));
  expect(row?.message).not.toMatch(/^[=+\-@\t\r＝]/);
});
