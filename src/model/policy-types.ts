/** What a NetworkPolicy (networking.k8s.io/v1) says, with the API's defaults filled in. */
export interface NetworkPolicy {
  readonly namespace: string;
  readonly name: string;
  /** Empty: all pods of the namespace. */
  readonly podSelector: LabelSelector;
  /** For which directions the selected pods get only what some policy allows. */
  readonly isolates: { readonly ingress: boolean; readonly egress: boolean };
  /** None: nothing is allowed. */
  readonly ingress: readonly PolicyRule[];
  readonly egress: readonly PolicyRule[];
  readonly createdAt: string | null;
}

export interface PolicyRule {
  /** Who may be at the other end; null is everybody. */
  readonly peers: readonly PolicyPeer[] | null;
  /** null is every port. */
  readonly ports: readonly PolicyPort[] | null;
}

export type PolicyPeer =
  | { readonly kind: 'ip-block'; readonly cidr: string; readonly except: readonly string[] }
  /** null is a selector that was left out: no podSelector is all pods, no namespaceSelector the policy's own namespace. */
  | {
      readonly kind: 'pods';
      readonly podSelector: LabelSelector | null;
      readonly namespaceSelector: LabelSelector | null;
    };

export interface PolicyPort {
  /** tcp, udp, sctp. */
  readonly protocol: string;
  /** A number, or a name of the pod's containers; null is every port of the protocol. */
  readonly port: number | string | null;
  readonly endPort: number | null;
}

/** All of it must hold; an empty one selects everything. */
export interface LabelSelector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly {
    readonly key: string;
    /** In, NotIn, Exists, DoesNotExist. */
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}
