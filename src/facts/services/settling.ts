import { type Unknown, unknown } from '../../model/reading.ts';
import { secondsBeforeNodes } from '../../model/time.ts';
import type { ClusterModel, NodeModel, Pod, Service } from '../../model/types.ts';
import { unknownBecause } from '../fact-value.ts';
import { settling } from '../node/settling.ts';
import type { FactContext, FactValue } from '../types.ts';
import { hasSynced, kubeProxyAge } from './kube-proxy-age.ts';
import { podsOfKubeProxy } from './kube-proxy-pods.ts';

/** What is younger need not be as it will be: controllers, kube-proxy on every node, and the application have to follow. */
const NEW_SECONDS = 60;
/** kube-proxy follows a change within a second or two, and tries again after this when it failed (syncPeriod). */
const SYNC_SECONDS = 30;
/** kube-proxy calls itself unhealthy when its first sync has not ended by then. */
const STARTED_SECONDS = 60;

/**
 * Why nodes may differ from what the API says of a Service without a fault: it, or its endpoints, moved while the nodes were read or
 * shortly before that. Null for a Service that has settled.
 */
export function serviceSettling(
  cluster: ClusterModel,
  { namespace, name, createdAt }: Pick<Service, 'namespace' | 'name' | 'createdAt'>,
): Unknown | null {
  const moved = cluster.motion?.serviceMoved(namespace, name) ?? null;
  if (moved !== null) return unknown('cluster/endpointslices', moved);
  const age = youngAge(cluster, createdAt, NEW_SECONDS);
  if (age !== null) return unknown('cluster/services', `Service ${namespace}/${name} was made ${age}`);
  // Without a second reading of the API nobody knows how far apart its part and the nodes' are.
  const limit = cluster.motion === null ? NEW_SECONDS : SYNC_SECONDS;
  const { endpointsChangedAt } = cluster;
  const time = endpointsChangedAt.state === 'known' ? endpointsChangedAt.value.get(`${namespace}/${name}`) : undefined;
  const changed = youngAge(cluster, time ?? null, limit);
  return changed === null
    ? null
    : unknown('cluster/endpointslices', `the endpoints of ${namespace}/${name} changed ${changed}`);
}

/** Why a pod may not do yet what it will do. */
export function podSettling(cluster: ClusterModel, pod: Pod): Unknown | null {
  const name = `${pod.namespace}/${pod.name}`;
  const moved = cluster.motion?.moved('pods', pod.namespace, pod.name) ?? null;
  if (moved !== null) return unknown('cluster/pods', moved);
  const age = youngAge(cluster, pod.createdAt, NEW_SECONDS);
  if (age !== null) return unknown('cluster/pods', `pod ${name} was made ${age}`);
  const ready = pod.conditions?.find(({ type }) => type === 'Ready');
  const changed = ready === undefined ? null : youngAge(cluster, ready.since, SYNC_SECONDS);
  return changed === null
    ? null
    : unknown('cluster/pods', `pod ${name} became ${ready?.isTrue === true ? 'ready' : 'unready'} ${changed}`);
}

/** Why kube-proxy of a node may not have written its rules yet: the node or kube-proxy itself has just been started. */
export function proxySettling({ cluster }: FactContext, node: NodeModel): Unknown | null {
  const young = settling(node, cluster);
  if (young !== null) return young;
  const age = kubeProxyAge(node);
  // Its first sync writes everything; how long that takes depends on how much there is.
  if (age !== null && age < STARTED_SECONDS && hasSynced(node) !== true)
    return unknown('processes', `kube-proxy was started ${Math.floor(age)} s before ${node.name} was read`);
  if (age === null && hasSynced(node) === false)
    return unknown('kube-proxy-metrics', 'kube-proxy has not finished its first sync');
  for (const pod of podsOfKubeProxy(cluster, node)) {
    const moved = cluster.motion?.moved('pods', pod.namespace, pod.name) ?? null;
    if (moved !== null) return unknown('cluster/pods', moved);
  }
  return null;
}

/** A difference while kube-proxy may still be at work is no fault yet; rules that are as they ought to be need no time. */
export function onceProxySettled(context: FactContext, node: NodeModel, value: FactValue): FactValue {
  if (value.state !== 'list' || value.items.length === 0) return value;
  const reason = proxySettling(context, node);
  return reason === null ? value : unknownBecause(reason);
}

/** `3 s before the nodes were read`, for what happened less than that many seconds before; null for what is older, or where nobody knows. */
export function youngAge(cluster: ClusterModel, time: string | null, seconds: number): string | null {
  const age = secondsBeforeNodes(cluster, time);
  if (age === null || age >= seconds) return null;
  return age < 0 ? 'while the nodes were read' : `${Math.floor(age)} s before the nodes were read`;
}
