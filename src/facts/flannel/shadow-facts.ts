import { parseCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import { defineFact, type FactContext, type FactValue } from '../types.ts';
import { isInUse } from './addresses-in-use.ts';
import { podNetworkText } from './member.ts';
import { endpointOf, nothing, oneItem, overPeers, type Part, untold } from './overlay-lists.ts';
import { tablesOf } from './overlay-tables.ts';
import { underlayDevice } from './pair.ts';
import { peerFields } from './peer-fields.ts';
import { shadowingRoutes } from './peer-route.ts';
import { ownItem, routeSources as sources } from './route-facts.ts';

const shadowFields = { ...peerFields, cidr: 'cidr', network: 'cidr', route: 'string', device: 'string' } as const;

/** Parts that pods use, or those that none is known to use: the latter are a gap for the question after the former, where pods were not read. */
function shadows(node: NodeModel, context: FactContext, used: boolean): FactValue {
  return overPeers(
    node,
    context,
    (self) => [tablesOf(self).routes],
    ({ self, peer }) => {
      const routes = tablesOf(self).routes;
      if (routes.state !== 'known') return nothing;
      const parts = shadowingRoutes(self, peer, routes.value).map((route): Part => {
        const part = parseCidr(route.destination);
        const inUse = part ? isInUse(part, peer.node, context) : false;
        if (used && typeof inUse === 'object') return untold(peer, inUse);
        return (inUse === true) === used
          ? oneItem({ peer: peer.name, ...ownItem(route, podNetworkText(peer)) })
          : nothing;
      });
      return { items: parts.flatMap(({ items }) => items), unseen: parts.flatMap(({ unseen }) => unseen) };
    },
  );
}

/** Peers beyond a router, where flannel has no way to say that the next hop is the peer itself. */
function farPeers(node: NodeModel, context: FactContext): FactValue {
  return overPeers(
    node,
    context,
    (self) => (self.backend === 'host-gw' ? [tablesOf(self).routes, node.host.addresses] : []),
    (pair) => {
      const { self, peer } = pair;
      if (self.backend !== 'host-gw') return nothing;
      if (pair.route.state === 'unknown') return untold(peer, pair.route);
      const endpoint = endpointOf(peer);
      if (pair.route.state !== 'known' || pair.route.value.kind !== 'missing' || endpoint === null) return nothing;
      if (underlayDevice(self, endpoint) !== null) return nothing;
      return oneItem({ peer: peer.name, family: peer.family, cidr: podNetworkText(peer), endpoint });
    },
  );
}

export const shadowFacts = [
  defineFact({
    name: 'node.overlay.shadowingRoutes',
    target: 'node',
    type: 'list',
    fields: shadowFields,
    doc: "Routes to a part of a peer's pod network (`network`) that lead somewhere else than the peer, where a pod has an address in that part.",
    sources: [...sources, 'cluster/pods'],
    compute: ({ node }, context) => shadows(node, context, true),
  }),
  defineFact({
    name: 'node.overlay.idleShadowingRoutes',
    target: 'node',
    type: 'list',
    fields: shadowFields,
    doc: "Routes to a part of a peer's pod network (`network`) that lead somewhere else than the peer, where no pod is known to have an address in that part yet.",
    sources: [...sources, 'cluster/pods'],
    compute: ({ node }, context) => shadows(node, context, false),
  }),
  defineFact({
    name: 'node.overlay.farPeers',
    target: 'node',
    type: 'list',
    fields: { ...peerFields, cidr: 'cidr', endpoint: 'ip' },
    doc: 'Peers of the host-gw backend whose address (`endpoint`) lies in no network that the node is connected to, and to whose pod network the node has no route.',
    sources,
    compute: ({ node }, context) => farPeers(node, context),
  }),
] as const;
