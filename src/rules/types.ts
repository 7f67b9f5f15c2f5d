import type { FactType, FactValue, Scalar, TargetKind } from '../facts/types.ts';
import type { Severity } from './severity.ts';
import type { Template } from './template.ts';

/** A rule file, checked: every fact, operator, type, parameter and template name in it exists. */
export interface Rule {
  /** `flannel/vtep-mac-stale`: the path below the rules folder. */
  readonly id: string;
  readonly area: string;
  /** The file as the user may name it. */
  readonly file: string;
  /** False for the catalogue's rules. */
  readonly own: boolean;
  readonly title: string;
  readonly severity: Severity;
  /** `FM-054`; null for a user's rule about something that the catalogue does not have. */
  readonly failureMode: string | null;
  readonly target: TargetKind;
  /** For rules about pairs: the list fact of the node whose items' `peer` are the pairs to look at. */
  readonly among: string | null;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly when: Condition | null;
  readonly fail: Condition;
  /** Leaves of `when` and `fail` in reading order; `leaf.index` is the position here. */
  readonly leaves: readonly Leaf[];
  /** Rules whose findings explain this one's, the likeliest first. */
  readonly explainedBy: readonly Explanation[];
  /** Its findings stand alone only where nothing that loses packets was found about the same nodes. */
  readonly lastResort: boolean;
  /** Tells findings apart that have rule and target in common. */
  readonly discriminator: Template | null;
  readonly message: Template;
  /** Facts that a finding shows. */
  readonly evidence: readonly string[];
  readonly remediation: Template;
  readonly fix: readonly FixStep[];
  readonly verify: Template;
  readonly references: readonly Reference[];
  /** Why no case on a real kernel shows the rule, and what its tests rest on instead; null where one does. */
  readonly proof: MissingProof | null;
  readonly tests: readonly RuleTest[];
  /** Line and column of a place in the file, for what is found after loading. */
  readonly place: (at: number) => { readonly line: number; readonly column: number };
}

export interface Explanation {
  readonly rule: string;
  /**
   * Where it explains only what is about the same device: the fields of the other rule's failing items that name devices, to compare with
   * the field `device` of this rule's. Null where the same node is enough.
   */
  readonly device: readonly string[] | null;
  readonly at: number;
}

export interface Reference {
  readonly title: string;
  readonly url: string;
}

export interface MissingProof {
  /** Why it cannot be shown on a real kernel. */
  readonly none: string;
  /** Where the text comes from that its tests work with. */
  readonly fixture: string;
}

export interface Parameter {
  readonly name: string;
  readonly type: Exclude<FactType, 'list'>;
  readonly value: Scalar;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly values: readonly Scalar[] | null;
  readonly doc: string;
}

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | Leaf;

export type LeafValue = Scalar | readonly Scalar[] | Readonly<Record<string, Scalar | null>> | null;

export interface Leaf {
  readonly kind: 'leaf';
  /** Position among the rule's leaves, from 0. */
  readonly index: number;
  readonly fact: string;
  readonly operator: string;
  readonly value: LeafValue;
  /** Set when the value is the parameter's. */
  readonly parameter: string | null;
  readonly at: number;
}

/** One thing to do: a command, or something that no command does. With `each`, once for every item of that list fact. */
export interface FixStep {
  readonly on: Template;
  readonly each: string | null;
  readonly action: { readonly run: Template } | { readonly manual: Template };
}

export const outcomes = ['fail', 'pass', 'unknown', 'notApplicable'] as const;
export type OutcomeName = (typeof outcomes)[number];

export interface RuleTest {
  readonly name: string;
  readonly given: ReadonlyMap<string, FactValue>;
  /** Parameters that the test sets. */
  readonly parameters: ReadonlyMap<string, Scalar>;
  readonly expect: OutcomeName;
  /** The finding's message, where the test says it. */
  readonly message: string | null;
  /** The fix commands of the finding, where the test says them. */
  readonly fix: readonly string[] | null;
  readonly at: number;
}
