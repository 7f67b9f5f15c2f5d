import type { MadeOutputs } from '../../support/raw-node.ts';

export interface MadeBridge {
  readonly name: string;
  readonly failMode?: 'secure' | 'standalone';
  /** Target and whether it is connected. */
  readonly controllers?: readonly (readonly [string, boolean])[];
  /** Ports by name; a bond has several interfaces. */
  readonly ports: Readonly<Record<string, MadeInterface | readonly MadeInterface[]>>;
  /** Flows as ovs-ofctl prints them. */
  readonly flows?: string;
}

export interface MadeInterface {
  readonly name?: string;
  readonly type?: string;
  readonly peer?: string;
  readonly error?: string;
  readonly externalIds?: Readonly<Record<string, string>>;
}

type Json = string | number | boolean | readonly Json[];

const NOTHING: Json = ['set', []];
const mapOf = (pairs: Readonly<Record<string, string>>): Json => ['map', Object.entries(pairs)];
const references = (ids: readonly string[]): Json => ['set', ids.map((id) => ['uuid', id])];

/** OVSDB tables and flows as ovs-vsctl and ovs-ofctl print them, for arrangements that cannot be had in the tests' captures. */
export function madeOvs(bridges: readonly MadeBridge[]): MadeOutputs {
  const bridgeRows: Json[][] = [];
  const portRows: Json[][] = [];
  const interfaceRows: Json[][] = [];
  const controllerRows: Json[][] = [];
  const flows: Record<string, string> = {};
  for (const bridge of bridges) {
    const ports: string[] = [];
    for (const [name, made] of Object.entries({ ...bridge.ports, [bridge.name]: { type: 'internal' } })) {
      const faces = (Array.isArray(made) ? made : [made]) as readonly MadeInterface[];
      const ids = faces.map((face) => {
        const device = face.name ?? name;
        const id = `interface-${bridge.name}-${device}`;
        const broken = face.error !== undefined;
        interfaceRows.push([
          ['uuid', id],
          device,
          face.type ?? '',
          broken ? -1 : 1,
          face.error ?? NOTHING,
          'up',
          'up',
          mapOf(face.peer ? { peer: face.peer } : {}),
          mapOf(face.externalIds ?? {}),
        ]);
        return id;
      });
      portRows.push([['uuid', `port-${bridge.name}-${name}`], name, references(ids), NOTHING]);
      ports.push(`port-${bridge.name}-${name}`);
    }
    const controllers = (bridge.controllers ?? []).map(([target, connected], i) => {
      const id = `controller-${bridge.name}-${i}`;
      controllerRows.push([['uuid', id], target, connected, mapOf({ state: connected ? 'ACTIVE' : 'BACKOFF' })]);
      return id;
    });
    bridgeRows.push([
      ['uuid', `bridge-${bridge.name}`],
      bridge.name,
      bridge.failMode ?? NOTHING,
      references(ports),
      references(controllers),
    ]);
    if (bridge.flows !== undefined) flows[`ovs-flows:${bridge.name}`] = bridge.flows;
  }
  const table = (headings: readonly string[], data: readonly Json[]) => JSON.stringify({ headings, data });
  return {
    'ovs-bridge': table(['_uuid', 'name', 'fail_mode', 'ports', 'controller'], bridgeRows),
    'ovs-port': table(['_uuid', 'name', 'interfaces', 'tag'], portRows),
    'ovs-interface': table(
      ['_uuid', 'name', 'type', 'ofport', 'error', 'admin_state', 'link_state', 'options', 'external_ids'],
      interfaceRows,
    ),
    'ovs-controller': table(['_uuid', 'target', 'is_connected', 'status'], controllerRows),
    processes: 'pid=1 comm=ovsdb-server\npid=2 comm=ovs-vswitchd\n',
    ...flows,
  };
}

export interface MadeLink {
  readonly name: string;
  readonly kind?: string;
  readonly flags?: readonly string[];
  /** Index of the other end in another namespace. */
  readonly peerIndex?: number;
  /** Name of the other end in the same namespace. */
  readonly lower?: string;
}

/** `ip -d -j link show`; the index of a device is its place, from 1. */
export const madeLinks = (links: readonly MadeLink[], firstIndex = 1): string =>
  JSON.stringify(
    links.map(({ name, kind, flags = ['BROADCAST', 'UP', 'LOWER_UP'], peerIndex, lower }, i) => ({
      ifindex: firstIndex + i,
      ifname: name,
      flags,
      mtu: 1500,
      operstate: 'UP',
      link_type: name === 'lo' ? 'loopback' : 'ether',
      address: '02:00:00:00:00:01',
      promiscuity: 0,
      ...(kind ? { linkinfo: { info_kind: kind } } : {}),
      ...(peerIndex === undefined ? {} : { link_index: peerIndex, link_netnsid: 0 }),
      ...(lower === undefined ? {} : { link: lower }),
    })),
  );

export const madeAddresses = (addresses: Readonly<Record<string, string>>): string =>
  JSON.stringify(
    Object.entries(addresses).map(([ifname, local], i) => ({
      ifindex: i + 1,
      ifname,
      mtu: 1500,
      flags: [],
      addr_info: [{ family: 'inet', local, prefixlen: 24, scope: 'global' }],
    })),
  );

export const defaultRoute = (dev: string): string =>
  JSON.stringify([{ dst: 'default', gateway: '192.168.10.1', dev, flags: [] }]);
