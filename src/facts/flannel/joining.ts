import type { ClusterModel, NodeModel } from '../../model/types.ts';

/** A node counts as joining for this long after it was made, as long as it is not Ready: flannel may still be at work. */
const JOINING_SECONDS = 120;

/** True for a new node that has not become Ready, and for one that has just been started. */
export function isJoining(node: NodeModel, cluster: ClusterModel): boolean {
  if (node.kubernetes.state !== 'known' || node.kubernetes.value.ready !== false) return false;
  const uptime = node.system.state === 'known' ? node.system.value.uptimeSeconds : null;
  if (uptime !== null && uptime < JOINING_SECONDS) return true;
  const created = Date.parse(node.kubernetes.value.createdAt ?? '');
  const taken = Date.parse(cluster.takenAt ?? '');
  return taken - created < JOINING_SECONDS * 1000;
}
