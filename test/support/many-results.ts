import type { Finding, Result, RuleOutcomes, UnknownOutcome } from '../../src/evaluate/types.ts';
import { severities } from '../../src/evaluate/types.ts';
import { hostile } from './hostile-result.ts';
import { madeFinding, madeResult } from './made-result.ts';

/** `count` findings over areas, severities, kinds of targets and namespaces: two of three fold under a root, every eighth is suppressed. */
export function bigResult(count: number, unknowns = Math.floor(count / 10)): Result {
  const nodes = Math.max(2, Math.ceil(count / 10));
  const areas = ['flannel', 'routes', 'services', 'mtu', 'neighbours', 'nic'];
  const rules = areas.flatMap((area) => Array.from({ length: 10 }, (_, index) => `${area}/rule-${index}`));
  const findings = Array.from({ length: count }, (_, index) => big(index, rules, nodes));
  const unknown = Array.from(
    { length: unknowns },
    (_, index): UnknownOutcome => ({
      rule: rules[index % rules.length] ?? '',
      target: `node/n${index % nodes}`,
      missing: 'ip-route4',
      reason: index % 3 === 0 ? 'ip: command not found' : 'timed out after 10 s',
    }),
  );
  const failed = Map.groupBy(findings, ({ rule }) => rule);
  const unseen = Map.groupBy(unknown, ({ rule }) => rule);
  const outcomes = rules.toSorted().map(
    (id): RuleOutcomes => ({
      id,
      title: `Title of ${id}`,
      failureMode: 'FM-052',
      severity: failed.get(id)?.[0]?.severity ?? 'low',
      failed: failed.get(id)?.length ?? 0,
      passed: 7,
      unknown: unseen.get(id)?.length ?? 0,
      notApplicable: 1,
    }),
  );
  const checked = count + 7 * rules.length;
  const numbers = { checked, unknown: unknowns, notApplicable: rules.length, percent: 90 };
  const base = madeResult();
  return madeResult({
    snapshot: { ...base.snapshot, nodes: Array.from({ length: nodes }, (_, index) => `n${index}`) },
    coverage: {
      ...numbers,
      byArea: Object.fromEntries(areas.map((area) => [area, countOf(outcomes, area)])),
      byNode: Object.fromEntries(Array.from({ length: nodes }, (_, index) => [`n${index}`, numbers])),
      sources: Array.from({ length: nodes }, (_, index) => ({ id: `node/n${index}`, status: 'ok' })),
    },
    findings,
    unknown,
    rules: outcomes,
  });
}

function countOf(outcomes: readonly RuleOutcomes[], area: string) {
  const there = outcomes.filter(({ id }) => id.startsWith(`${area}/`));
  const sum = (field: 'failed' | 'passed' | 'unknown' | 'notApplicable'): number =>
    there.reduce((total, each) => total + each[field], 0);
  return {
    checked: sum('failed') + sum('passed'),
    unknown: sum('unknown'),
    notApplicable: sum('notApplicable'),
    percent: 90,
  };
}

const hex = (value: number): string => value.toString(16).padStart(16, '0');

function big(index: number, rules: readonly string[], nodes: number): Finding {
  const rule = rules[(index * 7) % rules.length] ?? '';
  const node = `n${index % nodes}`;
  const namespaced = rule.startsWith('services/');
  const root = index - (index % 3);
  const finding = madeFinding({
    rule,
    severity: severities[((index * 7) % rules.length) % severities.length] ?? 'low',
    fingerprint: hex(index),
    causedBy: index % 3 === 0 ? null : hex(root),
    explains: index % 3 === 0 ? 2 : 0,
    message: `${node} sends to 02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:01 for 10.244.${index % 250}.7, and eth0 of default/web-${index} has another one`,
    target: namespaced
      ? {
          kind: 'service',
          key: `service/team-${index % 4}/web-${index}`,
          namespace: `team-${index % 4}`,
          name: `web-${index}`,
        }
      : { kind: 'node', key: `node/${node}`, node },
    suppressed:
      index % 8 === 0
        ? {
            kind: 'waiver',
            rule,
            target: '*',
            reason: 'known',
            owner: 'net',
            expires: '2030-01-01',
            through: null,
          }
        : null,
    baseline: index % 2 === 0 ? 'new' : 'known',
  });
  // Texts of their own, as rendering makes them.
  return { ...finding, evidence: structuredClone(finding.evidence), remediation: `${finding.remediation} (${node})` };
}

const entry = (index: number) => ({
  fingerprint: hex(1_000_000 + index),
  rule: 'routes/rule-1',
  target: `node/gone-${index}`,
  severity: 'high' as const,
});

/** Results of different kinds: every output is read back from each of them. */
export const manyResults: Readonly<Record<string, () => Result>> = {
  'a small one': () => madeResult(),
  'one without findings': () => madeResult({ findings: [], unknown: [] }),
  'one with waivers and a baseline': () => ({
    ...bigResult(300),
    baseline: {
      cluster: 'lab',
      taken: '2024-01-01T00:00:00Z',
      new: 150,
      known: 150,
      fixed: [entry(1), entry(2)],
      unseen: [{ ...entry(3), reason: 'node n9 is not in the snapshot' }],
    },
  }),
  'one where nothing could be looked at': () => bigResult(0, 500),
  'one full of strange names': () => hostile('=x\u001b[2J|`"<b>&]]>\r\n::error::%0A@someone\\{}$\ud800\uffff'),
  'one of 25,000 findings': () => bigResult(25_000),
};
