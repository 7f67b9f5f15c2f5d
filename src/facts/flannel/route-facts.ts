import type { Route } from '../../parse/records.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { onceSettled } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf } from '../types.ts';
import { type Member, ownMember, podNetworkText } from './member.ts';
import { expectedEntries, families, nothing, oneItem, overPeers, untold } from './overlay-lists.ts';
import { tablesOf } from './overlay-tables.ts';
import { routeFields } from './peer-fields.ts';
import { orphanRoutes, ownNetworkElsewhere, type PeerRoute } from './peer-route.ts';
import { DEFAULT_METRIC, type RouteTable, routeText } from './route-table.ts';

export const routeSources = [
  'ip-route4',
  'ip-route6',
  'ip-addr',
  'ip-link',
  'flannel-subnet-env',
  'cluster/nodes',
  'cluster/configmaps',
] as const;

function overRoutes<K extends PeerRoute['kind']>(kind: K, describe: (route: Extract<PeerRoute, { kind: K }>) => Item) {
  return ({ node }: TargetOf<'node'>, context: FactContext): FactValue =>
    overPeers(
      node,
      context,
      (self) => [tablesOf(self).routes],
      (pair) => {
        if (pair.route.state === 'unknown') return untold(pair.peer, pair.route);
        if (pair.route.state !== 'known' || pair.route.value.kind !== kind) return nothing;
        const { peer, family, cidr, via, device } = expectedEntries(pair);
        const fields: Item = {
          peer: peer ?? null,
          family: family ?? null,
          cidr: cidr ?? null,
          via: via ?? null,
          device: device ?? null,
        };
        return oneItem({ ...fields, ...describe(pair.route.value as Extract<PeerRoute, { kind: K }>) });
      },
    );
}

/** Routes of a node itself, in both families. */
function overOwnRoutes(find: (self: Member, table: RouteTable, context: FactContext) => readonly Item[]) {
  return ({ node }: TargetOf<'node'>, context: FactContext): FactValue => {
    const items: Item[] = [];
    for (const family of families) {
      const self = ownMember(node, context, family);
      if (!self) continue;
      const routes = tablesOf(self).routes;
      if (routes.state === 'unknown') return unknownBecause(routes);
      if (routes.state === 'known') items.push(...find(self, routes.value, context));
    }
    return onceSettled(node, context.cluster, listOf(items));
  };
}

const orphans = overOwnRoutes((self, table, context) =>
  orphanRoutes(self, table, context).map((route) => ownItem(route, null)),
);

export const ownItem = (route: Route, network: string | null): Item => ({
  cidr: route.destination,
  network,
  route: routeText(route),
  family: route.family,
  device: route.nextHops[0]?.device ?? null,
});
const ownFields = { cidr: 'cidr', network: 'cidr', route: 'string', family: 'integer', device: 'string' } as const;

export const routeFacts = [
  defineFact({
    name: 'node.overlay.missingRoutes',
    target: 'node',
    type: 'list',
    fields: routeFields,
    doc: "Peers to whose pod network the node has no route but the default route; `via` and `device` are what flannel's route has.",
    sources: routeSources,
    compute: overRoutes('missing', () => ({})),
  }),
  defineFact({
    name: 'node.overlay.wrongRoutes',
    target: 'node',
    type: 'list',
    fields: { ...routeFields, route: 'string', why: 'string', remove: 'string' },
    doc: "Peers whose pod network is routed to a next hop or device that does not lead to them; `route` is what stands there, `via` and `device` are what flannel's route has. `remove` is the wrong route once more where the right one does not replace it.",
    sources: routeSources,
    compute: overRoutes('wrong', ({ route, why }) => ({
      route: routeText(route),
      why,
      remove: route.metric < DEFAULT_METRIC[route.family] ? routeText(route) : null,
    })),
  }),
  defineFact({
    name: 'node.overlay.detours',
    target: 'node',
    type: 'list',
    fields: { ...routeFields, route: 'string', through: 'string' },
    doc: 'Peers whose pod network is routed through a third node.',
    sources: routeSources,
    compute: overRoutes('detour', ({ route, through }) => ({ route: routeText(route), through: through.name })),
  }),
  defineFact({
    name: 'node.overlay.ownNetworkRoutes',
    target: 'node',
    type: 'list',
    fields: ownFields,
    doc: "Routes that take the node's own pod network, or a part of it, into the overlay or to another node.",
    sources: routeSources,
    compute: overOwnRoutes((self, table, context) =>
      ownNetworkElsewhere(self, table, context).map((route) => ownItem(route, podNetworkText(self))),
    ),
  }),
  defineFact({
    name: 'node.overlay.orphanRoutes',
    target: 'node',
    type: 'list',
    fields: ownFields,
    doc: 'Routes into the overlay for networks that no node has.',
    sources: routeSources,
    compute: (target, context) => {
      const { kubernetes } = target.node;
      return kubernetes.state === 'unknown' ? unknownBecause(kubernetes) : orphans(target, context);
    },
  }),
] as const;
