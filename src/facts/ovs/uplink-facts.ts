import type { NodeModel } from '../../model/types.ts';
import { hasNoCarrier, isUp } from '../nic/link-state.ts';
import { defineFact, type FactContext, type Item, type Unseen } from '../types.ts';
import { componentsOf } from './components.ts';
import { brokenLinks, deviceHint, goneIn, stranded } from './link-facts.ts';
import { nicForBridge, nicsByBridge } from './nic-for-bridge.ts';
import { type OvsTopology, type PortView, unseenOf } from './topology.ts';
import { type Found, listOver } from './with-ovs.ts';

const sources = ['ovs-bridge', 'ovs-port', 'ovs-interface', 'ip-link', 'ip-addr', 'ip-route4'] as const;

export const uplinkFacts = [
  defineFact({
    name: 'node.ovs.bridgesWithoutUplink',
    target: 'node',
    type: 'list',
    fields: { bridge: 'string', device: 'string', gone: 'string', replaced: 'string', detail: 'string' },
    doc: 'Bridges that lead the pods out and have no NIC: none of their ports leaves the machine, and the host does not route for them. `gone`: ports whose devices do not exist; `device`: the NIC that the same bridge has on other nodes, or the only free one; `replaced`: the only port without a device, where there is a NIC for it; `detail`: in words what to think of.',
    sources,
    compute: listOver(withoutUplink),
  }),
  defineFact({
    name: 'node.ovs.downUplinks',
    target: 'node',
    type: 'list',
    fields: { bridge: 'string', device: 'string' },
    doc: "NICs of bridges that the pods' packets leave through, where all NICs of the bridge are dead: those that are administratively down.",
    sources,
    compute: listOver((node, topology) => deadUplinks(node, topology, 'down')),
  }),
  defineFact({
    name: 'node.ovs.uplinksWithoutCarrier',
    target: 'node',
    type: 'list',
    fields: { bridge: 'string', device: 'string' },
    doc: "NICs of bridges that the pods' packets leave through, where all NICs of the bridge are dead: those that are up and have no carrier.",
    sources,
    compute: listOver((node, topology) => deadUplinks(node, topology, 'no carrier')),
  }),
] as const;

function withoutUplink(node: NodeModel, topology: OvsTopology, { cluster, memo }: FactContext): Found {
  const broken = brokenLinks(node, topology);
  const { components, unseen } = stranded(componentsOf(node, topology));
  const nics = memo('ovs nics by bridge', () => nicsByBridge(cluster));
  // Where a link is cut, that is what keeps the pods in.
  const whole = components.filter(({ bridges }) => !broken.some(({ bridge }) => bridges.includes(bridge)));
  const items = whole.flatMap(({ bridges, ports }) =>
    withoutNic(bridges, ports, topology).map((bridge) => {
      const own = ports.filter((port) => port.bridge === bridge);
      const device = nicForBridge(node, topology, bridge, nics);
      const detail = device === null ? deviceHint(own) : `${device} is free for it`;
      const gone = own.filter((port) => port.role === 'gone');
      const replaced = device !== null && gone.length === 1 ? (gone[0]?.port ?? null) : null;
      return { bridge, gone: goneIn(own), device, replaced, detail };
    }),
  );
  return { items, unseen };
}

/**
 * Of several bridges that are joined, those without pods are where the NIC belongs. A bridge with pods that is joined to no
 * other although there are others is cut off from them, rather than without a NIC.
 */
function withoutNic(bridges: readonly string[], ports: readonly PortView[], topology: OvsTopology): readonly string[] {
  const outer = bridges.filter((name) => !ports.some((port) => port.bridge === name && port.role === 'pod'));
  return outer.length > 0 || topology.bridges.length > 1 ? outer : bridges;
}

/** The kernel's word where it was read, else what OVS saw of it. */
function stateOf({ link, interface: face }: PortView): 'up' | 'down' | 'no carrier' {
  if (link ? !isUp(link) : face.adminState === 'down') return 'down';
  return (link ? hasNoCarrier(link) : face.linkState === 'down') ? 'no carrier' : 'up';
}

/**
 * All NICs of a bridge that pods depend on, where none of them works: the idle half of a bond says nothing. Where tunnels or the
 * host's IP stack carry the pods, a NIC in a bridge may be there for something else.
 */
function deadUplinks(node: NodeModel, topology: OvsTopology, wanted: 'down' | 'no carrier'): Found {
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const { bridges, ports, ways, carriesPods } of componentsOf(node, topology)) {
    unseen.push(...unseenOf(topology, ports));
    const nics = ports.filter((port) => port.role === 'uplink');
    if (!carriesPods || ways.length > nics.length) continue;
    for (const bridge of bridges) {
      const own = nics.filter((port) => port.bridge === bridge);
      if (own.some((port) => stateOf(port) === 'up')) continue;
      for (const port of own) if (stateOf(port) === wanted) items.push({ bridge, device: port.device });
    }
  }
  return { items, unseen };
}
