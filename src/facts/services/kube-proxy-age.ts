import type { NodeModel } from '../../model/types.ts';
import { daemonAge } from '../node/daemon-age.ts';

/** Seconds since the start of kube-proxy's process; null where nobody said. */
export const kubeProxyAge = (node: NodeModel): number | null => daemonAge(node, 'kube-proxy');

/** Whether kube-proxy has ended a sync since its start, for each family that it does: it counts them from there. Null where its metrics do not tell. */
export function hasSynced({ kubeProxy: { metrics } }: NodeModel): boolean | null {
  if (metrics.state !== 'known') return null;
  const last = [...metrics.value].filter(([name]) =>
    name.startsWith('kubeproxy_sync_proxy_rules_last_timestamp_seconds'),
  );
  return last.length === 0 ? null : last.every(([, time]) => time > 0);
}
