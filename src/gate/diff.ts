import type { CoverageCount, Evidence, Finding, Result, Severity } from '../evaluate/types.ts';
import { EXPIRED_WAIVER } from '../evaluate/types.ts';
import type { Picture } from '../model/picture.ts';
import type { CoverageChange } from './diff-coverage.ts';
import { coverageChange } from './diff-coverage.ts';
import type { EvidenceChange } from './diff-evidence.ts';
import { evidenceChanges } from './diff-evidence.ts';
import type { MovedFacts } from './diff-facts.ts';
import { movedFacts } from './diff-facts.ts';
import { createSight } from './looked-for.ts';

/** One side of a comparison. */
export interface ComparedScan {
  readonly result: Result;
  /** Null for a saved result. */
  readonly picture: Picture | null;
}

/** What changed between two scans; findings are the same where their fingerprints are. */
export interface Diff {
  readonly version: 1;
  readonly before: DiffSide;
  readonly after: DiffSide;
  readonly new: readonly NewFinding[];
  readonly fixed: readonly DiffFinding[];
  /** Was found before, and nobody looked for it after. */
  readonly unseen: readonly (DiffFinding & { readonly reason: string })[];
  readonly changed: readonly ChangedFinding[];
  /** Number of findings that are the same with the same evidence. */
  readonly unchanged: number;
  readonly coverage: CoverageChange;
  /** Null where one side is a saved result, which does not have them. */
  readonly facts: MovedFacts | null;
}

interface DiffSide {
  readonly cluster: string | null;
  readonly taken: string | null;
  readonly nodes: number;
  readonly coverage: CoverageCount;
}

export interface DiffFinding {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly target: string;
  readonly message: string;
  readonly fingerprint: string;
  readonly causedBy: string | null;
  /** Pods of one owner share a fingerprint: how many findings have it. */
  readonly findings: number;
  readonly suppressed: boolean;
}

interface NewFinding extends DiffFinding {
  /** Why it could not be seen before, so that it may be older; null where somebody looked. */
  readonly unseenBefore: string | null;
}

interface ChangedFinding extends DiffFinding {
  readonly severityBefore: Severity;
  readonly evidence: readonly EvidenceChange[];
}

export function diff(before: ComparedScan, after: ComparedScan): Diff {
  const older = groupsOf(before.result);
  const newer = groupsOf(after.result);
  const whyUnseenBefore = createSight(before.result);
  const whyUnseenAfter = createSight(after.result);
  const changed: ChangedFinding[] = [];
  const added: NewFinding[] = [];
  let unchanged = 0;
  for (const [fingerprint, findings] of newer) {
    const was = older.get(fingerprint);
    const now = describe(findings);
    if (!was) added.push({ ...now, unseenBefore: whyUnseenBefore(now) });
    else {
      const evidence = evidenceChanges(evidenceOf(was), evidenceOf(findings));
      const severityBefore = was[0].severity;
      if (evidence.length === 0 && severityBefore === now.severity) unchanged++;
      else changed.push({ ...now, severityBefore, evidence });
    }
  }
  const fixed: DiffFinding[] = [];
  const unseen: Diff['unseen'][number][] = [];
  for (const [fingerprint, findings] of older) {
    if (newer.has(fingerprint)) continue;
    const gone = describe(findings);
    const reason = whyUnseenAfter(gone);
    if (reason === null) fixed.push(gone);
    else unseen.push({ ...gone, reason });
  }
  return {
    version: 1,
    before: sideOf(before.result),
    after: sideOf(after.result),
    new: added,
    fixed,
    unseen,
    changed,
    unchanged,
    coverage: coverageChange(before.result, after.result),
    facts: before.picture && after.picture ? movedFacts(before.picture, after.picture) : null,
  };
}

type Group = readonly [Finding, ...Finding[]];

/** By fingerprint, in the order of the result. What is about waivers is not about the cluster. */
function groupsOf({ findings }: Result): ReadonlyMap<string, Group> {
  const groups = Map.groupBy(
    findings.filter(({ rule }) => rule !== EXPIRED_WAIVER),
    ({ fingerprint }) => fingerprint,
  );
  return groups as ReadonlyMap<string, unknown> as ReadonlyMap<string, Group>;
}

function describe(findings: Group): DiffFinding {
  const [{ rule, title, severity, target, message, fingerprint, causedBy }] = findings;
  const suppressed = findings.every((finding) => finding.suppressed);
  return {
    rule,
    title,
    severity,
    target: target.key,
    message,
    fingerprint,
    causedBy,
    findings: findings.length,
    suppressed,
  };
}

const evidenceOf = (findings: Group): readonly Evidence[] => findings.flatMap(({ evidence }) => evidence);

function sideOf({ snapshot, coverage: { checked, unknown, notApplicable, percent } }: Result): DiffSide {
  return {
    cluster: snapshot.cluster,
    taken: snapshot.to,
    nodes: snapshot.nodes.length,
    coverage: { checked, unknown, notApplicable, percent },
  };
}
