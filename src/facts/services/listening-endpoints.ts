import type { Unknown } from '../../model/reading.ts';
import type { Endpoint, Pod } from '../../model/types.ts';
import type { FactContext } from '../types.ts';
import { podSettling, serviceSettling } from './settling.ts';

/**
 * Ready endpoints of Services with a ClusterIP that are a pod's, sorted by address, protocol and port. Ports of a headless Service are not among
 * them: it must have some, and clients need not use them.
 */
export function endpointsOfPod({ cluster, memo }: FactContext, pod: Pod): readonly Endpoint[] {
  const byPod = memo('ready endpoints by pod', () => readyEndpoints({ cluster }));
  const byName = byPod.get(`${pod.namespace}/${pod.name}`) ?? [];
  const byAddress = pod.ips.flatMap((ip) => byPod.get(ip) ?? []);
  return pod.ready ? [...byName, ...byAddress].filter(({ address }) => pod.ips.includes(address)) : [];
}

/** Why nothing can be said yet about who listens there: the pod or its endpoint is new, or moved while the nodes were read. */
export function listeningSettling({ cluster }: FactContext, pod: Pod, { service }: Endpoint): Unknown | null {
  const [namespace = '', name = ''] = service.split('/');
  return podSettling(cluster, pod) ?? serviceSettling(cluster, { namespace, name, createdAt: null });
}

/** By the pod that an endpoint names, else by its address. */
function readyEndpoints({ cluster: { endpoints, services } }: Pick<FactContext, 'cluster'>) {
  const byPod = new Map<string, Endpoint[]>();
  if (endpoints.state !== 'known' || services.state !== 'known') return byPod;
  for (const { namespace, name, clusterIps } of services.value) {
    if (clusterIps.length === 0) continue;
    for (const endpoint of endpoints.value.get(`${namespace}/${name}`) ?? []) {
      if (!endpoint.ready || endpoint.protocol === 'sctp') continue;
      const key = endpoint.pod ?? endpoint.address;
      const same = byPod.get(key);
      if (same) same.push(endpoint);
      else byPod.set(key, [endpoint]);
    }
  }
  return byPod;
}
