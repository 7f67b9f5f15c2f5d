import type { AddressRange, PortRange, Statement } from '../../../model/netfilter.ts';
import { expressionText } from './expression-text.ts';
import { fieldsOf, modulusOf } from './fields.ts';
import type { JsonObject } from './json-documents.ts';
import { isObject } from './json-documents.ts';
import { mapName } from './map-name.ts';
import { requirements } from './matches.ts';
import type { ReadStatement } from './read-statement.ts';
import type { TableReader } from './reader.ts';
import { literalValue } from './values.ts';

/** dnat, snat, masquerade and redirect; undefined where the target is computed in a way that is not modelled. */
export function natStatement(
  kind: 'dnat' | 'snat' | 'masquerade' | 'redirect',
  body: JsonObject,
  reader: TableReader,
): ReadStatement | undefined {
  if (kind === 'masquerade') return { matches: [], statement: { kind } };
  const ports = portsOf(body['port'], reader);
  if (ports === undefined) return undefined;
  if (kind === 'redirect') return { matches: [], statement: { kind, ports } };
  // In an inet table `dnat ip to` only touches IPv4 packets.
  if (typeof body['family'] === 'string' && body['family'] !== (reader.family === 4 ? 'ip' : 'ip6')) {
    return { matches: [{ kind: 'always', negated: true, what: 'the other family' }], statement: { kind: 'continue' } };
  }
  const { addr } = body;
  const text = [
    addr === undefined ? '' : expressionText(addr),
    body['port'] === undefined ? '' : expressionText(body['port']),
  ].join(':');
  if (isObject(addr) && isObject(addr['map']))
    return ports.length === 0 ? mapped(kind, addr['map'], text, reader) : undefined;
  const addresses = addressesOf(addr, reader);
  if (addresses === undefined) return undefined;
  const statement: Statement = { kind, addresses, ports, text };
  return { matches: [], statement };
}

function mapped(
  kind: 'dnat' | 'snat',
  { key, data }: JsonObject,
  text: string,
  reader: TableReader,
): ReadStatement | undefined {
  const fields = fieldsOf(key);
  const matches = requirements(fields, reader);
  const names = fields.map(({ field }) => field);
  if (matches === undefined || names.includes('unmodelled')) return undefined;
  const map = mapName(data, names, reader);
  if (map === undefined) return undefined;
  return {
    matches,
    statement: { kind: kind === 'dnat' ? 'dnat-map' : 'snat-map', map, fields: names, modulus: modulusOf(key), text },
  };
}

function portsOf(json: unknown, { family }: TableReader): readonly PortRange[] | undefined {
  if (json === undefined) return [];
  const value = literalValue(json, 'destination-port', family);
  return typeof value === 'object' && typeof value.first === 'number'
    ? [{ first: value.first, last: Number(value.last) }]
    : undefined;
}

function addressesOf(json: unknown, { family }: TableReader): readonly AddressRange[] | undefined {
  if (json === undefined) return [];
  // `dnat to 10.0.0.0/24` maps address by address: not modelled.
  if (isObject(json) && 'prefix' in json) return undefined;
  const value = literalValue(json, 'destination', family);
  return typeof value === 'object' && typeof value.first === 'bigint' && typeof value.last === 'bigint'
    ? [{ first: value.first, last: value.last }]
    : undefined;
}
