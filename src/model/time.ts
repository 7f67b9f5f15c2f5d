import type { ClusterModel } from './types.ts';

/**
 * Seconds from a time of the API (RFC 3339) to the moment when the reading of the nodes began; below 0 for what came later. Without
 * motion.json, to the snapshot's last reading. null where either time is not known.
 */
export function secondsBeforeNodes(
  cluster: Pick<ClusterModel, 'motion' | 'takenAt'>,
  time: string | null,
): number | null {
  if (time === null) return null;
  if (cluster.motion !== null) return cluster.motion.secondsBefore(time);
  const seconds = (Date.parse(cluster.takenAt ?? '') - Date.parse(time)) / 1000;
  return Number.isNaN(seconds) ? null : seconds;
}
