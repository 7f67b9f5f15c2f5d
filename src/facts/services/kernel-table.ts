import { formatAddress } from '../../model/ip.ts';
import type { Chain, Match, NetfilterModel, NetfilterTable, NftValue, Rule } from '../../model/netfilter.ts';
import type { IpvsService } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';

/** Where a back end of kube-proxy sends connections to a virtual address. */
export interface KernelService {
  /** `10.244.1.3:8080`; empty where it refuses them on purpose (no endpoints). */
  readonly endpoints: ReadonlySet<string>;
  readonly refused: boolean;
}

export type ServiceBackend = 'iptables-legacy' | 'iptables-nft' | 'nftables' | 'ipvs';

/** Service rules of one back end by `10.96.0.10 udp 53`. */
export type KernelTable = ReadonlyMap<string, KernelService>;

export const serviceKey = (address: string, protocol: string, port: number): string => `${address} ${protocol} ${port}`;

/** `10.244.1.3:8080`, `[fd00::3]:8080` */
export const endpointText = (address: string, port: number | null): string =>
  `${address.includes(':') ? `[${address}]` : address}${port === null ? '' : `:${port}`}`;

/**
 * What kube-proxy wrote into the kernel, read from the rules themselves in one pass over them: KUBE-SERVICES and the chains behind it
 * for iptables, the maps of table kube-proxy for nftables, the virtual servers for IPVS. A back end without such rules is left out.
 */
export function kernelTables(
  model: NetfilterModel,
  family: Family,
  ipvs: readonly IpvsService[],
): ReadonlyMap<ServiceBackend, KernelTable> {
  const tables = new Map<ServiceBackend, KernelTable>();
  for (const backend of ['iptables-legacy', 'iptables-nft'] as const) {
    const own = model.tables.filter((table) => table.backend === backend);
    const nat = own.find(({ name }) => name === 'nat');
    const chain = nat?.chains.get('KUBE-SERVICES');
    if (nat === undefined || chain === undefined) continue;
    const found = iptablesTable(
      nat,
      chain,
      own.find(({ name }) => name === 'filter')?.chains.get('KUBE-SERVICES'),
      family,
    );
    if (found.size > 0) tables.set(backend, found);
  }
  const native = model.tables.find(({ backend, name }) => backend === 'nftables' && name === 'kube-proxy');
  if (native !== undefined) {
    const found = nftTable(native, family);
    if (found.size > 0) tables.set('nftables', found);
  }
  const virtual = ipvs.filter(({ address }) => address.includes(':') === (family === 6));
  if (virtual.length > 0) {
    tables.set(
      'ipvs',
      new Map(
        virtual.map(({ protocol, address, port, destinations }) => [
          serviceKey(address, protocol, port),
          {
            refused: false,
            endpoints: new Set(
              destinations.filter(({ weight }) => weight > 0).map((to) => endpointText(to.address, to.port)),
            ),
          },
        ]),
      ),
    );
  }
  return tables;
}

function iptablesTable(nat: NetfilterTable, services: Chain, filter: Chain | undefined, family: Family): KernelTable {
  const table = new Map<string, KernelService>();
  const known = new Map<string, ReadonlySet<string>>();
  for (const rule of services.rules) {
    const key = keyOfRule(rule, family);
    const [statement] = rule.statements;
    // KUBE-MARK-MASQ comes first for traffic from outside of older versions: no endpoints there.
    if (key === null || statement?.kind !== 'jump' || statement.chain === 'KUBE-MARK-MASQ') continue;
    if (!table.has(key))
      table.set(key, { refused: false, endpoints: endpointsBehind(nat, statement.chain, family, known, 0) });
  }
  for (const rule of filter?.rules ?? []) {
    const key = keyOfRule(rule, family);
    const kind = rule.statements[0]?.kind;
    if (key !== null && !table.has(key) && (kind === 'reject' || kind === 'drop'))
      table.set(key, { refused: true, endpoints: new Set() });
  }
  return table;
}

