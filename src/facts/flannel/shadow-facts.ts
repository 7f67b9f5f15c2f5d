import { parseCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Route } from '../../parse/records.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { isInUse } from './addresses-in-use.ts';
import { flannelBackend } from './backend.ts';
import { type Member, podNetworkText } from './member.ts';
import { endpointOf, nothing, oneItem, overPeers, untold } from './overlay-lists.ts';
import { tablesOf } from './overlay-tables.ts';
import { underlayDevice } from './pair.ts';
import { peerFields } from './peer-fields.ts';
import { shadowingRoutes } from './peer-route.ts';
import { ownItem, routeSources as sources } from './route-facts.ts';

const shadowFields = { ...peerFields, cidr: 'cidr', network: 'cidr', route: 'string', device: 'string' } as const;

/** All routes of a node to parts of its peers' networks; both facts below are about them, and thousands of peers are looked at once. */
function allShadows(node: NodeModel, context: FactContext): FactValue {
  return context.memo(`shadowing routes of ${node.name}`, () =>
    overPeers(
      node,
      context,
      (self) => [tablesOf(self).routes],
      ({ self, peer }) => {
        const routes = tablesOf(self).routes;
        if (routes.state !== 'known') return nothing;
        const found = shadowingRoutes(self, peer, routes.value);
        if (found.length === 0) return nothing;
        return { items: found.map((route) => shadow(route, peer, context)), unseen: [] };
      },
    ),
  );
}

/** `unread` says why nobody knows whether a pod has an address in the part. */
function shadow(route: Route, peer: Member, context: FactContext): Item {
  const part = parseCidr(route.destination);
  const inUse = part ? isInUse(part, peer.node, context) : false;
  return {
    peer: peer.name,
    ...ownItem(route, podNetworkText(peer)),
    used: inUse === true,
    unread: typeof inUse === 'object' ? inUse.reason : null,
  };
}

/** Parts that pods use, or those that none is known to use: the latter are a gap for the question after the former, where pods were not read. */
function shadows(node: NodeModel, context: FactContext, used: boolean): FactValue {
  const all = allShadows(node, context);
  if (all.state !== 'list') return all;
  const unread = all.items.flatMap(({ peer, unread: reason }): Unseen[] =>
    used && typeof reason === 'string' ? [{ who: `node/${peer}`, missing: 'cluster/pods', reason }] : [],
  );
  return listOf(
    all.items.filter((item) => item.used === used).map(({ used: _, unread: __, ...item }) => item),
    [...all.unseen, ...unread],
  );
}

/** Peers beyond a router, where flannel has no way to say that the next hop is the peer itself. */
function farPeers(node: NodeModel, context: FactContext): FactValue {
  const backend = flannelBackend(node, context.cluster);
  if (backend.state === 'unknown') return unknownBecause(backend);
  if (backend.state === 'absent' || backend.value !== 'host-gw') return listOf([]);
  return overPeers(
    node,
    context,
    (self) => [tablesOf(self).routes, node.host.addresses],
    (pair) => {
      const { self, peer } = pair;
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
