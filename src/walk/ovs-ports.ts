import type { NetworkNamespace, NodeModel, OvsBridge, OvsInterface } from '../model/types.ts';
import { linkNamed } from './topology.ts';

export interface OvsPlace {
  readonly bridge: OvsBridge;
  readonly interface: OvsInterface;
  readonly tag: number | null;
}

const indexes = new WeakMap<NodeModel, ReadonlyMap<string, OvsPlace>>();

/** OVS interfaces of a node by name. Empty where there is no OVS, or nobody could look. */
export function ovsInterfaces(node: NodeModel): ReadonlyMap<string, OvsPlace> {
  const cached = indexes.get(node);
  if (cached !== undefined) return cached;
  const found = new Map<string, OvsPlace>();
  const bridges = node.ovs.state === 'known' ? node.ovs.value.bridges : [];
  for (const bridge of bridges) {
    for (const port of bridge.ports)
      for (const one of port.interfaces) found.set(one.name, { bridge, interface: one, tag: port.tag });
  }
  indexes.set(node, found);
  return found;
}

/** The OVS bridge that a device of the host's namespace belongs to. */
export function ovsBridgeOf(netns: NetworkNamespace, device: string): OvsPlace | null {
  return netns.id === 'host' ? (ovsInterfaces(netns.node).get(device) ?? null) : null;
}

/**
 * Where OVSDB was not read although vswitchd runs, any device may be a port of a user-space bridge: the input that would tell. Ports of the
 * kernel's datapath have `ovs-system` for a master.
 */
export function unreadOvs({ id, node }: NetworkNamespace): { readonly input: string; readonly reason: string } | null {
  if (id !== 'host' || node.ovs.state !== 'unknown' || node.processes.state !== 'known') return null;
  if (!node.processes.value.some(({ name }) => name === 'ovs-vswitchd')) return null;
  if (linkNamed(node.host, 'ovs-system') !== undefined) return null;
  return { input: node.ovs.missing, reason: node.ovs.reason };
}
