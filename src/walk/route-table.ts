import { addressBits, parseAddress, parseCidr } from '../model/ip.ts';
import type { NetworkNamespace } from '../model/types.ts';
import type { Address, Family, Route } from '../parse/records.ts';

/** Routes of one table, by prefix length (longest first) and network: a lookup costs one probe a length, not one a route. */
export interface RouteTable {
  readonly byLength: readonly {
    readonly length: number;
    readonly shift: bigint;
    readonly routes: ReadonlyMap<bigint, readonly Route[]>;
  }[];
}

const indexes = new WeakMap<readonly Route[], ReadonlyMap<string, RouteTable>>();

/** All tables of a family; the local table is made from the addresses where only `ip route` (main) was collected. */
export function routeTables(
  netns: NetworkNamespace,
  family: Family,
  routes: readonly Route[],
): ReadonlyMap<string, RouteTable> {
  const cached = indexes.get(routes);
  if (cached !== undefined) return cached;
  const addresses = netns.addresses.state === 'known' ? netns.addresses.value : [];
  const complete = routes.some((route) => route.table === 'local')
    ? routes
    : [...routes, ...localRoutes(addresses, family)];
  const byTable = Map.groupBy(complete, (route) => route.table);
  const tables = new Map([...byTable].map(([table, some]) => [table, indexTable(some, family)] as const));
  indexes.set(routes, tables);
  return tables;
}

/** What the kernel puts into the local table for each address (fib_add_ifaddr in net/ipv4/fib_frontend.c). */
function localRoutes(addresses: readonly Address[], family: Family): Route[] {
  return addresses
    .filter((address) => address.family === family)
    .flatMap((address) => {
      const bits = addressBits(family);
      const base = {
        family,
        table: 'local',
        preferredSource: address.address,
        protocol: 'kernel',
        metric: 0,
        mtu: null,
      } as const;
      const nextHops = [{ gateway: null, device: address.device, weight: 1, flags: [] }];
      const local: Route = {
        ...base,
        destination: `${address.address}/${bits}`,
        type: 'local',
        scope: 'host',
        nextHops,
      };
      const loopback = family === 4 && address.device === 'lo' && address.prefixLength < 32;
      return loopback ? [local, { ...local, destination: `${address.address}/${address.prefixLength}` }] : [local];
    });
}

function indexTable(routes: readonly Route[], family: Family): RouteTable {
  const bits = addressBits(family);
  const byLength = new Map<number, Map<bigint, Route[]>>();
  for (const route of routes) {
    const cidr = parseCidr(route.destination);
    if (cidr === undefined || cidr.family !== family) continue;
    const networks = byLength.get(cidr.prefixLength) ?? new Map<bigint, Route[]>();
    byLength.set(cidr.prefixLength, networks);
    const network = cidr.first >> BigInt(bits - cidr.prefixLength);
    const same = networks.get(network) ?? [];
    same.push(route);
    // The kernel keeps routes to one prefix in the order of their metric; sort() keeps the printed order of equals.
    same.sort((a, b) => a.metric - b.metric);
    networks.set(network, same);
  }
  return {
    byLength: [...byLength]
      .sort(([a], [b]) => b - a)
      .map(([length, some]) => ({ length, shift: BigInt(bits - length), routes: some })),
  };
}

/** Candidates for a destination, longest prefix first; within a prefix by metric. */
export function* routesTo(
  table: RouteTable,
  destination: string,
): Generator<{ readonly length: number; readonly routes: readonly Route[] }> {
  const parsed = parseAddress(destination);
  if (parsed === undefined) return;
  for (const { length, shift, routes } of table.byLength) {
    const found = routes.get(parsed.value >> shift);
    if (found !== undefined) yield { length, routes: found };
  }
}

const texts = new WeakMap<Route, string>();

/** As `ip route` prints it: `10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink`. */
export function routeText(route: Route): string {
  const known = texts.get(route);
  if (known !== undefined) return known;
  const text = printed(route);
  texts.set(route, text);
  return text;
}

function printed(route: Route): string {
  const any = route.destination === '0.0.0.0/0' || route.destination === '::/0';
  const words = route.type === 'unicast' ? [] : [route.type as string];
  words.push(any ? 'default' : route.destination.replace(route.family === 4 ? /\/32$/ : /\/128$/, ''));
  const hops = route.nextHops.map((hop) => [
    ...(hop.gateway === null ? [] : ['via', hop.gateway]),
    ...(hop.device === null ? [] : ['dev', hop.device]),
    ...(route.nextHops.length > 1 ? ['weight', String(hop.weight)] : []),
    ...hop.flags,
  ]);
  if (hops.length === 1) words.push(...(hops[0] ?? []));
  if (route.table !== 'main') words.push('table', route.table);
  if (route.metric !== 0) words.push('metric', String(route.metric));
  if (route.mtu !== null) words.push('mtu', String(route.mtu));
  if (hops.length > 1) for (const hop of hops) words.push('nexthop', ...hop);
  return words.join(' ');
}
