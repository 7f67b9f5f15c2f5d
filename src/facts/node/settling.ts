import { type Unknown, unknown } from '../../model/reading.ts';
import { secondsBeforeNodes } from '../../model/time.ts';
import type { ClusterModel, NodeModel, Pod } from '../../model/types.ts';
import { unknownBecause } from '../fact-value.ts';
import type { FactValue } from '../types.ts';

/** The daemons of a new node and of the others have this long to follow its Node object. */
const NEW_SECONDS = 60;
/** The same for a node that is not Ready yet: images have to be fetched. */
const UNREADY_SECONDS = 120;
/** After a start of the machine its daemons have this long. */
const STARTED_SECONDS = 120;

/** The status of a pod follows its addresses by this much. */
const NEW_POD_SECONDS = 30;

const settled = new WeakMap<NodeModel, Unknown | null>();

/**
 * Why what a node shows may differ from what the API and the other nodes say of it without a fault: its Node object changed
 * while the nodes were read, the node has just joined, or it has just been started. Null for a node that has settled.
 */
export function settling(node: NodeModel, cluster: ClusterModel): Unknown | null {
  const before = settled.get(node);
  if (before !== undefined) return before;
  const reason = reasonOf(node, cluster);
  settled.set(node, reason);
  return reason;
}

function reasonOf(node: NodeModel, cluster: ClusterModel): Unknown | null {
  const kubernetes = node.kubernetes.state === 'known' ? node.kubernetes.value : null;
  const moved = cluster.motion?.nodeMoved(kubernetes?.name ?? node.name) ?? null;
  if (moved !== null) return unknown('cluster/nodes', moved);
  const uptime = node.system.state === 'known' ? node.system.value.uptimeSeconds : null;
  if (uptime !== null && uptime < STARTED_SECONDS)
    return unknown('uptime', `${node.name} was started ${Math.floor(uptime)} s before it was read`);
  const age = secondsBeforeNodes(cluster, kubernetes?.createdAt ?? null);
  if (kubernetes === null || age === null || age >= (kubernetes.ready === true ? NEW_SECONDS : UNREADY_SECONDS))
    return null;
  return age < 0
    ? unknown('cluster/nodes', `Node ${kubernetes.name} was made while the nodes were read`)
    : unknown('cluster/nodes', `Node ${kubernetes.name} was made ${Math.floor(age)} s before the nodes were read`);
}

/** A difference on a node that has not settled is no fault yet; a node that is as it ought to be needs no time. */
export function onceSettled(node: NodeModel, cluster: ClusterModel, value: FactValue): FactValue {
  if (value.state !== 'list' || value.items.length === 0) return value;
  const reason = settling(node, cluster);
  return reason === null ? value : unknownBecause(reason);
}

/** Why what the API says of a pod and what its node shows of it may differ for a moment; null for one that has settled, and where no pod is known. */
export function podSettling(pod: Pod | null, cluster: ClusterModel): Unknown | null {
  if (pod === null) return null;
  const moved = cluster.motion?.moved('pods', pod.namespace, pod.name) ?? null;
  if (moved !== null) return unknown('cluster/pods', moved);
  const age = secondsBeforeNodes(cluster, pod.createdAt);
  return age !== null && age < NEW_POD_SECONDS
    ? unknown('cluster/pods', `pod ${pod.namespace}/${pod.name} has just been made`)
    : null;
}
