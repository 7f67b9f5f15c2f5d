import type { Result as SarifResult } from 'sarif';
import type { BaselineEntry, Finding, Result, Severity } from '../evaluate/types.ts';
import { visible, visibleLines } from './escape.ts';
import { shorten } from './shorten.ts';

export const levels = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
} as const satisfies Readonly<Record<Severity, SarifResult['level']>>;

type RuleIndex = ReadonlyMap<string, number>;

export function sarifResult(finding: Finding, { snapshot }: Result, ruleIndex: RuleIndex): SarifResult {
  const { rule, severity, message, target, fingerprint, causedBy, suppressed, baseline, fix, remediation, evidence } =
    finding;
  return {
    ...about(rule, ruleIndex),
    kind: 'fail',
    level: levels[severity],
    message: { text: tame(message) },
    locations: [location(snapshot.cluster, target.key, target.kind)],
    partialFingerprints: fingerprints(fingerprint),
    ...(baseline === null ? {} : { baselineState: baseline === 'new' ? 'new' : 'unchanged' }),
    ...(suppressed === null
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: tame(`${suppressed.reason} (${suppressed.owner}, until ${suppressed.expires})`),
            },
          ],
        }),
    properties: {
      severity,
      ...(causedBy === null ? {} : { causedBy }),
      remediation: visibleLines(shorten(remediation)),
      evidence: evidence.map(({ path, value, source }) =>
        tame(`${path} = ${shorten(JSON.stringify(value), 1000)}${source === '' ? '' : ` (${source})`}`),
      ),
      fix: some(fix.map((step) => tame(`${step.on}: ${'run' in step ? step.run : `(by hand) ${step.manual}`}`))),
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
    kind: 'pass',
    level: 'none',
    message: { text: `${rule} on ${tame(target)} is fixed since the baseline` },
    locations: [location(snapshot.cluster, target, target.slice(0, Math.max(target.indexOf('/'), 0)) || target)],
    partialFingerprints: fingerprints(fingerprint),
    baselineState: 'absent',
    properties: { severity },
  };
}

function about(rule: string, ruleIndex: RuleIndex): { ruleId: string; ruleIndex?: number } {
  const index = ruleIndex.get(rule);
  return { ruleId: rule, ...(index === undefined ? {} : { ruleIndex: index }) };
}

/** GitHub looks at this one name only, which otherwise holds the hash of a line. */
const fingerprints = (fingerprint: string): Readonly<Record<string, string>> => ({
  'netlint/v1': fingerprint,
  primaryLocationLineHash: `${fingerprint}:1`,
});

/** Steps of a fix that are told. */
const STEPS = 20;

const some = (steps: readonly string[]): readonly string[] =>
  steps.length <= STEPS
    ? steps
    : [...steps.slice(0, STEPS), `and ${steps.length - STEPS} more of ${steps.length} steps`];

const tame = (text: string): string => visible(shorten(text));

/** GitHub shows only results that have a file: one is named after the target, there is none in the repository. */
function location(cluster: string | null, key: string, kind: string): NonNullable<SarifResult['locations']>[number] {
  const path = ['clusters', cluster ?? 'snapshot', ...shorten(key, 1000).split('/')].map(segment).join('/');
  const name = key.slice(key.lastIndexOf('/') + 1);
  return {
    physicalLocation: { artifactLocation: { uri: path }, region: { startLine: 1 } },
    logicalLocations: [{ fullyQualifiedName: tame(key), name: tame(name), kind: tame(kind) }],
  };
}

/** Part of a relative URI that leads nowhere else. */
const segment = (part: string): string =>
  encodeURIComponent(visible(shorten(part, 300))).replace(/^\.{0,2}$/, (dots) =>
    dots === '' ? '_' : dots.replaceAll('.', '_'),
  );