/** Rules that name one address, protocol and port: a Service's. */
function keyOfRule({ matches }: Rule, family: Family): string | null {
  let address: string | null = null;
  let protocol: string | null = null;
  let port: number | null = null;
  for (const match of matches) {
    if (match.negated) continue;
    if (match.kind === 'destination') address = onlyAddress(match, family);
    else if (match.kind === 'protocol' && match.protocols.length === 1) protocol = match.protocols[0] ?? null;
    else if (match.kind === 'destination-port' && match.ranges.length === 1) port = match.ranges[0]?.first ?? null;
  }
  return address === null || protocol === null || port === null ? null : serviceKey(address, protocol, port);
}

function onlyAddress({ networks }: Extract<Match, { kind: 'source' | 'destination' }>, family: Family): string | null {
  const [range] = networks;
  return networks.length === 1 && range !== undefined && range.first === range.last
    ? formatAddress(family, range.first)
    : null;
}

const MAX_DEPTH = 8;

/** Targets of all DNAT rules that a chain leads to. */
function endpointsBehind(
  nat: NetfilterTable,
  name: string,
  family: Family,
  known: Map<string, ReadonlySet<string>>,
  depth: number,
): ReadonlySet<string> {
  const before = known.get(name);
  if (before !== undefined) return before;
  const endpoints = new Set<string>();
  known.set(name, endpoints);
  if (depth > MAX_DEPTH) return endpoints;
  for (const { statements } of nat.chains.get(name)?.rules ?? []) {
    for (const statement of statements) {
      if (statement.kind === 'dnat') {
        const [address] = statement.addresses;
        if (address !== undefined)
          endpoints.add(endpointText(formatAddress(family, address.first), statement.ports[0]?.first ?? null));
      } else if (statement.kind === 'jump' || statement.kind === 'goto') {
        if (statement.chain !== 'KUBE-MARK-MASQ')
          for (const one of endpointsBehind(nat, statement.chain, family, known, depth + 1)) endpoints.add(one);
      } else if (statement.kind === 'dnat-map') {
        for (const { data } of nat.sets.get(statement.map)?.elements ?? [])
          if (data !== undefined) endpoints.add(dataText(data, family));
      } else if (statement.kind === 'verdict-map') {
        for (const { verdict } of nat.sets.get(statement.map)?.elements ?? []) {
          if (verdict !== undefined && 'chain' in verdict)
            for (const one of endpointsBehind(nat, verdict.chain, family, known, depth + 1)) endpoints.add(one);
        }
      }
    }
  }
  return endpoints;
}

function nftTable(table: NetfilterTable, family: Family): KernelTable {
  const services = new Map<string, KernelService>();
  const known = new Map<string, ReadonlySet<string>>();
  for (const { key, verdict } of table.sets.get('service-ips')?.elements ?? []) {
    const text = elementKey(key, family);
    if (text === null || verdict === undefined) continue;
    const endpoints = 'chain' in verdict ? endpointsBehind(table, verdict.chain, family, known, 0) : new Set<string>();
    services.set(text, { refused: false, endpoints });
  }
  for (const { key } of table.sets.get('no-endpoint-services')?.elements ?? []) {
    const text = elementKey(key, family);
    if (text !== null && !services.has(text)) services.set(text, { refused: true, endpoints: new Set() });
  }
  return services;
}

function elementKey([address, protocol, port]: readonly NftValue[], family: Family): string | null {
  if (
    typeof address !== 'object' ||
    typeof address.first !== 'bigint' ||
    typeof protocol !== 'string' ||
    typeof port !== 'object'
  )
    return null;
  return serviceKey(formatAddress(family, address.first), protocol, Number(port.first));
}

function dataText(data: readonly NftValue[], family: Family): string {
  const [address, port] = data;
  if (typeof address !== 'object' || typeof address.first !== 'bigint') return '?';
  return endpointText(formatAddress(family, address.first), typeof port === 'object' ? Number(port.first) : null);
}
