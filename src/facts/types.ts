import type { ClusterModel, NetworkNamespace, NodeModel, Pod, Service, ServicePort } from '../model/types.ts';
import type { Link } from '../parse/records.ts';

export type TargetKind = 'cluster' | 'node' | 'device' | 'pod' | 'service' | 'peer' | 'bridge';

/** What a rule is evaluated on. `key` is the identity of a finding: it survives the night (see docs/rules.md). */
export type Target =
  | { readonly kind: 'cluster'; readonly key: 'cluster' }
  | { readonly kind: 'node'; readonly key: string; readonly node: NodeModel }
  | {
      readonly kind: 'device';
      readonly key: string;
      readonly node: NodeModel;
      readonly netns: NetworkNamespace;
      readonly device: Link;
    }
  | {
      readonly kind: 'pod';
      readonly key: string;
      readonly pod: Pod;
      readonly node: NodeModel;
      readonly netns: NetworkNamespace;
    }
  | { readonly kind: 'service'; readonly key: string; readonly service: Service; readonly port: ServicePort }
  | { readonly kind: 'peer'; readonly key: string; readonly node: NodeModel; readonly peer: NodeModel }
  | { readonly kind: 'bridge'; readonly key: string; readonly node: NodeModel; readonly bridge: string };

export type TargetOf<K extends TargetKind> = Extract<Target, { kind: K }>;

export type Scalar = string | number | boolean;
/** An item of a list fact: flat, so that rules and messages can name its fields. */
export type Item = Readonly<Record<string, Scalar | null>>;

export type FactType = 'string' | 'integer' | 'number' | 'boolean' | 'list';

/** A value, absent (looked, not there) or unknown (not looked). Lists know whom they could not ask. */
export type FactValue =
  | { readonly state: 'value'; readonly value: Scalar }
  | { readonly state: 'list'; readonly items: readonly Item[]; readonly unseen: readonly Unseen[] }
  | { readonly state: 'absent'; readonly reason: string }
  | { readonly state: 'unknown'; readonly missing: string; readonly reason: string };

export interface Unseen {
  /** Whom: `node/n3`, `pod/default/web`. */
  readonly who: string;
  readonly missing: string;
  readonly reason: string;
}

export interface FactContext {
  readonly cluster: ClusterModel;
  /** Value of another fact on another target, computed once. */
  readonly fact: (name: string, target: Target) => FactValue;
  /** Kept for the time of one evaluation: `memo('owners', () => …)`. */
  readonly memo: <T>(key: string, make: () => T) => T;
}

export interface Fact<K extends TargetKind = TargetKind> {
  /** `node.overlay.stalePeers`; starts with the target kind. */
  readonly name: string;
  readonly target: K;
  readonly type: FactType;
  /** Fields of a list's items, with their type. */
  readonly fields?: Readonly<Record<string, 'string' | 'integer' | 'number' | 'boolean' | 'mac' | 'ip' | 'cidr'>>;
  readonly unit?: string;
  /** Closed set of values, when there is one: checked in rules. */
  readonly values?: readonly string[];
  /** One or two sentences for rule authors. */
  readonly doc: string;
  /** Inputs it rests on: probe ids (`ip-neigh`) and `cluster/<resource>`. */
  readonly sources: readonly string[];
  /** Probe ids that were also read on the nodes which the items name as `peer`, for the evidence; ip-link and ip-addr of `sources` unless given. */
  readonly peerSources?: readonly string[];
  readonly compute: (target: TargetOf<K>, context: FactContext) => FactValue;
}

/** Keeps the target kind in the type of `compute`. */
export function defineFact<K extends TargetKind>(fact: Fact<K>): Fact<K> {
  return fact;
}
