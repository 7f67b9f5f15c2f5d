import type { Log } from 'sarif';
import { expect, test } from 'vitest';
import type { Result } from '../../src/evaluate/types.ts';
import { sarif } from '../../src/report/sarif.ts';
import { madeFinding, madeResult, passed, plain, printed } from '../support/made-result.ts';
import { manyResults } from '../support/many-results.ts';
import { readSarif } from '../support/sarif-schema.ts';

const read = (result: Result): Log => readSarif(printed(sarif, result));

const suppressed = {
  kind: 'waiver',
  rule: 'a/*',
  target: '*',
  reason: 'known',
  owner: 'net',
  expires: '2030-01-01',
  through: null,
} as const;

test.each(Object.entries(manyResults))('follows the schema with %s', (_, make) => {
  expect(read(make()).runs).toHaveLength(1);
});

test('follows the schema and names rule, place, fingerprint and what to do', () => {
  const [run] = read(madeResult()).runs;
  const [first] = run?.results ?? [];
  expect(first).toMatchObject({
    ruleId: 'neighbours/arp-mac-mismatch',
    level: 'error',
    locations: [{ logicalLocations: [{ fullyQualifiedName: 'node/n1', kind: 'node' }] }],
    // GitHub looks at the second.
    partialFingerprints: { 'netlint/v1': '0123456789abcdef', primaryLocationLineHash: '0123456789abcdef:1' },
  });
  expect(run?.tool.driver.rules?.[first?.ruleIndex ?? -1]).toMatchObject({
    id: 'neighbours/arp-mac-mismatch',
    help: { text: expect.stringContaining('Replace the entry.') },
  });
});

test('what could not be collected is a notification', () => {
  const [run] = read(madeResult()).runs;
  const texts = run?.invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text);
  expect(texts).toContain('node/n2: partial, cut off after 3 of 9 kB');
});

test('what is accepted is suppressed, what the baseline lost is absent', () => {
  const entry = { fingerprint: '00000000000000aa', rule: 'routes/x', target: 'node/n2', severity: 'high' } as const;
  const result = madeResult({
    findings: [
      madeFinding({ suppressed, baseline: 'known' }),
      madeFinding({ baseline: 'new', fingerprint: '00000000000000bb' }),
    ],
    baseline: { cluster: 'lab', taken: null, new: 1, known: 1, fixed: [entry], unseen: [] },
  });
  const results = read(result).runs[0]?.results;
  expect(results?.map(({ baselineState }) => baselineState)).toEqual(['unchanged', 'new', 'absent']);
  expect(results?.[0]?.suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'known (net, until 2030-01-01)' },
  ]);
});

test('shows 5,000 and says of how many', () => {
  const findings = Array.from({ length: 5001 }, (_, index) =>
    madeFinding({ fingerprint: index.toString(16).padStart(16, '0') }),
  );
  const [run] = read(madeResult({ findings })).runs;
  expect(run?.results).toHaveLength(5000);
  expect(run?.invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text)).toContain(
    'Shown are 5000 of 5001 findings: readers of SARIF keep no more of one run.',
  );
});

test('a scan that could look at too little is no success', () => {
  const verdict = { ...passed, exitCode: 3 } as const;
  const log = JSON.parse(printed(sarif, madeResult(), { ...plain, verdict })) as Log;
  expect(log.runs[0]?.invocations?.[0]).toMatchObject({ executionSuccessful: false, exitCode: 3 });
});

test('checks that could not be made are notifications, by reason', () => {
  const [run] = read(madeResult()).runs;
  expect(run?.invocations?.[0]?.toolExecutionNotifications).toContainEqual({
    level: 'warning',
    descriptor: { id: 'check/unknown' },
    message: { text: '2 checks could not be made: ip-route4: ip: command not found' },
    locations: [{ logicalLocations: [{ fullyQualifiedName: 'node/n2', kind: 'node' }] }],
    properties: { rules: ['routes/x', 'routes/y'] },
  });
});

test.each(['../../etc/passwd', '..', '.', '', 'a//b', 'a\\b', '\ud800', 'https://x.y/z', '%2e%2e'])(
  'a target named %j has a relative address that leads nowhere else',
  (name) => {
    const target = { kind: 'node', key: `node/${name}`, node: name };
    const [run] = read(madeResult({ findings: [madeFinding({ target })] })).runs;
    const uri = run?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '';
    expect(uri).toMatch(/^clusters\/lab\/node\/[^\\\s]+$/);
    expect(new URL(uri, 'https://example.org/base/').pathname).toMatch(/^\/base\/clusters\/lab\/node\//);
  },
);
