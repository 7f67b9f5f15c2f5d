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
      lost: 'string',
    },
    doc: 'Links between OVS bridges (veth pairs, patch ports) that are cut, with the problem in words. `setUp`: device to bring up; `add` and `addTo`: device that is missing as a port, and of which bridge; `repeer`: patch port whose peer is another one; `lost`: patch port that is named and does not exist.',
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
    fields: { bridge: 'string', gone: 'string', detail: 'string' },
    doc: 'Bridges with pods from which nothing leads out: no link to another bridge, no NIC, no tunnel, no address of the host, although another bridge of the node is there to lead out. `gone`: its ports whose devices do not exist; `detail`: the same in words.',
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
          detail: deviceHint(component.ports),
        }));
  return { items, unseen };
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
