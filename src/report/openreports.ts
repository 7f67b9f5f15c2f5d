import type { Finding, Result, RuleOutcomes, UnknownOutcome } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import { areaOf, numberOf } from './group.ts';
import type { Report } from './report.ts';
import { documentsOf, type PolicyResult, type ReportDocument } from './report-documents.ts';

/** `openreports.io/v1alpha1`: a ClusterReport an area, and a Report for each namespace whose Services or pods are concerned. */
export const openreports: Report = (result) =>
  documentsOf(
    documents(result, { apiVersion: 'openreports.io/v1alpha1', namespaced: 'Report', cluster: 'ClusterReport' }),
  );

/** The same as `wgpolicyk8s.io/v1alpha2`, its predecessor. */
export const policyreport: Report = (result) =>
  documentsOf(
    documents(result, {
      apiVersion: 'wgpolicyk8s.io/v1alpha2',
      namespaced: 'PolicyReport',
      cluster: 'ClusterPolicyReport',
    }),
  );

interface Kinds {
  readonly apiVersion: string;
  readonly namespaced: string;
  readonly cluster: string;
}

function documents(result: Result, { apiVersion, namespaced, cluster }: Kinds): readonly ReportDocument[] {
  const seconds = snapshotSeconds(result);
  const findings = Map.groupBy(result.findings, ({ rule }) => rule);
  const unknown = Map.groupBy(result.unknown, ({ rule }) => rule);
  const byPlace = new Map<
    string,
    { readonly namespace: string | null; readonly area: string; readonly results: PolicyResult[] }
  >();
  const put = (area: string, namespace: string | null, entry: PolicyResult): void => {
    const key = `${namespace ?? ''}\0${area}`;
    const place = byPlace.get(key) ?? { namespace, area, results: [] };
    place.results.push(entry);
    byPlace.set(key, place);
  };
  for (const rule of result.rules) {
    const area = areaOf(rule.id);
    for (const finding of findings.get(rule.id) ?? [])
      put(area, finding.target.namespace ?? null, ofFinding(finding, seconds));
    for (const entry of ofRule(rule, unknown.get(rule.id) ?? [], seconds)) put(area, null, entry);
  }
  return [...byPlace.values()]
    .sort((a, b) => (`${a.namespace ?? ''}/${a.area}` < `${b.namespace ?? ''}/${b.area}` ? -1 : 1))
    .map(({ namespace, area, results }) => ({
      apiVersion,
      kind: namespace === null ? cluster : namespaced,
      name: `netlint-${area}`,
      namespace,
      results,
    }));
}

function ofFinding(finding: Finding, seconds: number): PolicyResult {
  const { rule, severity, message, fingerprint, causedBy, suppressed, baseline, target, failureMode } = finding;
  return {
    source: 'netlint',
    policy: rule,
    rule: visible(target.key),
    category: areaOf(rule),
    severity,
    timestamp: { seconds, nanos: 0 },
    // What a waiver accepts is shown and fails nothing; what loses no packets yet is a warning.
    result: suppressed ? 'skip' : severity === 'low' || severity === 'info' ? 'warn' : 'fail',
    scored: !suppressed,
    message: visible(message),
    properties: {
      fingerprint,
      ...(failureMode === null ? {} : { failureMode }),
      ...(causedBy === null ? {} : { causedBy }),
      ...(baseline === null ? {} : { baseline }),
      ...(suppressed
        ? { suppressed: visible(`${suppressed.reason} (${suppressed.owner}, until ${suppressed.expires})`) }
        : {}),
    },
  };
}

/** What a rule has beside its findings, one entry an outcome: passes and what nobody could look at. */
function ofRule(
  { id, severity, passed, unknown, notApplicable, failed }: RuleOutcomes,
  reasons: readonly UnknownOutcome[],
  seconds: number,
): readonly PolicyResult[] {
  const base = {
    source: 'netlint',
    policy: id,
    category: areaOf(id),
    severity,
    timestamp: { seconds, nanos: 0 },
    scored: true,
  };
  const why = [...new Set(reasons.map(({ missing, reason }) => `${missing}: ${reason}`))].sort();
  return [
    ...(passed > 0
      ? [
          {
            ...base,
            result: 'pass' as const,
            message: `passed on ${numberOf(passed, 'target')}`,
          },
        ]
      : []),
    ...(unknown > 0
      ? [
          {
            ...base,
            result: 'error' as const,
            message: visible(
              `could not be judged on ${numberOf(unknown, 'target')}: ${why.slice(0, 3).join('; ')}${why.length > 3 ? `; and ${why.length - 3} more reasons` : ''}`,
            ),
          },
        ]
      : []),
    ...(passed + unknown + failed === 0 && notApplicable > 0
      ? [{ ...base, result: 'skip' as const, message: 'applies to nothing here' }]
      : []),
  ];
}

function snapshotSeconds({ snapshot }: Result): number {
  const milliseconds = snapshot.to === null ? Number.NaN : Date.parse(snapshot.to);
  return Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1000);
}
