import type { Item, Scalar } from '../facts/types.ts';
import type { ManifestSource } from '../snapshot/types.ts';

export const RESULT_VERSION = 1;

/** Rule of the finding about a waiver that holds no more. */
export const EXPIRED_WAIVER = 'gate/waiver-expired';

export type { Severity } from '../rules/severity.ts';
export { severities } from '../rules/severity.ts';

import type { Severity } from '../rules/severity.ts';

/** The published JSON result (schema/result.schema.json). Same snapshot, same bytes. */
export interface Result {
  readonly version: typeof RESULT_VERSION;
  readonly snapshot: SnapshotSummary;
  readonly scope: Scope;
  readonly coverage: Coverage;
  readonly summary: Summary;
  /** Roots first: severity, then how much they explain, then key. */
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownOutcome[];
  /** Every rule that was judged, sorted by id. `gate/…` are netlint's own and in no coverage. */
  readonly rules: readonly RuleOutcomes[];
  /** The waivers of the configuration, in its order. */
  readonly waivers: readonly WaiverUse[];
  /** Null where the scan was compared with none. */
  readonly baseline: BaselineUse | null;
}

/** What was left out on request: nothing is said about it, and it lowers no coverage. */
export interface Scope {
  /** Globs of --rule, --node and --namespace; empty for everything. */
  readonly rules: readonly string[];
  readonly nodes: readonly string[];
  readonly namespaces: readonly string[];
  /** Rules that the configuration turned off. */
  readonly off: readonly string[];
}

/** Numbers of findings. roots + folded + suppressed are all of them. */
export interface Summary {
  /** Not suppressed, and explained by no other finding. */
  readonly roots: number;
  /** Not suppressed, and explained by another one. */
  readonly folded: number;
  /** Accepted by a waiver, roots and folded ones. */
  readonly suppressed: number;
  /** Of roots and folded ones. */
  readonly bySeverity: Readonly<Record<Severity, number>>;
}

/** What came of one rule, in numbers of targets. */
export interface RuleOutcomes {
  readonly id: string;
  readonly title: string;
  readonly failureMode: string | null;
  /** In force: the configuration may have changed the one in the rule's file. */
  readonly severity: Severity;
  readonly failed: number;
  readonly passed: number;
  readonly unknown: number;
  readonly notApplicable: number;
}

export interface Waiver {
  readonly rule: string;
  /** Glob over target keys. */
  readonly target: string;
  readonly reason: string;
  readonly owner: string;
  /** `2026-12-31`: the last day on which it holds, in UTC. */
  readonly expires: string;
}

export interface WaiverUse extends Waiver {
  /** `netlint.yaml:12` */
  readonly place: string;
  readonly state: 'active' | 'expired';
  /** Findings that it names; 0 for one that is not needed any more. */
  readonly matches: number;
}

/** Why a finding does not count: somebody has accepted it. */
export interface Suppression extends Waiver {
  readonly kind: 'waiver';
  /** Fingerprint of the root whose waiver covers this folded finding; null where a waiver names the finding itself. */
  readonly through: string | null;
}

/** A finding of an earlier scan. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly target: string;
  readonly severity: Severity;
}

/** What the comparison with a baseline came to. */
export interface BaselineUse {
  /** Cluster and time of the snapshot that it was made from. */
  readonly cluster: string | null;
  readonly taken: string | null;
  /** Findings that are not in it, and that are in it. */
  readonly new: number;
  readonly known: number;
  /** In it, looked for and not found: stale entries. */
  readonly fixed: readonly BaselineEntry[];
  /** In it, and nobody could or was asked to look. */
  readonly unseen: readonly (BaselineEntry & { readonly reason: string })[];
}

interface SnapshotSummary {
  readonly cluster: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly netlint: string;
  readonly nodes: readonly string[];
  /** What netlint does not model here, said once: Windows nodes, an unknown CNI. */
  readonly notes: readonly string[];
}

export interface CoverageCount {
  readonly checked: number;
  readonly unknown: number;
  readonly notApplicable: number;
  /** 100 × checked / (checked + unknown), one decimal; 100 when nothing applied. */
  readonly percent: number;
}

export interface Coverage extends CoverageCount {
  readonly byArea: Readonly<Record<string, CoverageCount>>;
  readonly byNode: Readonly<Record<string, CoverageCount>>;
  readonly sources: readonly ManifestSource[];
}

export interface FindingTarget {
  readonly kind: string;
  readonly key: string;
  readonly node?: string;
  readonly netns?: string;
  readonly device?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly peer?: string;
  readonly bridge?: string;
}

export interface Evidence {
  /** Name of the fact. */
  readonly path: string;
  readonly value: Scalar | null | readonly Item[];
  /** The commands that it was read from, and where. */
  readonly source: string;
}

export type Fix = { readonly on: string; readonly run: string } | { readonly on: string; readonly manual: string };

export interface Finding {
  readonly rule: string;
  readonly title: string;
  /** `FM-054`; null where a user's own rule names none. */
  readonly failureMode: string | null;
  readonly severity: Severity;
  readonly target: FindingTarget;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly remediation: string;
  readonly fix: readonly Fix[];
  readonly verify: string;
  readonly references: readonly { readonly title: string; readonly url: string }[];
  readonly fingerprint: string;
  /** Fingerprint of the root that this one folds under; null for a root. */
  readonly causedBy: string | null;
  /** Number of findings folded under this one. */
  readonly explains: number;
  /** Set where a waiver accepts it: it is shown, marked, and counts for no gate. */
  readonly suppressed: Suppression | null;
  /** Compared with the baseline; null where there is none. */
  readonly baseline: 'new' | 'known' | null;
}

export interface UnknownOutcome {
  readonly rule: string;
  readonly target: string;
  readonly missing: string;
  readonly reason: string;
}
