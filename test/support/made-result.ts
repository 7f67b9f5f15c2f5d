import { summaryOf } from '../../src/evaluate/summary.ts';
import type { Finding, Result, RuleOutcomes } from '../../src/evaluate/types.ts';
import type { Verdict } from '../../src/gate/verdict.ts';
import type { Report, ReportOptions } from '../../src/report/report.ts';

export const passed: Verdict = { exitCode: 0, sentences: [], notes: [], lastLine: 'Not looked at: nothing.' };

export const plain: ReportOptions = { color: false, verbose: false, verdict: passed };

/** All that a format prints. */
export const printed = (report: Report, result: Result, options: ReportOptions = plain): string =>
  [...report(result, options)].join('');

export function madeFinding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'neighbours/arp-mac-mismatch',
    title: 'A neighbour entry has another MAC than its owner',
    failureMode: 'FM-052',
    severity: 'critical',
    target: { kind: 'node', key: 'node/n1', node: 'n1' },
    message: 'n1 sends to 02:00:00:00:00:01 for 10.244.2.7, and eth0 of default/web has 02:00:00:00:00:02',
    evidence: [
      {
        path: 'node.neighbours.wrongMacs',
        value: [{ ip: '10.244.2.7', mac: '02:00:00:00:00:01', note: null }],
        source: 'ip -j neigh show on n1',
      },
      { path: 'node.flannel.backend', value: 'vxlan', source: 'API: nodes' },
      { path: 'node.other', value: null, source: 'not there: no such thing' },
    ],
    remediation: 'Replace the entry.\nThen look again.',
    fix: [
      { on: 'n1', run: 'ip neigh replace 10.244.2.7 lladdr 02:00:00:00:00:02 dev cni0' },
      { on: 'n2', manual: 'restart the pod' },
      { on: 'n1', run: 'ip neigh flush to 10.244.2.9' },
    ],
    verify: '`ip neigh` shows the new MAC.',
    references: [{ title: 'An issue', url: 'https://example.org/1' }],
    fingerprint: '0123456789abcdef',
    causedBy: null,
    explains: 0,
    suppressed: null,
    baseline: null,
    ...changes,
  };
}

/** A result; its summary follows from its findings unless it is given. */
export function madeResult(changes: Partial<Result> = {}): Result {
  const result: Result = {
    version: 1,
    snapshot: {
      cluster: 'lab',
      from: '2024-01-01T00:00:00Z',
      to: '2024-01-01T00:01:00Z',
      netlint: '0.1.0',
      nodes: ['n1', 'n2'],
      notes: [],
    },
    scope: { rules: [], nodes: [], namespaces: [], off: [] },
    summary: summaryOf([]),
    coverage: {
      checked: 8,
      unknown: 2,
      notApplicable: 3,
      percent: 80,
      byArea: { neighbours: { checked: 8, unknown: 2, notApplicable: 3, percent: 80 } },
      byNode: {
        n1: { checked: 5, unknown: 0, notApplicable: 3, percent: 100 },
        n2: { checked: 3, unknown: 2, notApplicable: 0, percent: 60 },
      },
      sources: [
        { id: 'node/n1', status: 'ok' },
        { id: 'node/n2', status: 'partial', reason: 'cut off after 3 of 9 kB' },
      ],
    },
    findings: [
      madeFinding({ explains: 1 }),
      madeFinding({
        rule: 'routes/x',
        severity: 'high',
        message: 'n1 has no route',
        fingerprint: 'fedcba9876543210',
        causedBy: '0123456789abcdef',
      }),
    ],
    unknown: [
      { rule: 'routes/x', target: 'node/n2', missing: 'ip-route4', reason: 'ip: command not found' },
      { rule: 'routes/y', target: 'node/n2', missing: 'ip-route4', reason: 'ip: command not found' },
    ],
    rules: [madeOutcomes('neighbours/arp-mac-mismatch'), madeOutcomes('routes/x', { severity: 'high', unknown: 1 })],
    waivers: [],
    baseline: null,
    ...changes,
  };
  return { ...result, summary: changes.summary ?? summaryOf(result.findings) };
}

const madeOutcomes = (id: string, changes: Partial<RuleOutcomes> = {}): RuleOutcomes => ({
  id,
  title: `Title of ${id}`,
  failureMode: null,
  severity: 'critical',
  failed: 1,
  passed: 1,
  unknown: 0,
  notApplicable: 0,
  ...changes,
});
