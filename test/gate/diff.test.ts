import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Evidence, Result } from '../../src/evaluate/types.ts';
import { diff } from '../../src/gate/diff.ts';
import { diffVerdict } from '../../src/gate/diff-verdict.ts';
import type { PictureSection } from '../../src/model/picture-section.ts';
import { diffText } from '../../src/report/diff-text.ts';
import { madeFinding, madeResult } from '../support/made-result.ts';

const schema: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'schema', 'diff.schema.json'), 'utf8'),
);
const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema as object);

const side = (changes: Partial<Result> = {}) => ({ result: madeResult({ unknown: [], ...changes }), picture: null });
const first = madeFinding();
const second = madeFinding({
  rule: 'routes/x',
  severity: 'high',
  fingerprint: 'fedcba9876543210',
  message: 'no route',
});
const options = { color: false, verbose: false, sentences: [] };

describe('findings', () => {
  test('new, fixed and unchanged by fingerprint', () => {
    const changes = diff(
      side({ findings: [first] }),
      side({ findings: [{ ...first, message: 'other words' }, second] }),
    );
    expect(changes.new).toMatchObject([{ rule: 'routes/x', unseenBefore: null }]);
    expect(changes).toMatchObject({ fixed: [], unseen: [], changed: [], unchanged: 1 });
    expect(diff(side({ findings: [second] }), side({ findings: [] })).fixed).toMatchObject([{ rule: 'routes/x' }]);
  });

  test('what nobody could look for is neither fixed nor simply new', () => {
    const unknown = [{ rule: 'routes/x', target: 'node/n1', missing: 'ip-route4', reason: 'timed out' }];
    const lost = diff(side({ findings: [second] }), side({ findings: [], unknown }));
    expect(lost.fixed).toEqual([]);
    expect(lost.unseen).toMatchObject([{ rule: 'routes/x', reason: 'timed out' }]);
    const seen = diff(side({ findings: [], unknown }), side({ findings: [second] }));
    expect(seen.new).toMatchObject([{ unseenBefore: 'timed out' }]);
    expect(diffText(seen, options)).toContain('could not be seen before: timed out');
  });

  test('other evidence or another severity is a change, another order of items or fields is none', () => {
    const evidence = (...value: Evidence['value'][]): readonly Evidence[] =>
      value.map((each) => ({ path: 'node.x', value: each, source: '' }));
    const changed = (before: readonly Evidence[], after: readonly Evidence[]) =>
      diff(side({ findings: [{ ...first, evidence: before }] }), side({ findings: [{ ...first, evidence: after }] }))
        .changed;
    expect(
      changed(
        evidence([
          { a: 1, b: 2 },
          { a: 2, b: 3 },
        ]),
        evidence([
          { b: 3, a: 2 },
          { b: 2, a: 1 },
        ]),
      ),
    ).toEqual([]);
    expect(changed(evidence([{ a: 1 }, { a: 2 }]), evidence([{ a: 2 }, { a: 3 }]))).toMatchObject([
      { evidence: [{ path: 'node.x', before: [{ a: 1 }], after: [{ a: 3 }] }] },
    ]);
    expect(changed(evidence(1400), evidence(1450))).toMatchObject([{ evidence: [{ before: 1400, after: 1450 }] }]);
    expect(changed(evidence(null), evidence('x'))).toMatchObject([{ evidence: [{ before: null, after: 'x' }] }]);
    const graver = diff(side({ findings: [second] }), side({ findings: [{ ...second, severity: 'critical' }] }));
    expect(graver.changed).toMatchObject([{ severityBefore: 'high', severity: 'critical', evidence: [] }]);
    expect(diffText(graver, options)).toContain('severity high → critical');
  });

  test('pods of one owner are one finding, and expired waivers are none', () => {
    const expired = madeFinding({ rule: 'gate/waiver-expired', fingerprint: 'a'.repeat(16) });
    const changes = diff(side({ findings: [] }), side({ findings: [first, first, expired] }));
    expect(changes.new).toMatchObject([{ findings: 2 }]);
  });
});

test('coverage: checks, nodes, rules and sources', () => {
  const base = madeResult();
  const lost = { rule: 'routes/x', target: 'node/n1', missing: 'ip-route4', reason: 'timed out' };
  const onNewNode = { ...lost, target: 'node/n3' };
  const changes = diff(
    side({ rules: [...base.rules, { ...base.rules[0], id: 'old/rule' } as (typeof base.rules)[0]] }),
    side({
      unknown: [lost, onNewNode],
      snapshot: { ...base.snapshot, nodes: ['n1', 'n3'] },
      coverage: { ...base.coverage, sources: [{ id: 'node/n1', status: 'partial', reason: 'cut off' }] },
    }),
  );
  expect(changes.coverage).toEqual({
    lost: [lost],
    gained: [],
    nodes: { gone: ['n2'], come: ['n3'], unread: ['n2'] },
    rules: { gone: ['old/rule'], come: [] },
    sources: [
      { id: 'node/n1', before: 'ok', after: 'partial', reason: 'cut off' },
      { id: 'node/n2', before: 'partial', after: null, reason: null },
    ],
  });
});

