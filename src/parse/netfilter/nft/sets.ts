import type { NftElement, NftSet, SetField, Statement } from '../../../model/netfilter.ts';
import type { Family } from '../../records.ts';
import { parsePortRange } from '../numbers.ts';
import type { JsonObject } from './json-documents.ts';
import { isObject } from './json-documents.ts';
import { keyOf, literalValue } from './values.ts';
import { verdictOf } from './verdicts.ts';

/** Which kind of value an nft data type holds; sides do not matter for literals. */
const literalFields = new Map<string, SetField>([
  ['ipv4_addr', 'source'],
  ['ipv6_addr', 'source'],
  ['inet_proto', 'protocol'],
  ['inet_service', 'destination-port'],
  ['mark', 'mark'],
  ['ifname', 'in-interface'],
  ['ct_state', 'conntrack-state'],
  ['icmp_type', 'icmp-type'],
  ['icmpv6_type', 'icmp-type'],
  ['nf_proto', 'family'],
]);

/** What stands with an element and has no say in whether it is found; a limit or a quota has. */
const plainDetails: ReadonlySet<string> = new Set(['val', 'comment', 'timeout', 'expires', 'counter', 'last']);

function typesOf(type: unknown): readonly string[] {
  // Newer nft prints `type` of a `typeof` set as an expression: its fields then come from who asks.
  return Array.isArray(type) ? type.map(String) : [String(type)];
}

/** `{"set": {...}}` and `{"map": {...}}`; what cannot be read in an element is told through `miss`. */
export function readSet(body: JsonObject, family: Family, miss: (why: string) => void): NftSet {
  const name = String(body['name']);
  const fields = typesOf(body['type']).map((type): SetField => literalFields.get(type) ?? 'unmodelled');
  const listed = body['elem'];
  const elements = readElements(Array.isArray(listed) ? listed : [], fields, family, body['map'], miss);
  const flags = body['flags'];
  const dynamic = Array.isArray(flags) && (flags.includes('dynamic') || flags.includes('timeout'));
  return { name, isMap: body['map'] !== undefined, elements, ...(dynamic ? { dynamic } : {}) };
}

/** Elements of a set, or `[key, data]` pairs of a map (named or anonymous). `mapType` is undefined for sets and anonymous maps. */
export function readElements(
  listed: readonly unknown[],
  fields: readonly SetField[],
  family: Family,
  mapType: unknown,
  miss: (why: string) => void,
): readonly NftElement[] {
  const elements: NftElement[] = [];
  const dataFields =
    mapType === undefined
      ? undefined
      : typesOf(mapType).map((type): SetField => literalFields.get(type) ?? 'unmodelled');
  for (const entry of listed) {
    const pair = Array.isArray(entry) && entry.length === 2 ? entry : undefined;
    const keyJson: unknown = pair ? pair[0] : entry;
    const key = keyOf(keyJson, fields, family);
    if (key === undefined) {
      miss('a set element that is not modelled');
      elements.push({ key: [], unmodelled: true });
      continue;
    }
    const details = isObject(keyJson) && isObject(keyJson['elem']) ? keyJson['elem'] : {};
    const { comment } = details;
    elements.push({
      key,
      ...(pair === undefined ? {} : dataOf(pair[1], dataFields, family)),
      ...(typeof comment === 'string' ? { comment } : {}),
      ...(Object.keys(details).every((name) => plainDetails.has(name)) ? {} : { undecidable: true }),
    });
  }
  return elements;
}

function dataOf(json: unknown, fields: readonly SetField[] | undefined, family: Family): Partial<NftElement> {
  const verdict: Statement | undefined = verdictOf(json);
  if (verdict !== undefined) return { verdict };
  const data = fields === undefined ? looseData(json, family) : keyOf(json, fields, family);
  return data === undefined ? {} : { data };
}

/** Data of an anonymous map has no declared type: an address, an address with a port, or a number. */
function looseData(json: unknown, family: Family): NftElement['data'] {
  const concat = isObject(json) ? json['concat'] : undefined;
  const parts: readonly unknown[] = Array.isArray(concat) ? concat : [json];
  const values = parts.map(
    (part) =>
      literalValue(part, 'source', family) ??
      literalValue(part, 'destination-port', family) ??
      parsePortRange(String(part)),
  );
  return values.every((value) => value !== undefined) ? values : undefined;
}
