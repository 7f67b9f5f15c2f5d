import { fingerprintOf } from '../evaluate/fingerprint.ts';
import { matchesGlob } from '../evaluate/glob.ts';
import { summaryOf } from '../evaluate/summary.ts';
import type { Finding, Result, RuleOutcomes, Severity, Suppression, Waiver } from '../evaluate/types.ts';
import { EXPIRED_WAIVER, severities } from '../evaluate/types.ts';
import type { Day } from './day.ts';
import { createCompleteness } from './looked-for.ts';

const TITLE = 'A waiver has expired';
const DEFAULT_SEVERITY: Severity = 'medium';

export interface Acceptance {
  /** With the file and line of each. */
  readonly waivers: readonly (Waiver & { readonly place: string })[];
  readonly today: Day;
  /** Of the finding about a waiver that has expired; null for the usual one. */
  readonly severity: Severity | null;
}

/**
 * Marks what is accepted. A waiver holds through its last day; from the next one on it accepts nothing and is a finding itself.
 * The waiver of a root covers what is folded under it, except what is graver than the root: who accepts a risk has not accepted
 * the loss that came of it.
 */
export function applyWaivers(result: Result, { waivers, today, severity }: Acceptance): Result {
  if (waivers.length === 0) return result;
  const matches = new Map(waivers.map((waiver) => [waiver, 0]));
  const byRule = Map.groupBy(waivers, ({ rule }) => rule);
  const own = result.findings.map((finding): Suppression | null => {
    const naming = (byRule.get(finding.rule) ?? []).filter(({ target }) => matchesGlob(finding.target.key, target));
    for (const waiver of naming) matches.set(waiver, (matches.get(waiver) ?? 0) + 1);
    const active = naming.find(({ expires }) => today <= expires);
    return active ? suppressionOf(active, null) : null;
  });
  const roots = new Map<string, { readonly suppression: Suppression; readonly root: Finding }>();
  for (const [index, root] of result.findings.entries()) {
    const suppression = own[index];
    if (suppression && root.causedBy === null) roots.set(root.fingerprint, { suppression, root });
  }
  const marked = result.findings.map((finding, index): Finding => {
    const suppressed = own[index] ?? throughRoot(finding, roots);
    return suppressed ? { ...finding, suppressed } : finding;
  });
  const uses = waivers.map((waiver) => ({
    ...publicPart(waiver),
    place: waiver.place,
    state: today <= waiver.expires ? ('active' as const) : ('expired' as const),
    matches: matches.get(waiver) ?? 0,
  }));
  const isComplete = createCompleteness(result);
  const expired = uses
    .filter(({ state }) => state === 'expired')
    .map((waiver) => expiredFinding(waiver, severity ?? DEFAULT_SEVERITY, isComplete(waiver.rule)));
  const findings = withRoots(marked, expired);
  const outcomes: RuleOutcomes = {
    id: EXPIRED_WAIVER,
    title: TITLE,
    failureMode: null,
    severity: severity ?? DEFAULT_SEVERITY,
    failed: expired.length,
    passed: uses.length - expired.length,
    unknown: 0,
    notApplicable: 0,
  };
  return {
    ...result,
    summary: summaryOf(findings),
    findings,
    rules: [...result.rules, outcomes].sort((a, b) => (a.id < b.id ? -1 : 1)),
    waivers: uses,
  };
}

/** Without the place, which is the configuration's. */
const publicPart = ({ rule, target, reason, owner, expires }: Waiver): Waiver => ({
  rule,
  target,
  reason,
  owner,
  expires,
});

const suppressionOf = (waiver: Waiver, through: string | null): Suppression => ({
  kind: 'waiver',
  ...publicPart(waiver),
  through,
});

function throughRoot(
  { causedBy, severity }: Finding,
  roots: ReadonlyMap<string, { readonly suppression: Suppression; readonly root: Finding }>,
): Suppression | null {
  const accepted = causedBy === null ? undefined : roots.get(causedBy);
  if (!accepted || severities.indexOf(severity) < severities.indexOf(accepted.root.severity)) return null;
  return suppressionOf(accepted.suppression, accepted.root.fingerprint);
}

/** `judged`: its rule was looked at everywhere, so that nothing found means nothing there. */
function expiredFinding(waiver: Result['waivers'][number], severity: Severity, judged: boolean): Finding {
  const { rule, target, reason, owner, expires, place, matches } = waiver;
  const key = `waiver/${rule}@${target}`;
  const idle = matches === 0 && judged;
  const now = idle
    ? 'there is no such finding any more'
    : matches === 0
      ? 'nobody looked everywhere whether there is such a finding'
      : `${matches} ${matches === 1 ? 'finding counts' : 'findings count'} again`;
  return {
    rule: EXPIRED_WAIVER,
    title: TITLE,
    failureMode: null,
    severity,
    target: { kind: 'waiver', key },
    message: `The waiver of ${rule} on ${target} held until ${expires}: ${now}`,
    evidence: [],
    remediation: idle
      ? `Remove the waiver (${place}).`
      : `Mend what it accepts, or agree on another day with ${owner} and write it into ${place}. It was accepted because: ${reason}`,
    fix: [],
    verify: '',
    references: [],
    fingerprint: fingerprintOf(EXPIRED_WAIVER, key, null),
    causedBy: null,
    explains: 0,
    suppressed: null,
    baseline: null,
  };
}

/** Puts roots where the order of findings has them: by severity, then by how much they explain, then by key. */
function withRoots(findings: readonly Finding[], roots: readonly Finding[]): readonly Finding[] {
  const waiting = roots.toSorted(compareRoots);
  const joined: Finding[] = [];
  for (const finding of findings) {
    while (waiting[0] && (finding.causedBy !== null || compareRoots(waiting[0], finding) < 0))
      joined.push(...waiting.splice(0, 1));
    joined.push(finding);
  }
  return [...joined, ...waiting];
}

function compareRoots(a: Finding, b: Finding): number {
  const bySeverity = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  if (bySeverity !== 0) return bySeverity;
  return b.explains - a.explains || (a.target.key < b.target.key ? -1 : 1);
}
