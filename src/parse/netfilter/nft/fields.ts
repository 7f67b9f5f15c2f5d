import type { SetField } from '../../../model/netfilter.ts';
import { isObject } from './json-documents.ts';

/** What the left side of a match or the key of a map looks at. */
export interface Field {
  readonly field: SetField;
  /** Protocols that the expression itself demands (`tcp dport` only looks at TCP); none for `th dport`. */
  readonly protocols: readonly string[];
  /** `ip daddr` in an inet table demands an IPv4 packet. */
  readonly family: 4 | 6 | null;
}

const field = (name: SetField, protocols: readonly string[] = [], family: 4 | 6 | null = null): Field => ({
  field: name,
  protocols,
  family,
});

const unmodelled = field('unmodelled');

const payloads = new Map<string, Field>([
  ['ip saddr', field('source', [], 4)],
  ['ip daddr', field('destination', [], 4)],
  ['ip protocol', field('protocol', [], 4)],
  ['ip6 saddr', field('source', [], 6)],
  ['ip6 daddr', field('destination', [], 6)],
  ['ip6 nexthdr', field('protocol', [], 6)],
  ['th sport', field('source-port')],
  ['th dport', field('destination-port')],
  ['icmp type', field('icmp-type', ['icmp'])],
  ['icmpv6 type', field('icmp-type', ['icmpv6'])],
  ...['tcp', 'udp', 'sctp', 'dccp', 'udplite'].flatMap((protocol): [string, Field][] => [
    [`${protocol} sport`, field('source-port', [protocol])],
    [`${protocol} dport`, field('destination-port', [protocol])],
  ]),
]);

const metas = new Map<string, Field>([
  ['l4proto', field('protocol')],
  ['nfproto', field('family')],
  ['protocol', field('family')],
  ['mark', field('mark')],
  ['iifname', field('in-interface')],
  ['iif', field('in-interface')],
  ['oifname', field('out-interface')],
  ['oif', field('out-interface')],
]);

/** The property behind one expression; `unmodelled` for any other. */
export function fieldOf(expression: unknown): Field {
  if (!isObject(expression)) return unmodelled;
  const { payload, meta, ct, numgen, jhash, symhash } = expression;
  if (isObject(payload)) return payloads.get(`${payload['protocol']} ${payload['field']}`) ?? unmodelled;
  if (isObject(meta)) return metas.get(String(meta['key'])) ?? unmodelled;
  if (isObject(ct)) return ct['key'] === 'state' ? field('conntrack-state') : unmodelled;
  // A hash of addresses spreads clients like a random number; which client goes where needs the kernel's seed.
  if (isObject(numgen) || isObject(jhash) || isObject(symhash)) return field('random');
  return unmodelled;
}

/** The parts of a key: `ip daddr . meta l4proto . th dport`. */
export function fieldsOf(expression: unknown): readonly Field[] {
  const parts = isObject(expression) ? expression['concat'] : undefined;
  return Array.isArray(parts) ? parts.map(fieldOf) : [fieldOf(expression)];
}

/** N of `numgen random mod N`, `jhash … mod N`; null for other keys. */
export function modulusOf(expression: unknown): number | null {
  if (!isObject(expression)) return null;
  for (const generator of [expression['numgen'], expression['jhash'], expression['symhash']]) {
    const modulus = isObject(generator) ? Number(generator['mod']) : Number.NaN;
    if (Number.isInteger(modulus) && modulus > 0 && modulus <= 0xffffffff) return modulus;
  }
  return null;
}
