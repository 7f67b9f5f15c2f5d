import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formats, loadReport } from '../../src/report/report.ts';
import { hostile } from '../support/hostile-result.ts';
import { madeFinding, madeResult, plain, printed } from '../support/made-result.ts';

const evil = 'x\u001b[2J\u009b\u202e\u2028|`"<b>&]]>,=1+1\r\n::error::%0A@someone\\{}$\u{7b}1}\ud800\uffff';
const hidden = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/u;

describe.each(formats)('%s', (format) => {
  test('gives the same bytes for the same result', async () => {
    const report = await loadReport(format);
    const result = madeResult();
    expect(printed(report, result)).toBe(printed(report, structuredClone(result)));
  });

  test('hides nothing that moves a cursor or turns text', async () => {
    const text = printed(await loadReport(format), hostile(evil));
    expect(text.replaceAll('\r\n', '\n')).not.toMatch(hidden);
  });

  test('takes any text anywhere', async () => {
    const report = await loadReport(format);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.boolean(), (text, verbose) => {
        const said = printed(report, hostile(text), { ...plain, verbose });
        expect(said.replaceAll('\r\n', '\n')).not.toMatch(hidden);
        expect(said.endsWith('\n')).toBe(true);
      }),
    );
  });

  test.each([
    ['one letter', 'a'],
    ['backticks', '`'],
    ['spaces', ' '],
    ['colons', ':a'],
    ['bars and backslashes', '\\|'],
    ['controls', '\u001b'],
    ['half a pair', '\ud83d'],
    ['lines', '\n'],
  ])('takes a megabyte of %s without thinking long', async (_, unit) => {
    const text = unit.repeat(1_000_000 / unit.length);
    const target = { kind: 'node', key: `node/${text}`, node: text };
    const result = madeResult({ findings: [madeFinding({ message: text, target, remediation: text })] });
    const report = await loadReport(format);
    const started = performance.now();
    expect(printed(report, result)).not.toBe('');
    // What grew with the square would take minutes.
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('has something to say about a result without findings', async () => {
    expect(printed(await loadReport(format), madeResult({ findings: [] }))).not.toBe('');
  });
});
