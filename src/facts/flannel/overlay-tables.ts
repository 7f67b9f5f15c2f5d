import { lazy } from '../../model/lazy.ts';
import { mapReading, type Reading } from '../../model/reading.ts';
import type { FdbEntry, Neighbour } from '../../parse/records.ts';
import type { Member } from './member.ts';
import { type RouteTable, routeTable } from './route-table.ts';

/** What a node's tables hold for its overlay; each is indexed once, so that thousands of peers cost one look each. */
export interface OverlayTables {
  readonly routes: Reading<RouteTable>;
  /** MAC that the overlay device sends to, by address; without entries that cannot be used. */
  readonly macs: Reading<ReadonlyMap<string, string>>;
  readonly fdb: Reading<OverlayFdb>;
}

/** Forwarding database of a node's overlay device. */
export interface OverlayFdb {
  /** Tunnel endpoint by MAC: of several the kernel uses the first (vxlan_core.c, first_remote_rcu). */
  readonly destinations: ReadonlyMap<string, string>;
  /** Endpoints for every MAC that has no entry. */
  readonly defaults: readonly string[];
}

const UNRESOLVED = new Set(['FAILED', 'INCOMPLETE', 'NONE']);
const ANY_MAC = '00:00:00:00:00:00';

const known = new WeakMap<Member, OverlayTables>();

export function tablesOf(self: Member): OverlayTables {
  const before = known.get(self);
  if (before) return before;
  const { host } = self.node;
  const routes = lazy(() => mapReading(host.routes[self.family], (all) => routeTable(all, self.family)));
  const macs = lazy(() => mapReading(host.neighbours, (entries) => macsOf(entries, self)));
  const fdb = lazy(() => mapReading(host.fdb, (entries) => fdbOf(entries, self)));
  const tables: OverlayTables = {
    get routes() {
      return routes();
    },
    get macs() {
      return macs();
    },
    get fdb() {
      return fdb();
    },
  };
  known.set(self, tables);
  return tables;
}

function macsOf(entries: readonly Neighbour[], { deviceName }: Member): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const { device, mac, address, states, proxy } of entries) {
    if (device === deviceName && mac !== null && !proxy && !states.some((state) => UNRESOLVED.has(state)))
      map.set(address, mac.toLowerCase());
  }
  return map;
}

function fdbOf(entries: readonly FdbEntry[], self: Member): OverlayFdb {
  const destinations = new Map<string, string>();
  const defaults: string[] = [];
  for (const { mac, device, destination } of entries) {
    if (device !== self.deviceName || destination === null) continue;
    const key = mac.toLowerCase();
    if (key === ANY_MAC) defaults.push(destination);
    else if (!destinations.has(key)) destinations.set(key, destination);
  }
  const vxlan = self.device.state === 'known' ? self.device.value.vxlan : null;
  for (const remote of [vxlan?.remote, vxlan?.group]) if (typeof remote === 'string') defaults.push(remote);
  return { destinations, defaults };
}
