import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Result } from '../../src/evaluate/types.ts';
import { prometheus } from '../../src/report/prometheus.ts';
import { formats } from '../../src/report/report.ts';
import { read, requireReader } from '../report/readers.ts';
import { madeFinding, madeResult, printed } from '../support/made-result.ts';
import { scratchFolders } from '../support/scratch.ts';
import { fillIn, prepare, stepsOf } from './session.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'outputs.md'), 'utf8');
const scratch = scratchFolders();
const reason = requireReader('promtool');

test('the shell session prints what is there', { timeout: 60_000 }, () => {
  const run = prepare(scratch());
  for (const { command, output } of stepsOf(page)) {
    const said = run(command);
    expect(said.trimEnd(), command).toBe(fillIn(output, said).trimEnd());
  }
});

test('every format is described', () => {
  for (const format of formats) expect(page).toMatch(new RegExp(`^## .*\\b${format}\\b`, 'm'));
});

test('every metric is described, and no other', () => {
  const names = new Set([...printed(prometheus, madeResult()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const described = new Set([...page.matchAll(/^\| `(netlint_\w+)`/gm)].map(([, name]) => name));
  expect(described).toEqual(names);
});

const rules = /^```yaml\n(groups:\n[\s\S]*?)^```$/m.exec(page)?.[1] ?? '';

/** The series of a scan as promtool's unit tests take them, at an hour each. */
function series(scans: readonly Result[]): readonly { readonly series: string; readonly values: string }[] {
  const values = new Map<string, string[]>();
  for (const scan of scans)
    for (const [, name = '', value = ''] of printed(prometheus, scan).matchAll(/^(netlint_\S+) (\S+)$/gm))
      values.set(name, [...(values.get(name) ?? []), value]);
  return [...values].map(([name, each]) => ({ series: name, values: each.join(' ') }));
}

describe.skipIf(reason !== null)(`the alerts${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const inFolder = (job: (folder: string) => void): void => {
    const folder = mkdtempSync(join(tmpdir(), 'netlint-rules-'));
    try {
      writeFileSync(join(folder, 'rules.yaml'), rules);
      job(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  test('are rules', () => {
    inFolder((folder) => {
      const { status, said } = read(['promtool', 'check', 'rules', '--lint-fatal', 'rules.yaml'], '', folder);
      expect(status, said).toBe(0);
      expect(said).toContain(`${parse(rules).groups[0].rules.length} rules found`);
    });
  });

  test('come when they should, from what netlint writes', () => {
    const at = (hour: number): Result['snapshot'] => ({
      ...madeResult().snapshot,
      to: new Date(hour * 3_600_000).toISOString(),
    });
    const seen = { ...madeResult().coverage, percent: 95 };
    const healthy = madeResult({ findings: [], coverage: seen, snapshot: at(0) });
    const broken = madeResult({
      findings: [madeFinding({ severity: 'high', rule: 'routes/x' })],
      coverage: seen,
      snapshot: at(24),
    });
    const blind = madeResult({ findings: [], snapshot: at(48) });
    const days = [healthy, broken, blind].flatMap((scan) => Array.from({ length: 24 }, () => scan));
    const expected = (hour: number, ...firing: readonly (readonly [string, object])[]) =>
      ['NetlintFindings', 'NetlintNewFindings', 'NetlintCannotSee', 'NetlintIsOld', 'NetlintIsGone'].map((alert) => ({
        eval_time: `${hour}h`,
        alertname: alert,
        exp_alerts: firing.filter(([name]) => name === alert).map(([, each]) => each),
      }));
    const found = {
      exp_labels: { rule: 'routes/x', severity: 'high' },
      exp_annotations: { summary: '1 high finding(s) of routes/x ("netlint explain routes/x")' },
    };
    const more = {
      exp_labels: { rule: 'routes/x' },
      exp_annotations: { summary: 'routes/x finds more than yesterday' },
    };
    const unseen = { exp_annotations: { summary: 'only 80% of the checks could be made' } };
    const old = { exp_annotations: { summary: 'the last audit is 1d 16h 0m 0s old' } };
    const gone = { exp_annotations: { summary: 'nobody says what netlint found' } };
    const tests = {
      rule_files: ['rules.yaml'],
      evaluation_interval: '1h',
      tests: [
        {
          interval: '1h',
          input_series: series(days),
          alert_rule_test: [
            ...expected(20),
            ...expected(30, ['NetlintFindings', found], ['NetlintNewFindings', more]),
            ...expected(60, ['NetlintCannotSee', unseen]),
          ],
        },
        {
          // The file stays as it is, as nobody scans any more.
          interval: '1h',
          input_series: series(Array.from({ length: 60 }, () => healthy)),
          alert_rule_test: expected(40, ['NetlintIsOld', old]),
        },
        { interval: '1h', input_series: [], alert_rule_test: expected(5, ['NetlintIsGone', gone]) },
      ],
    };
    inFolder((folder) => {
      writeFileSync(join(folder, 'tests.yaml'), JSON.stringify(tests));
      const { status, said } = read(['promtool', 'test', 'rules', 'tests.yaml'], '', folder);
      expect(status, said).toBe(0);
    });
  });
});
