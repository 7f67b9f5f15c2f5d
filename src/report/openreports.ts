import { summaryOf } from '../evaluate/summary.ts';
import type { Finding, Result } from '../evaluate/types.ts';
import { severities } from '../evaluate/types.ts';
import { areaOf } from './group.ts';
import { type PolicyResult, resultOfFinding, resultsOfRule } from './policy-result.ts';
import type { Report } from './report.ts';
import { documentPieces, type ReportDocument } from './report-documents.ts';

/** `openreports.io/v1alpha1`: a ClusterReport an area, and a Report for each namespace whose Services or pods are concerned. */
export const openreports: Report = (result) =>
  documentPieces(
    documents(result, { apiVersion: 'openreports.io/v1alpha1', namespaced: 'Report', cluster: 'ClusterReport' }),
  );

/** The same as `wgpolicyk8s.io/v1alpha2`, its predecessor. */
export const policyreport: Report = (result) =>
  documentPieces(
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

interface Place {
  readonly namespace: string | null;
  readonly name: string;
  readonly findings: Finding[];
  readonly others: PolicyResult[];
}

function documents(result: Result, { apiVersion, namespaced, cluster }: Kinds): readonly ReportDocument[] {
  const seconds = snapshotSeconds(result);
  const findings = Map.groupBy(result.findings, ({ rule }) => rule);
  const unknown = Map.groupBy(result.unknown, ({ rule }) => rule);
  const places = new Map<string, Place>();
  const placeOf = (name: string, namespace: string | null): Place => {
    const key = `${namespace ?? ''}/${name}`;
    const place = places.get(key) ?? { namespace, name, findings: [], others: [] };
    places.set(key, place);
    return place;
  };
  for (const rule of result.rules) {
    const name = nameOf(areaOf(rule.id));
    for (const finding of findings.get(rule.id) ?? []) placeOf(name, namespaceOf(finding)).findings.push(finding);
    const others = resultsOfRule(rule, unknown.get(rule.id) ?? [], seconds);
    if (others.length > 0) placeOf(name, null).others.push(...others);
  }
  return [...places]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { namespace, name, findings: here, others }]) => ({
      apiVersion,
      kind: namespace === null ? cluster : namespaced,
      name,
      namespace,
      numbers: summaryOf(here),
      findings: gravestFirst(here).map((finding) => resultOfFinding(finding, seconds)),
      others,
    }));
}

/** Those are kept where not all fit. */
const gravestFirst = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => rank(a) - rank(b));

const rank = ({ severity, suppressed }: Finding): number =>
  severities.indexOf(severity) + (suppressed ? severities.length : 0);

/** What an API server takes for a name or a namespace: RFC 1123, at most 63 characters. */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const nameOf = (area: string): string => `netlint-${label.test(area) ? area : 'other'}`;

/** Snapshots may say anything: what is no namespace stands with the cluster. */
const namespaceOf = ({ target: { namespace } }: Finding): string | null =>
  namespace !== undefined && label.test(namespace) ? namespace : null;

function snapshotSeconds({ snapshot }: Result): number {
  const milliseconds = snapshot.to === null ? Number.NaN : Date.parse(snapshot.to);
  // The format has no time before the year 1 and none after 9999; neither has a cluster.
  return Number.isNaN(milliseconds) ? 0 : Math.max(0, Math.min(253_402_300_799, Math.floor(milliseconds / 1000)));
}
