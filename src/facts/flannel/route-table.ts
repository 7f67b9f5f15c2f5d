import { type Cidr, cidrContains, cidrOf, parseCidr } from '../../model/ip.ts';
import type { Family, Route } from '../../parse/records.ts';

interface Entry {
  readonly cidr: Cidr;
  readonly route: Route;
}

/** The main routing table of a namespace, indexed so that a node with thousands of peers is asked in constant time a peer. */
export interface RouteTable {
  /** The route that the kernel takes for all of a prefix that no more specific route takes away. */
  readonly best: (cidr: Cidr) => Route | undefined;
  /** Routes to parts of a prefix, which go before anything that covers it. */
  readonly inside: (cidr: Cidr) => readonly Route[];
  readonly all: readonly Route[];
}

const usable = new Set(['unicast', 'blackhole', 'unreachable', 'prohibit', 'throw']);

export function routeTable(routes: readonly Route[], family: Family): RouteTable {
  const entries: Entry[] = [];
  for (const route of routes) {
    if (route.family !== family || (route.table !== 'main' && route.table !== '254') || !usable.has(route.type))
      continue;
    const cidr = parseCidr(route.destination);
    if (cidr) entries.push({ cidr, route });
  }
  const byLength = new Map<number, Map<bigint, Entry[]>>();
  for (const entry of entries) add(byLength, entry.cidr.prefixLength, entry.cidr.first, entry);
  const lengths = [...byLength.keys()].sort((a, b) => b - a);
  const parts = new Map<number, Map<bigint, Entry[]>>();
  return {
    all: entries.map(({ route }) => route),
    best: (cidr) => {
      for (const length of lengths) {
        if (length > cidr.prefixLength) continue;
        const found = byLength.get(length)?.get(cidrOf(family, cidr.first, length).first);
        if (found) return found.length === 1 ? found[0]?.route : byMetric(found)[0];
      }
      return undefined;
    },
    inside: (cidr) => {
      const length = cidr.prefixLength;
      if (!parts.has(length)) {
        parts.set(length, new Map());
        for (const entry of entries) {
          if (entry.cidr.prefixLength > length)
            add(parts, length, cidrOf(family, entry.cidr.first, length).first, entry);
        }
      }
      const found = parts.get(length)?.get(cidr.first) ?? [];
      return found.filter((entry) => cidrContains(cidr, entry.cidr)).map(({ route }) => route);
    },
  };
}

/** Lower metric first; among equals the kernel takes the one that is listed first, and sort keeps that order. */
const byMetric = (entries: readonly Entry[]): Route[] =>
  entries.map(({ route }) => route).sort((a, b) => a.metric - b.metric);

function add(map: Map<number, Map<bigint, Entry[]>>, length: number, first: bigint, entry: Entry): void {
  const group = map.get(length) ?? new Map<bigint, Entry[]>();
  map.set(length, group);
  const list = group.get(first);
  if (list) list.push(entry);
  else group.set(first, [entry]);
}

/** What the kernel gives to a route that is made without a metric (ip-route(8)). */
export const DEFAULT_METRIC = { 4: 0, 6: 1024 } as const;

/** `10.244.2.0/24 via 10.244.2.0 dev flannel.1`, as ip prints it without its details, and takes it for `ip route del`. */
export function routeText(route: Route): string {
  const kind = route.type === 'unicast' ? '' : `${route.type} `;
  const hops = route.nextHops.map(
    ({ gateway, device }) =>
      `${route.nextHops.length > 1 ? ' nexthop' : ''}${gateway === null ? '' : ` via ${gateway}`}${device === null ? '' : ` dev ${device}`}`,
  );
  return `${kind}${route.destination}${hops.join('')}${route.metric === DEFAULT_METRIC[route.family] ? '' : ` metric ${route.metric}`}`;
}
