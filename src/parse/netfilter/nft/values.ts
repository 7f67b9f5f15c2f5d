import { cidrOf, parseAddress } from '../../../model/ip.ts';
import type { NftValue, SetField } from '../../../model/netfilter.ts';
import type { Family } from '../../records.ts';
import { icmpTypeNumber } from '../icmp-types.ts';
import { parseNumber } from '../numbers.ts';
import { protocolName } from '../protocol-names.ts';
import { isObject } from './json-documents.ts';

const serviceNames = new Map<string, number>([
  ['ssh', 22],
  ['domain', 53],
  ['http', 80],
  ['https', 443],
  ['ntp', 123],
  ['snmp', 161],
  ['bgp', 179],
]);

/** A literal of a rule or an element as the field has it; undefined when it is none (a named set, an expression, another family). */
export function literalValue(json: unknown, field: SetField, family: Family): NftValue | undefined {
  if (isObject(json)) {
    const { prefix, range, elem } = json;
    if (isObject(elem)) return literalValue(elem['val'], field, family);
    if (isObject(prefix)) return prefixValue(prefix['addr'], prefix['len'], family);
    if (Array.isArray(range))
      return rangeValue(literalValue(range[0], field, family), literalValue(range[1], field, family));
    return undefined;
  }
  if (typeof json !== 'string' && typeof json !== 'number') return undefined;
  switch (field) {
    case 'source':
    case 'destination': {
      // The whole address space, as interval sets print it.
      if (json === '*') return cidrOf(family, 0n, 0);
      const address = parseAddress(String(json));
      return address?.family === family ? { first: address.value, last: address.value } : undefined;
    }
    case 'source-port':
    case 'destination-port':
    case 'mark':
    case 'random': {
      const number = typeof json === 'number' ? json : (parseNumber(json) ?? serviceNames.get(json));
      return number === undefined ? undefined : { first: number, last: number };
    }
    case 'icmp-type': {
      const number = icmpTypeNumber(json, family);
      return number === undefined ? undefined : { first: number, last: number };
    }
    case 'protocol':
      return protocolName(String(json));
    case 'conntrack-state':
      return String(json).toUpperCase();
    case 'family':
      return json === 'ipv4' || json === 'ip' ? 'ip' : json === 'ipv6' || json === 'ip6' ? 'ip6' : String(json);
    case 'in-interface':
    case 'out-interface':
      return String(json);
    case 'unmodelled':
      return undefined;
  }
}

function prefixValue(address: unknown, length: unknown, family: Family): NftValue | undefined {
  const parsed = parseAddress(String(address));
  if (parsed?.family !== family || typeof length !== 'number' || length < 0 || length > (family === 4 ? 32 : 128))
    return undefined;
  const { first, last } = cidrOf(family, parsed.value, length);
  return { first, last };
}

function rangeValue(first: NftValue | undefined, last: NftValue | undefined): NftValue | undefined {
  if (typeof first !== 'object' || typeof last !== 'object') return undefined;
  if (typeof first.first === 'bigint' && typeof last.last === 'bigint') return { first: first.first, last: last.last };
  if (typeof first.first === 'number' && typeof last.last === 'number') return { first: first.first, last: last.last };
  return undefined;
}

/** The parts of a key literal (`{"concat": [...]}` or a single one) by the fields of its set; undefined when one is no literal. */
export function keyOf(json: unknown, fields: readonly SetField[], family: Family): readonly NftValue[] | undefined {
  const bare = isObject(json) && isObject(json['elem']) ? json['elem']['val'] : json;
  const concat = isObject(bare) ? bare['concat'] : undefined;
  const parts: readonly unknown[] = Array.isArray(concat) ? concat : [bare];
  if (parts.length !== fields.length) return undefined;
  const values: NftValue[] = [];
  for (const [index, part] of parts.entries()) {
    const value = literalValue(part, fields[index] ?? 'unmodelled', family);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}
