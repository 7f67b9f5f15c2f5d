import type { Finding, FindingTarget, RuleOutcomes, Severity, UnknownOutcome } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import { areaOf, numberOf } from './group.ts';
import { shorten } from './shorten.ts';

/** An entry of `results`, the same in both formats. */
export interface PolicyResult {
  readonly source: string;
  readonly policy: string;
  readonly rule?: string;
  readonly category: string;
  readonly severity: Severity;
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
  readonly result: 'pass' | 'fail' | 'warn' | 'error' | 'skip';
  readonly scored: boolean;
  readonly message: string;
  readonly resources?: readonly Readonly<Record<string, string>>[];
  readonly properties?: Readonly<Record<string, string>>;
}

/** Reasons that one entry names. */
const REASONS = 3;

export function resultOfFinding(finding: Finding, seconds: number): PolicyResult {
  const { rule, severity, message, fingerprint, causedBy, suppressed, baseline, target, failureMode } = finding;
  return {
    source: 'netlint',
    policy: rule,
    rule: tame(target.key),
    category: areaOf(rule),
    severity,
    timestamp: { seconds, nanos: 0 },
    // What a waiver accepts is shown and fails nothing; what loses no packets yet is a warning.
    result: suppressed ? 'skip' : severity === 'low' || severity === 'info' ? 'warn' : 'fail',
    scored: !suppressed,
    message: tame(message),
    ...resourcesOf(target),
    properties: {
      fingerprint,
      ...(failureMode === null ? {} : { failureMode }),
      ...(causedBy === null ? {} : { causedBy }),
      ...(baseline === null ? {} : { baseline }),
      ...(suppressed
        ? { suppressed: tame(`${suppressed.reason} (${suppressed.owner}, until ${suppressed.expires})`) }
        : {}),
    },
  };
}

/** What a rule has beside its findings, one entry an outcome: passes and what nobody could look at. */
export function resultsOfRule(
  { id, severity, passed, unknown, notApplicable, failed }: RuleOutcomes,
  reasons: readonly UnknownOutcome[],
  seconds: number,
): readonly PolicyResult[] {
  const entry = (result: PolicyResult['result'], message: string): PolicyResult => ({
    source: 'netlint',
    policy: id,
    category: areaOf(id),
    severity,
    timestamp: { seconds, nanos: 0 },
    result,
    scored: true,
    message,
  });
  const why = [...new Set(reasons.map(({ missing, reason }) => `${missing}: ${reason}`))].sort();
  const more = why.length > REASONS ? `; and ${why.length - REASONS} more reasons` : '';
  const unseen = `could not be judged on ${numberOf(unknown, 'target')}: ${why.slice(0, REASONS).join('; ')}`;
  return [
    ...(passed > 0 ? [entry('pass', `passed on ${numberOf(passed, 'target')}`)] : []),
    ...(unknown > 0 ? [entry('error', `${tame(unseen)}${more}`)] : []),
    ...(passed + unknown + failed === 0 && notApplicable > 0 ? [entry('skip', 'applies to nothing here')] : []),
  ];
}

/** The object that it is about, for those who show findings beside objects; a node of a cluster is one, a machine that is none is not told apart. */
function resourcesOf({ kind, node, namespace, name }: FindingTarget): Pick<PolicyResult, 'resources'> {
  if ((kind === 'pod' || kind === 'service') && namespace !== undefined && name !== undefined)
    return {
      resources: [
        { apiVersion: 'v1', kind: kind === 'pod' ? 'Pod' : 'Service', namespace: tame(namespace), name: tame(name) },
      ],
    };
  return node === undefined ? {} : { resources: [{ apiVersion: 'v1', kind: 'Node', name: tame(node) }] };
}

const tame = (text: string): string => visible(shorten(text));
