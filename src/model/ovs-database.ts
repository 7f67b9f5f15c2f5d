import { canonicalMac } from '../parse/canonical.ts';
import { parseOvsShow } from '../parse/ovs-show.ts';
import { type OvsRow, parseOvsTable } from '../parse/ovs-table.ts';
import { known, mapReading, type Reading } from './reading.ts';
import { firstKnown, type OutputReader } from './readings.ts';
import type { OvsController, OvsDatabase, OvsInterface, OvsPort, ProcessInfo } from './types.ts';

/** The tables of OVSDB joined by their references, or a hand-made `ovs-vsctl show`. */
export function readOvsDatabase(
  reader: OutputReader,
  processes: Reading<readonly ProcessInfo[]>,
): Reading<OvsDatabase> {
  const daemons = {
    ovsdbServer: runs(processes, 'ovsdb-server'),
    vswitchd: runs(processes, 'ovs-vswitchd'),
  };
  return firstKnown<OvsDatabase>(
    () => fromTables(reader, daemons),
    () =>
      mapReading(
        reader.read('text:ovs-vsctl-show', 'host', parseOvsShow, {
          partial: 'a listing made by hand, which may be an excerpt',
        }),
        (listing) => ({ ...listing, daemons }),
      ),
  );
}

function runs(processes: Reading<readonly ProcessInfo[]>, name: string): boolean | null {
  if (processes.state === 'unknown') return null;
  return processes.state === 'known' && processes.value.some((process) => process.name === name);
}

function fromTables(reader: OutputReader, daemons: OvsDatabase['daemons']): Reading<OvsDatabase> {
  const table = (id: string) => reader.read(id, 'host', parseOvsTable);
  const bridges = table('ovs-bridge');
  const ports = table('ovs-port');
  const interfaces = table('ovs-interface');
  const controllers = table('ovs-controller');
  // Without one of these four the others would look as if something were missing.
  for (const reading of [bridges, ports, interfaces, controllers]) if (reading.state !== 'known') return reading;
  if (
    bridges.state !== 'known' ||
    ports.state !== 'known' ||
    interfaces.state !== 'known' ||
    controllers.state !== 'known'
  )
    return bridges as never;
  const interfaceById = byId(interfaces.value, interfaceOf);
  const portById = byId(ports.value, (row) => portOf(row, interfaceById));
  const controllerById = byId(controllers.value, controllerOf);
  const managers = table('ovs-manager');
  const open = table('ovs-open');
  return known(
    {
      bridges: bridges.value
        .map((row) => ({
          name: text(row, 'name'),
          failMode: failModeOf(row),
          datapathType: text(row, 'datapath_type') || null,
          ports: referenced(row, 'ports', portById).sort((a, b) => (a.name < b.name ? -1 : 1)),
          controllers: referenced(row, 'controller', controllerById),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      managers: managers.state === 'known' ? managers.value.map(controllerOf) : [],
      daemons,
      version: open.state === 'known' ? (open.value[0] && text(open.value[0], 'ovs_version')) || null : null,
    },
    bridges.source,
  );
}

const text = (row: OvsRow, column: string): string => String(row.one(column) ?? '');

function byId<T>(rows: readonly OvsRow[], make: (row: OvsRow) => T): ReadonlyMap<string, T> {
  return new Map(rows.map((row) => [text(row, '_uuid'), make(row)]));
}

const referenced = <T>(row: OvsRow, column: string, rows: ReadonlyMap<string, T>): T[] =>
  row.many(column).flatMap((id) => rows.get(String(id)) ?? []);

function failModeOf(row: OvsRow): 'secure' | 'standalone' | null {
  const mode = row.one('fail_mode');
  return mode === 'secure' || mode === 'standalone' ? mode : null;
}

function portOf(row: OvsRow, interfaces: ReadonlyMap<string, OvsInterface>): OvsPort {
  const tag = row.one('tag');
  return {
    name: text(row, 'name'),
    tag: typeof tag === 'number' ? tag : null,
    interfaces: referenced(row, 'interfaces', interfaces),
  };
}

const textOrNull = (row: OvsRow, column: string): string | null => text(row, column) || null;

function interfaceOf(row: OvsRow): OvsInterface {
  const ofport = row.one('ofport');
  return {
    name: text(row, 'name'),
    type: text(row, 'type'),
    ofport: typeof ofport === 'number' ? ofport : null,
    error: textOrNull(row, 'error'),
    adminState: textOrNull(row, 'admin_state'),
    linkState: textOrNull(row, 'link_state'),
    options: row.map('options'),
    externalIds: row.map('external_ids'),
    macInUse: canonicalMac(textOrNull(row, 'mac_in_use')),
  };
}

function controllerOf(row: OvsRow): OvsController {
  const connected = row.one('is_connected');
  return {
    target: text(row, 'target'),
    connected: typeof connected === 'boolean' ? connected : null,
    role: textOrNull(row, 'role'),
    status: row.map('status'),
  };
}
