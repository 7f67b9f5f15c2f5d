import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/evaluate/types.ts';
import type { Baseline } from '../../src/gate/baseline.ts';
import { baselineOf, baselineText, compareWithBaseline, isBaseline, parseBaseline } from '../../src/gate/baseline.ts';
import { json } from '../../src/report/json.ts';
import { madeFinding, madeResult, printed } from '../support/made-result.ts';
import { resultMistakes } from '../support/result-schema.ts';

const entry = (fingerprint: string, rule: string, target: string) =>
  ({ fingerprint: fingerprint.repeat(16).slice(0, 16), rule, target, severity: 'high' }) as const;
const baseline = (...entries: readonly ReturnType<typeof entry>[]): Baseline => ({
  netlintBaseline: 1,
  cluster: 'lab',
  taken: null,
  entries: [...entries],
});

test('one finding a line, sorted by fingerprint, and read again as it was', () => {
  const text = baselineText(baselineOf(madeResult()));
  expect(text).toBe(`{
  "netlintBaseline": 1,
  "cluster": "lab",
  "taken": "2024-01-01T00:01:00Z",
  "entries": [
    {"fingerprint":"0123456789abcdef","rule":"neighbours/arp-mac-mismatch","target":"node/n1","severity":"critical"},
    {"fingerprint":"fedcba9876543210","rule":"routes/x","target":"node/n1","severity":"high"}
  ]
}
`);
  expect(parseBaseline(text)).toEqual(baselineOf(madeResult()));
  expect(isBaseline(text)).toBe(true);
  expect(parseBaseline(baselineText(baselineOf(madeResult({ findings: [] })))).entries).toEqual([]);
});

test('pods of one owner are one entry, and what is about waivers is none', () => {
  const finding = madeFinding();
  const expired = madeFinding({ rule: 'gate/waiver-expired', fingerprint: 'a'.repeat(16) });
  expect(baselineOf(madeResult({ findings: [finding, finding, expired] })).entries).toHaveLength(1);
});

test.each([
  ['', 'it is no JSON'],
  ['{', 'it is no JSON'],
  ['[]', 'it is no baseline'],
  ['null', 'it is no baseline'],
  ['{"version":1}', 'it is no baseline'],
  ['{"netlintBaseline":2,"entries":{}}', 'it has version 2, and this netlint reads version 1'],
  ['{"netlintBaseline":"1"}', 'it has version "1", and this netlint reads version 1'],
  ['{"netlintBaseline":1,"cluster":null,"taken":null,"entries":[{}]}', 'entries.0.fingerprint is damaged'],
  ['{"netlintBaseline":1}', 'cluster is damaged'],
])('%s is refused: %s', (text, message) => {
  expect(() => parseBaseline(text)).toThrow(message);
});

describe('comparing', () => {
  const known = entry('0123456789abcdef', 'neighbours/arp-mac-mismatch', 'node/n1');
  const compare = (result: Result, ...entries: readonly ReturnType<typeof entry>[]) =>
    compareWithBaseline(result, baseline(...entries));
  const unseenReason = (result: Result, rule: string, target: string) => {
    const compared = compare(result, entry('9', rule, target)).baseline;
    return compared?.fixed.length === 1 ? 'fixed' : compared?.unseen[0]?.reason;
  };

  test('new and known by fingerprint alone', () => {
    const result = compare(madeResult(), { ...known, rule: 'renamed/since', target: 'node/other' });
    expect(result.findings.map((finding) => finding.baseline)).toEqual(['known', 'new']);
    expect(result.baseline).toMatchObject({ new: 1, known: 1, fixed: [], unseen: [] });
    expect(
      resultMistakes(JSON.parse(printed(json, compare(madeResult(), known, entry('9', 'routes/x', 'node/n1'))))),
    ).toEqual([]);
  });

  test('gone is fixed where somebody looked', () => {
    expect(unseenReason(madeResult(), 'routes/x', 'node/n1')).toBe('fixed');
  });

  test('gone is not fixed where nobody could look', () => {
    expect(unseenReason(madeResult(), 'routes/x', 'node/n2')).toBe('ip: command not found');
    const gap = madeResult({
      unknown: [{ rule: 'routes/x', target: 'device/n2/host/*', missing: 'ip-link', reason: '' }],
    });
    expect(unseenReason(gap, 'routes/x', 'device/n2/host/eth0')).toBe('ip-link is missing');
    expect(unseenReason(gap, 'routes/x', 'device/n1/host/eth0')).toBe('fixed');
  });

  test('a node that is not in the snapshot may be gone, or was not read: the API tells which', () => {
    expect(unseenReason(madeResult(), 'routes/x', 'node/n9')).toBe('node n9 is not in the snapshot');
    expect(unseenReason(madeResult(), 'routes/x', 'peer/n9>n1')).toBe('node n9 is not in the snapshot');
    const { coverage } = madeResult();
    const withApi = madeResult({ coverage: { ...coverage, sources: [{ id: 'cluster/nodes', status: 'ok' }] } });
    expect(unseenReason(withApi, 'routes/x', 'node/n9')).toBe('fixed');
  });

  test('rules that are off, were not asked for or are no more', () => {
    const { scope } = madeResult();
    expect(unseenReason(madeResult({ scope: { ...scope, off: ['a/b'] } }), 'a/b', 'node/n1')).toBe(
      'the rule is turned off',
    );
    expect(unseenReason(madeResult({ scope: { ...scope, rules: ['x/*'] } }), 'a/b', 'node/n1')).toBe(
      'the rule was not asked for (--rule)',
    );
    expect(unseenReason(madeResult(), 'a/b', 'node/n1')).toBe('there is no such rule any more');
  });

  test.each([
    ['node/n1', ['n1'], [], true],
    ['node/n2', ['n1'], [], false],
    ['peer/n1>n2', ['n1'], [], true],
    ['bridge/n1/br0', ['n2'], [], false],
    ['pod/shop/web', ['n1'], [], false],
    ['cluster', ['n1'], [], false],
    ['cluster', [], ['shop'], true],
    ['pod/shop/web', [], ['shop'], true],
    ['service/shop/web', [], ['bank'], false],
    ['device/n1/host/eth0', [], ['shop'], false],
  ])('%s was looked for with --node %j and --namespace %j: %s', (target, nodes, namespaces, looked) => {
    const result = madeResult({ scope: { rules: [], off: [], nodes, namespaces } });
    expect(unseenReason(result, 'routes/x', target)).toBe(
      looked ? 'fixed' : 'the scan was narrowed (--node, --namespace)',
    );
  });
});
