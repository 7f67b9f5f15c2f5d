import { describe, expect, test } from 'vitest';
import { prometheus } from '../../src/report/prometheus.ts';
import { madeResult, plain, printed } from '../support/made-result.ts';
import { manyResults } from '../support/many-results.ts';
import { read, requireReader } from './readers.ts';

const reason = requireReader('promtool');

describe.skipIf(reason !== null)(`promtool${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  test.each(Object.entries(manyResults))('has nothing to say about %s', (_, make) => {
    expect(read(['promtool', 'check', 'metrics'], printed(prometheus, make()))).toEqual({
      status: 0,
      stdout: '',
      said: '',
    });
  });

  test('would have', () => {
    const twice = printed(prometheus, madeResult()).replaceAll(
      /netlint_findings_(folded|suppressed)/g,
      'netlint_findings',
    );
    expect(read(['promtool', 'check', 'metrics'], twice).status).not.toBe(0);
  });
});

test('a rule without findings has its series, and no label names a node', () => {
  const text = printed(prometheus, madeResult({ findings: [] }));
  expect(text).toContain('netlint_findings{rule="routes/x",severity="high"} 0\n');
  expect(text).not.toMatch(/n1|n2/);
});

test('says when the snapshot was taken and how the gate decided', () => {
  const verdict = { ...plain.verdict, exitCode: 3 } as const;
  const text = printed(prometheus, madeResult(), { ...plain, verdict });
  expect(text).toContain('netlint_snapshot_timestamp_seconds 1704067260\n');
  expect(text).toContain('netlint_gate_exit_code 3\n');
  expect(text).toContain('netlint_coverage_ratio 0.8\n');
});