test('a node that is gone costs coverage, unless the API says that the cluster does not have it any more', () => {
  const base = madeResult();
  const withNodes = (nodes: readonly string[], read: boolean) =>
    side({
      snapshot: { ...base.snapshot, nodes },
      coverage: { ...base.coverage, sources: read ? [{ id: 'cluster/nodes', status: 'ok' }] : [] },
    });
  const verdict = (read: boolean) =>
    diffVerdict(diff(withNodes(['n1', 'n2'], true), withNodes(['n1'], read)), { failOn: 'new', keepCoverage: true });
  expect(verdict(true)).toEqual({ exitCode: 0, sentences: [] });
  expect(verdict(false)).toEqual({ exitCode: 3, sentences: [expect.stringContaining('n2 was looked at before')] });
});

describe('facts', () => {
  const picture = (what: string, items: Readonly<Record<string, string>> | null, reason: string | null = null) => {
    const section: PictureSection = {
      node: 'n1',
      netns: 'host',
      what,
      items: items && new Map(Object.entries(items)),
      reason,
    };
    return { nodes: ['n1'], sectionsOf: () => [section] };
  };
  const moved = (before: ReturnType<typeof picture>, after: ReturnType<typeof picture>) =>
    diff({ ...side(), picture: before }, { ...side(), picture: after }).facts;

  test('changed, gone and come', () => {
    const facts = moved(picture('route', { a: '1', b: '2', c: '3' }), picture('route', { a: '1', b: '5', d: '4' }));
    expect(facts?.moved.map(({ name, before, after }) => [name, before, after])).toEqual([
      ['b', '2', '5'],
      ['c', '3', null],
      ['d', null, '4'],
    ]);
  });

  test('from what was not read nothing is gone', () => {
    expect(moved(picture('route', { a: '1' }), picture('route', null, 'timed out'))).toEqual({
      moved: [],
      more: 0,
      notCompared: [{ node: 'n1', netns: 'host', what: 'route', side: 'after', reason: 'timed out' }],
    });
    const excerpt = moved(picture('route', { a: '1', b: '2' }), picture('route', { a: '3' }, 'a hand-made listing'));
    expect(excerpt?.moved.map(({ name }) => name)).toEqual(['a']);
    expect(moved(picture('route', null, 'x'), picture('route', null, 'x'))).toEqual({
      moved: [],
      more: 0,
      notCompared: [],
    });
  });

  test('a cluster that moved altogether is counted, not kept', () => {
    const routes = (way: string) =>
      picture('route', Object.fromEntries(Array.from({ length: 12_000 }, (_, index) => [`10.${index}`, way])));
    expect(moved(routes('a'), routes('b'))).toMatchObject({ moved: { length: 10_000 }, more: 2000 });
  });

  test('a saved result has none, and that is said', () => {
    const changes = diff(side(), side());
    expect(changes.facts).toBeNull();
    expect(diffText(changes, options)).toContain('a saved result does not have them');
  });
});

test.each([
  ['never', false, 0],
  ['new', false, 1],
  ['new:high', false, 1],
  ['new:critical', false, 0],
  ['never', true, 3],
  ['new:critical', true, 3],
  ['new', true, 1],
] as const)('--fail-on %s, lost coverage %s → %d', (failOn, keepCoverage, exitCode) => {
  const unknown = [{ rule: 'routes/x', target: 'node/n2', missing: 'ip-route4', reason: 'timed out' }];
  const changes = diff(side({ findings: [] }), side({ findings: [second], unknown }));
  expect(diffVerdict(changes, { failOn, keepCoverage }).exitCode).toBe(exitCode);
});

test('an accepted finding is new and fails nothing', () => {
  const suppressed = {
    kind: 'waiver',
    rule: 'routes/x',
    target: '*',
    reason: 'r',
    owner: 'o',
    expires: '2026-12-31',
    through: null,
  } as const;
  const changes = diff(side({ findings: [] }), side({ findings: [{ ...second, suppressed }] }));
  expect(diffVerdict(changes, { failOn: 'new', keepCoverage: false }).exitCode).toBe(0);
  expect(diffText(changes, options)).toContain('accepted by a waiver');
});

test('long lists are cut, and nothing from a snapshot reaches the terminal raw', () => {
  const evil = 'a\u001b]0;x\u0007\u009b2J\u202eb\r\nc';
  const many = Array.from({ length: 25 }, (_, index) =>
    madeFinding({ fingerprint: String(index).padStart(16, '0'), message: evil, target: { kind: 'node', key: evil } }),
  );
  const changes = diff(side({ findings: [] }), side({ findings: many }));
  expect(diffText(changes, options)).toContain('and 5 more; --verbose shows them');
  expect(diffText(changes, { ...options, verbose: true })).not.toContain('more; --verbose');
  expect(diffText(changes, options)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
});

test('what is printed as JSON follows the published schema', () => {
  const evidence = [{ path: 'node.x', value: 1, source: '' }];
  const unknown = [{ rule: 'routes/x', target: 'node/n2', missing: 'ip-route4', reason: 'timed out' }];
  const section = { node: 'n1', netns: 'host', what: 'route', items: new Map([['a', 'b']]), reason: null };
  const before = side({ findings: [{ ...first, evidence }, madeFinding({ fingerprint: 'a'.repeat(16) })] });
  const after = side({ findings: [first, second], unknown });
  const pictured = diff(
    { ...before, picture: { nodes: ['n1'], sectionsOf: () => [section] } },
    { ...after, picture: { nodes: ['n1'], sectionsOf: () => [{ ...section, items: new Map() }] } },
  );
  for (const changes of [diff(before, after), diff(after, before), pictured]) {
    validate(JSON.parse(JSON.stringify(changes)));
    expect(validate.errors ?? []).toEqual([]);
  }
  expect(validate({ ...pictured, new: [{}] })).toBe(false);
});
