import type { Item, Scalar } from '../facts/types.ts';
import type { ManifestSource } from '../snapshot/types.ts';

export const RESULT_VERSION = 1;

export type { Severity } from '../rules/severity.ts';
export { severities } from '../rules/severity.ts';

import type { Severity } from '../rules/severity.ts';

/** The published JSON result (schema/result.schema.json). Same snapshot, same bytes. */
export interface Result {
  readonly version: typeof RESULT_VERSION;
  readonly snapshot: SnapshotSummary;
  readonly coverage: Coverage;
  /** Roots first: severity, then how much they explain, then key. */
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownOutcome[];
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
}

export interface UnknownOutcome {
  readonly rule: string;
  readonly target: string;
  readonly missing: string;
  readonly reason: string;
}
