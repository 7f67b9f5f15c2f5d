import { describe, expect, test } from 'vitest';
import { formats, loadReport } from '../../src/report/report.ts';
import { madeFinding, madeResult, plain } from '../support/made-result.ts';

const evil = 'x\u001b[2J\u009b\u202e\u2028|`"<b>&]]>,=1+1\r\n::error::%0A@someone\\{}$\u{7b}1}';

const hostile = madeResult({
  findings: [
    madeFinding({
      message: evil,
      target: { kind: 'pod', key: `pod/ns/${evil}`, namespace: 'ns', name: evil },
      fix: [{ on: evil, run: evil }],
      evidence: [{ path: 'pod.x', value: [{ device: evil }], source: evil }],
      remediation: evil,
      suppressed: null,
    }),
  ],
});

describe.each(formats)('%s', (format) => {
  test('gives the same bytes for the same result', async () => {
    const report = await loadReport(format);
    const result = madeResult();
    expect(report(result, plain)).toBe(report(structuredClone(result), plain));
  });

  test('hides nothing that moves a cursor or turns text', async () => {
    const printed = (await loadReport(format))(hostile, plain);
    expect(printed.replaceAll('\r\n', '\n')).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  test('has something to say about a result without findings', async () => {
    expect((await loadReport(format))(madeResult({ findings: [] }), plain)).not.toBe('');
  });
});
