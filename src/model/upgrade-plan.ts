import type { KubernetesVersion } from '../parse/kubernetes-version.ts';

/** What an upgrade check is about: where the cluster is to go, and what changes on the way. */
export interface UpgradePlan {
  readonly target: KubernetesVersion;
  /** The newest release that the table of changes was written for; what it says of later ones is plans. */
  readonly newest: KubernetesVersion;
  /** Sorted by version. */
  readonly changes: readonly KubernetesChange[];
}

/** deprecated: it works, and is warned of · disabled: off unless somebody turns it on again · removed: it is gone. */
export type Stage = 'deprecated' | 'disabled' | 'removed';

/** What a minor of Kubernetes changes for the network of a cluster. */
export interface KubernetesChange {
  /** What it is about: `kube-proxy-ipvs`. */
  readonly subject: string;
  readonly version: KubernetesVersion;
  readonly stage: Stage;
  /** A plan may move: no release has it yet. */
  readonly planned: boolean;
  /** Of the kubelet, without dashes; for the subject `kubelet-flags`. */
  readonly flags: readonly string[];
}
