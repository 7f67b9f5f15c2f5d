import type { FdbEntry } from '../parse/records.ts';

/** Where a vxlan device sends what it has no entry for. */
export const ZERO_MAC = '00:00:00:00:00:00';

const tables = new WeakMap<readonly FdbEntry[], ReadonlyMap<string, readonly FdbEntry[]>>();

/** Entries of a device for a MAC: of a vxlan device with their VTEP, of a bridge port with their bridge. */
export function fdbEntries(fdb: readonly FdbEntry[], device: string, mac: string): readonly FdbEntry[] {
  let table = tables.get(fdb);
  if (table === undefined) {
    table = Map.groupBy(fdb, (entry) => `${entry.device} ${entry.mac}`);
    tables.set(fdb, table);
  }
  return table.get(`${device} ${mac}`) ?? [];
}

/** As `bridge fdb` prints it. */
export const fdbText = (entry: FdbEntry): string =>
  [
    entry.mac,
    'dev',
    entry.device,
    ...(entry.destination === null ? [] : ['dst', entry.destination]),
    ...(entry.vni === null ? [] : ['vni', String(entry.vni)]),
    ...(entry.port === null ? [] : ['port', String(entry.port)]),
    ...(entry.master === null ? [] : ['master', entry.master]),
    ...(entry.state === '' ? [] : [entry.state]),
  ].join(' ');
