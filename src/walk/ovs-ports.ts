import type { NetworkNamespace, NodeModel, OvsBridge, OvsInterface } from '../model/types.ts';

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
