import type { Result } from '../../src/evaluate/types.ts';
import { madeFinding, madeResult } from './made-result.ts';

/** A result with a text in every place where one of a snapshot, of a configuration or of a user's rule can stand. */
export function hostile(text: string): Result {
  const base = madeResult();
  const target = { kind: 'pod', key: `pod/ns/${text}`, node: text, namespace: text, name: text } as const;
  const waiver = { rule: '*', target: text, reason: text, owner: text, expires: '2030-01-01' } as const;
  const finding = madeFinding({
    message: text,
    target,
    fix: [
      { on: text, run: text },
      { on: text, manual: text },
    ],
    evidence: [
      { path: 'pod.x', value: [{ device: text, ip: text }], source: text },
      { path: 'pod.y', value: text, source: text },
    ],
    remediation: text,
    verify: text,
    references: [{ title: text, url: text }],
  });
  const entry = { fingerprint: '00000000000000aa', rule: 'routes/x', target: text, severity: 'high' } as const;
  return madeResult({
    snapshot: { ...base.snapshot, cluster: text, from: text, to: text, netlint: text, nodes: [text], notes: [text] },
    coverage: {
      ...base.coverage,
      byNode: { [text]: base.coverage },
      sources: [{ id: text, status: 'failed', reason: text }],
    },
    findings: [
      { ...finding, explains: 1 },
      { ...finding, rule: 'routes/x', fingerprint: '00000000000000bb', causedBy: finding.fingerprint },
      { ...finding, fingerprint: '00000000000000cc', suppressed: { ...waiver, kind: 'waiver', through: null } },
    ],
    unknown: [{ rule: 'routes/x', target: text, missing: text, reason: text }],
    waivers: [{ ...waiver, place: text, state: 'active', matches: 1 }],
    baseline: { cluster: text, taken: text, new: 1, known: 1, fixed: [entry], unseen: [{ ...entry, reason: text }] },
  });
}
