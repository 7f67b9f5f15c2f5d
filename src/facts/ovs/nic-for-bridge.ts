import type { ClusterModel, NodeModel } from '../../model/types.ts';
import { vethPeer } from '../../walk/veth.ts';
import { type OvsTopology, topologyOf } from './topology.ts';

/** Names of the NICs that bridges have anywhere in the cluster: the same bridge mostly has the same NIC. */
export function nicsByBridge(cluster: ClusterModel): ReadonlyMap<string, ReadonlySet<string>> {
  const nics = new Map<string, Set<string>>();
  for (const node of cluster.nodes) {
    if (node.ovs.state !== 'known') continue;
    for (const port of topologyOf(node, cluster, node.ovs).ports) {
      if (port.role === 'uplink') nics.set(port.bridge, (nics.get(port.bridge) ?? new Set()).add(port.device));
    }
  }
  return nics;
}

/** The NIC that a bridge should have: the one that it has on other nodes, if it is free here, else the only free one. */
export function nicForBridge(
  node: NodeModel,
  topology: OvsTopology,
  bridge: string,
  nics: ReadonlyMap<string, ReadonlySet<string>>,
): string | null {
  const links = node.host.links;
  const addresses = node.host.addresses;
  if (links.state !== 'known' || addresses.state !== 'known') return null;
  const taken = new Set([
    ...topology.ports.map((port) => port.device),
    ...addresses.value.filter((it) => it.scope !== 'link').map((it) => it.device),
  ]);
  const free = links.value.all.filter(
    (link) =>
      link.linkType === 'ether' &&
      link.master === null &&
      !taken.has(link.name) &&
      (link.kind === null || link.kind === 'bond' || link.kind === 'veth') &&
      link.lower === null &&
      (link.kind !== 'veth' || vethPeer(node.host, link).found === 'none'),
  );
  const elsewhere = free.filter((link) => nics.get(bridge)?.has(link.name));
  const only = elsewhere.length > 0 ? elsewhere : free;
  return only.length === 1 ? (only[0]?.name ?? null) : null;
}
