import type { NodeModel } from '../../model/types.ts';
import { defineFact, type Unseen } from '../types.ts';
import { type BrokenLink, bridgeLinks } from './bridge-links.ts';
import { type Component, componentsOf } from './components.ts';
import type { OvsTopology, PortView } from './topology.ts';
import { type Found, listOver } from './with-ovs.ts';

const sources = ['ovs-bridge', 'ovs-port', 'ovs-interface', 'ip-link', 'ip-addr'] as const;

export const linkFacts = [
  defineFact({
    name: 'node.ovs.brokenBridgeLinks',
    target: 'node',
    type: 'list',
    fields: {
      bridge: 'string',
      device: 'string',
      peer: 'string',
      peerBridge: 'string',
      problem: 'string',
      setUp: 'string',
      add: 'string',
      addTo: 'string',
      repeer: 'string',
      remake: 'string',
      remakeIn: 'string',
      lost: 'string',
    },
    doc: 'Links between OVS bridges (veth pairs, patch ports) that are cut, with the problem in words. `setUp`: device to bring up; `add` and `addTo`: device that is missing as a port, and of which bridge; `repeer`: patch port whose peer is another one; `remake` and `remakeIn`: patch port that is named and does not exist, and of which bridge; `lost`: the same where several bridges can have had it.',
    sources,
    compute: listOver((node, topology) => {
      const { unseen } = bridgeLinks(node, topology);
      return {
        items: brokenLinks(node, topology).map((link) => ({ ...link, peerBridge: link.peerBridge || null })),
        unseen,
      };
    }),
  }),
  defineFact({
    name: 'node.ovs.isolatedBridges',
    target: 'node',
    type: 'list',
    fields: { bridge: 'string', gone: 'string', farEnd: 'string', detail: 'string' },
    doc: 'Bridges with pods from which nothing leads out: no link to another bridge, no NIC, no tunnel, no address of the host, although another bridge of the node is there to lead out. `gone`: its ports whose devices do not exist; `farEnd`: where it lost just one port, the only such port of the other bridges, the other end of the link most likely; `detail`: in words.',
    sources: [...sources, 'ip-route4'],
    compute: listOver(isolated),
  }),
] as const;

function isolated(node: NodeModel, topology: OvsTopology): Found {
  const broken = brokenLinks(node, topology);
  const { components, unseen } = stranded(componentsOf(node, topology));
  // A link that is cut is said by its own list.
  const touches = (name: string | undefined): boolean =>
    broken.some((link) => link.bridge === name || link.peerBridge === name || link.addTo === name);
  const alone = components.filter((component) => component.bridges.length === 1 && !touches(component.bridges[0]));
  const items =
    topology.bridges.length < 2
      ? []
      : alone.map((component) => ({
          bridge: component.bridges[0] ?? '',
          gone: goneIn(component.ports),
          farEnd: farEnd(topology, component.ports),
          detail: deviceHint(component.ports),
        }));
  return { items, unseen };
}

/** Both ends of a veth go at once: one port without a device here and one elsewhere were a pair. Of more, nobody can tell. */
function farEnd(topology: OvsTopology, ports: readonly PortView[]): string | null {
  const lost = ({ role, owner }: PortView): boolean => role === 'gone' && owner.kind !== 'pod' && owner.kind !== 'gone';
  const [near, ...more] = ports.filter(lost);
  const [far, ...others] = topology.ports.filter((port) => !ports.includes(port) && lost(port));
  return near && far && more.length + others.length === 0 ? far.device : null;
}

/** A veth with a free end may be left over from something else: it counts as a cut link where pods have no other way out. */
export function brokenLinks(node: NodeModel, topology: OvsTopology): readonly BrokenLink[] {
  const { broken } = bridgeLinks(node, topology);
  const pods = stranded(componentsOf(node, topology)).components.length > 0;
  return broken.filter((link) => link.add === null || pods);
}

/** Components with pods and without a way out; those of which nobody can tell are unseen. */
export function stranded(components: readonly Component[]): {
  readonly components: readonly Component[];
  readonly unseen: readonly Unseen[];
} {
  const wayless = components.filter((component) => component.ways.length === 0);
  return {
    components: wayless.filter((component) => component.carriesPods && component.unseen.length === 0),
    unseen: wayless.flatMap((component) => component.unseen),
  };
}

/** In words, for messages. */
export function deviceHint(ports: readonly PortView[]): string {
  const gone = goneIn(ports);
  return gone === null ? 'all of its ports have a device' : `there is no device for its port ${gone}`;
}

/** Names of ports whose devices do not exist; null when there are none. */
export function goneIn(ports: readonly PortView[]): string | null {
  const gone = ports.filter((port) => port.role === 'gone').map((port) => port.device);
  return gone.length > 0 ? gone.join(', ') : null;
}
