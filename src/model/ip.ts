import ipaddr from 'ipaddr.js';
import type { Family } from '../parse/records.ts';
import type { AddressRange } from './netfilter.ts';

/**
 * Arithmetic on addresses and prefixes. Addresses are BigInt inside; `10.0.0.1` and `::ffff:10.0.0.1` are different addresses
 * (family 4 and 6), as they are for the kernel's routing tables.
 */
export interface IpAddress {
  readonly family: Family;
  readonly value: bigint;
}

export interface Cidr extends AddressRange {
  readonly family: Family;
  readonly prefixLength: number;
}

const ALL_ONES: Readonly<Record<Family, bigint>> = { 4: 0xffffffffn, 6: (1n << 128n) - 1n };

export const addressBits = (family: Family): 32 | 128 => (family === 4 ? 32 : 128);

/** Dotted decimal with four parts and no leading zeros (a leading zero reads as octal in some tools, so it is refused). */
function ipv4Number(text: string): number | undefined {
  const length = text.length;
  if (length < 7 || length > 15) return undefined;
  let value = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (digits === 0 || dots === 3) return undefined;
      value = value * 256 + part;
      part = 0;
      digits = 0;
      dots++;
    } else if (code >= 48 && code <= 57) {
      if (digits > 0 && part === 0) return undefined;
      part = part * 10 + (code - 48);
      if (part > 255) return undefined;
      digits++;
    } else return undefined;
  }
  return dots === 3 && digits > 0 ? value * 256 + part : undefined;
}

function ipv6Value(text: string): bigint | undefined {
  if (text.length > 45 || !text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  return ipaddr.IPv6.parse(text).parts.reduce((value, part) => (value << 16n) | BigInt(part), 0n);
}

/** `10.0.0.1` or `fd00::1`; undefined for anything else, also for zones (`fe80::1%eth0`). */
export function parseAddress(text: string): IpAddress | undefined {
  const v4 = ipv4Number(text);
  if (v4 !== undefined) return { family: 4, value: BigInt(v4) };
  const v6 = ipv6Value(text);
  return v6 === undefined ? undefined : { family: 6, value: v6 };
}

function prefixLengthOf(text: string, family: Family): number | undefined {
  if (/^\d{1,3}$/.test(text)) {
    const length = Number(text);
    return length <= addressBits(family) ? length : undefined;
  }
  const mask = parseAddress(text);
  if (mask === undefined || mask.family !== family) return undefined;
  const hostPart = ALL_ONES[family] - mask.value;
  // Only masks whose ones are all in front are prefixes.
  if ((hostPart & (hostPart + 1n)) !== 0n) return undefined;
  return addressBits(family) - (hostPart === 0n ? 0 : hostPart.toString(2).length);
}

/**
 * `10.244.0.0/16`, `fd00::/8`, `10.0.0.0/255.0.0.0`; a bare address is a prefix of full length. Host bits may be set:
 * `first` and `last` are the bounds of the prefix all the same.
 */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const bits = addressBits(address.family);
  const prefixLength = slash < 0 ? bits : prefixLengthOf(text.slice(slash + 1), address.family);
  if (prefixLength === undefined) return undefined;
  return cidrOf(address.family, address.value, prefixLength);
}

export function cidrOf(family: Family, value: bigint, prefixLength: number): Cidr {
  const hostMask = (1n << BigInt(addressBits(family) - prefixLength)) - 1n;
  const last = value | hostMask;
  return { family, prefixLength, first: last - hostMask, last };
}

/** True when `inner` (a prefix or an address) lies wholly in `outer`; false across families. */
export function cidrContains(outer: Cidr, inner: Cidr | IpAddress): boolean {
  if (outer.family !== inner.family) return false;
  const first = 'value' in inner ? inner.value : inner.first;
  const last = 'value' in inner ? inner.value : inner.last;
  return outer.first <= first && last <= outer.last;
}

export function cidrsOverlap(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** Canonical text: dotted for IPv4, RFC 5952 for IPv6 (IPv4-mapped ones end dotted, as inet_ntop prints them). */
export function formatAddress(family: Family, value: bigint): string {
  if (family === 4) {
    const v = Number(value);
    return `${Math.floor(v / 0x1000000)}.${(v >>> 16) & 255}.${(v >>> 8) & 255}.${v & 255}`;
  }
  if (value >> 32n === 0xffffn) return `::ffff:${formatAddress(4, value & ALL_ONES[4])}`;
  const parts = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn));
  return compress(parts);
}

/** RFC 5952 §4.2: the longest run of at least two zero groups becomes `::`, the first one on a tie. */
function compress(parts: readonly number[]): string {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let i = 0; i <= parts.length; i++) {
    if (parts[i] === 0) continue;
    if (i - start > best.length) best = { start, length: i - start };
    start = i + 1;
  }
  const hex = (some: readonly number[]) => some.map((part) => part.toString(16)).join(':');
  if (best.length < 2) return hex(parts);
  return `${hex(parts.slice(0, best.start))}::${hex(parts.slice(best.start + best.length))}`;
}

export const formatCidr = (cidr: Cidr): string => `${formatAddress(cidr.family, cidr.first)}/${cidr.prefixLength}`;

/** The address in canonical text, or undefined when it is none. */
export function canonicalAddress(text: string): string | undefined {
  if (ipv4Number(text) !== undefined) return text;
  const v6 = ipv6Value(text);
  return v6 === undefined ? undefined : formatAddress(6, v6);
}

/** The prefix in canonical text with its host bits cleared, or undefined when it is none. */
export function canonicalCidr(text: string): string | undefined {
  const cidr = parseCidr(text);
  return cidr === undefined ? undefined : formatCidr(cidr);
}

/** Family of an address or prefix in text; undefined when it is neither. */
export function familyOf(text: string): Family | undefined {
  return parseCidr(text)?.family;
}

export const anyCidr = (family: Family): string => (family === 4 ? '0.0.0.0/0' : '::/0');
