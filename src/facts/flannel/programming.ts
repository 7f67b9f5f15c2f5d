import type { Unknown } from '../../model/reading.ts';
import type { ClusterModel, NodeModel } from '../../model/types.ts';
import { unknownBecause } from '../fact-value.ts';
import { justStarted } from '../node/daemon-age.ts';
import { settling } from '../node/settling.ts';
import type { FactValue } from '../types.ts';

/**
 * flanneld makes its device, subnet.env, its firewall rules and the entries for each peer within two or three seconds of its start; where the API
 * answers slowly, or there are many nodes, it takes longer. It gives up, and ends, when it cannot reach the API for 30 s (pkg/subnet/kube).
 */
const PROGRAMMED_SECONDS = 30;

/** Why what flannel writes on a node may not be there yet without a fault: the node has not settled, or its flanneld has just been started. */
export const programming = (node: NodeModel, cluster: ClusterModel): Unknown | null =>
  settling(node, cluster) ?? justStarted(node, 'flanneld', PROGRAMMED_SECONDS);

/** Whether somebody on the node will follow what a peer tells. */
export const followsPeers = ({ processes }: NodeModel): boolean =>
  processes.state !== 'known' || processes.value.some(({ name }) => name === 'flanneld');

/** What lacks while flanneld may still be at work is no fault yet; what is as it ought to be needs no time. */
export function onceProgrammed(node: NodeModel, cluster: ClusterModel, value: FactValue): FactValue {
  if (value.state !== 'absent' && (value.state !== 'list' || value.items.length === 0)) return value;
  const reason = programming(node, cluster);
  return reason === null ? value : unknownBecause(reason);
}
