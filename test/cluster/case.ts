import type { FaultCase } from '../lab/case.ts';
import type { RealForm } from './form.ts';
import type { RealCluster } from './real-cluster.ts';
import { restartPod } from './restart-pod.ts';

/** A fault put into a running cluster of real daemons. How one is run: run-case.ts. */
export interface RealCase extends FaultCase<RealCluster, Partial<RealForm>> {
  /** Part of the small set that runs with the ordinary tests. */
  readonly smoke?: true;
  /** Every kube-proxy has run for half a minute: before that, rules expect its first sync. */
  readonly calm?: true;
  /** Seconds that the daemons may take to make it better once the fix is typed; default 20. */
  readonly healsWithin?: number;
  /** A cluster that has been through this is not used for other cases. */
  readonly last?: true;
}

/** Looks wrong, or is an ordinary event, and nothing at or above medium may be said. */
export interface RealOddity {
  readonly name: string;
  readonly form?: Partial<RealForm>;
  readonly smoke?: true;
  readonly inject: (cluster: RealCluster) => Promise<unknown>;
  /** Goes on while netlint reads; returns what ends it. Traffic may suffer from it. */
  readonly meanwhile?: (cluster: RealCluster) => () => Promise<void>;
  /** Puts things back for the next case. */
  readonly undo?: (cluster: RealCluster) => Promise<unknown>;
}

/** `manual: restart the flannel pod on node1`, as a person would do it. */
export const restartsFlannel =
  (...nodes: readonly string[]) =>
  (cluster: RealCluster): Promise<void> =>
    restartPod(cluster, 'kube-flannel', nodes);

export const restartsKubeProxy =
  (...nodes: readonly string[]) =>
  (cluster: RealCluster): Promise<void> =>
    restartPod(cluster, 'kube-proxy', nodes);
