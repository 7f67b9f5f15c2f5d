import type { NodeModel } from '../../model/types.ts';
import type { Unseen } from '../types.ts';
import { type BridgeLink, bridgeLinks } from './bridge-links.ts';
import { type OvsTopology, type PortView, unseenOf } from './topology.ts';
import { unseenReading } from './with-ovs.ts';

/** Bridges that packets can pass between inside the node. */
export interface Component {
  readonly bridges: readonly string[];
  readonly ports: readonly PortView[];
  readonly carriesPods: boolean;
  /** Ports and routes by which packets leave: NICs, tunnels, the host's IP stack. A dead NIC counts, one that does not exist does not. */
  readonly ways: readonly string[];
  /** Why nobody could tell whether there is a way out, or whether there are pods. */
  readonly unseen: readonly Unseen[];
}

/** Groups of bridges that intact links join, in the order of their first bridge. */
export function componentsOf(node: NodeModel, topology: OvsTopology): readonly Component[] {
  const group = new Map(topology.bridges.map((bridge) => [bridge.name, bridge.name]));
  const links = bridgeLinks(node, topology);
  for (const link of links.intact) {
    const [from, to] = [group.get(link.bridge), group.get(link.peerBridge)];
    if (from === undefined || to === undefined) continue;
    for (const [name, of] of group) if (of === to) group.set(name, from);
  }
  return [...new Set(group.values())].map((first) => {
    const bridges = topology.bridges.map((bridge) => bridge.name).filter((name) => group.get(name) === first);
    const ports = topology.ports.filter((port) => bridges.includes(port.bridge));
    const host = hostStack(node, ports, links.toHost);
    const direct = ports.filter((port) => port.role === 'uplink' || port.role === 'tunnel').map((port) => port.device);
    return {
      bridges,
      ports,
      carriesPods: ports.some((port) => port.role === 'pod' || port.owner.kind === 'pod'),
      ways: [...direct, ...host.ways],
      unseen: [...host.unseen, ...unseenOf(topology, ports)],
    };
  });
}

/**
 * An internal port (or the free end of a cable) with an address hands packets to the host's IP stack. That is a way out only where the
 * host's default route goes through another device: a node whose own address is on br-ext has no other way than br-ext's NIC.
 */
function hostStack(
  node: NodeModel,
  ports: readonly PortView[],
  toHost: readonly BridgeLink[],
): { readonly ways: readonly string[]; readonly unseen: readonly Unseen[] } {
  const addresses = node.host.addresses;
  const bridges = new Set(ports.map((port) => port.bridge));
  const own = new Set([
    ...ports.filter((port) => port.role === 'internal').map((port) => port.device),
    ...toHost.filter((link) => bridges.has(link.bridge)).map((link) => link.peer),
  ]);
  if (addresses.state !== 'known') return { ways: [], unseen: own.size > 0 ? unseenReading(node, addresses) : [] };
  const addressed = addresses.value
    .filter((address) => own.has(address.device) && address.scope !== 'link')
    .map((address) => address.device);
  if (addressed.length === 0) return { ways: [], unseen: [] };
  const routes = node.host.routes[4];
  if (routes.state !== 'known') return { ways: [], unseen: unseenReading(node, routes) };
  const elsewhere = routes.value.some(
    (route) =>
      route.destination === '0.0.0.0/0' && route.nextHops.some((hop) => hop.device !== null && !own.has(hop.device)),
  );
  return { ways: elsewhere ? addressed : [], unseen: [] };
}
