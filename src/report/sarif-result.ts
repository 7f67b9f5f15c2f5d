import type { Result as SarifResult } from 'sarif';
import type { BaselineEntry, Finding, Result, Severity } from '../evaluate/types.ts';
import { visible } from './escape.ts';

export const levels = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
} as const satisfies Readonly<Record<Severity, SarifResult['level']>>;

type RuleIndex = ReadonlyMap<string, number>;

export function sarifResult(finding: Finding, { snapshot }: Result, ruleIndex: RuleIndex): SarifResult {
  const { rule, severity, message, target, fingerprint, causedBy, suppressed, baseline, fix } = finding;
  return {
    ...about(rule, ruleIndex),
    kind: 'fail',
    level: levels[severity],
    message: { text: visible(message) },
    locations: [location(snapshot.cluster, target.key, target.kind)],
    partialFingerprints: { 'netlint/v1': fingerprint },
    ...(baseline === null ? {} : { baselineState: baseline === 'new' ? 'new' : 'unchanged' }),
    ...(suppressed === null
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: visible(`${suppressed.reason} (${suppressed.owner}, until ${suppressed.expires})`),
            },
          ],
        }),
    properties: {
      severity,
      ...(causedBy === null ? {} : { causedBy }),
      fix: fix.map((step) => visible(`${step.on}: ${'run' in step ? step.run : `(by hand) ${step.manual}`}`)),
    },
  };
}

/** An entry of the baseline that is found no more. */
export function absentResult(
  { rule, target, severity, fingerprint }: BaselineEntry,
  { snapshot }: Result,
  ruleIndex: RuleIndex,
): SarifResult {
  return {
    ...about(rule, ruleIndex),
    kind: 'fail',
    level: levels[severity],
    message: { text: `${rule} on ${visible(target)} is fixed since the baseline` },
    locations: [location(snapshot.cluster, target, target.slice(0, Math.max(target.indexOf('/'), 0)) || target)],
    partialFingerprints: { 'netlint/v1': fingerprint },
    baselineState: 'absent',
  };
}

function about(rule: string, ruleIndex: RuleIndex): { ruleId: string; ruleIndex?: number } {
  const index = ruleIndex.get(rule);
  return { ruleId: rule, ...(index === undefined ? {} : { ruleIndex: index }) };
}

/** GitHub shows only results that have a file: one is named after the target, there is none in the repository. */
function location(cluster: string | null, key: string, kind: string): NonNullable<SarifResult['locations']>[number] {
  const path = `clusters/${encodeURIComponent(cluster ?? 'snapshot')}/${key.split('/').map(encodeURIComponent).join('/')}`;
  return {
    physicalLocation: { artifactLocation: { uri: path }, region: { startLine: 1 } },
    logicalLocations: [{ fullyQualifiedName: visible(key), name: visible(key.slice(key.lastIndexOf('/') + 1)), kind }],
  };
}
