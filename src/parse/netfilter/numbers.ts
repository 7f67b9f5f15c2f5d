import { parseAddress, parseCidr } from '../../model/ip.ts';
import type { AddressRange, PortRange } from '../../model/netfilter.ts';
import type { Family } from '../records.ts';

/** `0x4000`, `16384`, `017` (octal, as the tools read it); undefined for anything else or beyond 32 bits. */
export function parseNumber(text: string): number | undefined {
  if (!/^(?:0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text)) return undefined;
  const octal = text.length > 1 && text.startsWith('0') && /^[0-7]+$/.test(text);
  const value = octal ? Number.parseInt(text, 8) : Number(text);
  return value <= 0xffffffff ? value : undefined;
}

/** `0x4000/0x4000`; without a mask all bits count. */
export function parseValueAndMask(text: string): { readonly value: number; readonly mask: number } | undefined {
  const slash = text.indexOf('/');
  const value = parseNumber(slash < 0 ? text : text.slice(0, slash));
  const mask = slash < 0 ? 0xffffffff : parseNumber(text.slice(slash + 1));
  return value === undefined || mask === undefined ? undefined : { value, mask };
}

/** `80`, `1024:2048`, `:1023`, `1024:` with the separator of the tool (`:`, `-`). */
export function parsePortRange(text: string, separator = ':'): PortRange | undefined {
  const cut = text.indexOf(separator);
  const first = cut < 0 ? portNumber(text) : cut === 0 ? 0 : portNumber(text.slice(0, cut));
  const last = cut < 0 ? first : cut === text.length - 1 ? 65535 : portNumber(text.slice(cut + 1));
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** A comma-separated list of ports and ranges; undefined when one of them is none. */
export function parsePortList(text: string, separator = ':'): readonly PortRange[] | undefined {
  const ranges = text.split(',').map((part) => parsePortRange(part, separator));
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}

function portNumber(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port <= 65535 ? port : undefined;
}

/** A prefix or an address of the family; undefined for anything else. */
export function parseNetwork(text: string, family: Family): AddressRange | undefined {
  const cidr = parseCidr(text);
  return cidr?.family === family ? { first: cidr.first, last: cidr.last } : undefined;
}

/** `10.0.0.1-10.0.0.9` or one address. */
export function parseAddressRange(text: string, family: Family): AddressRange | undefined {
  const dash = text.indexOf('-');
  const first = parseAddress(dash < 0 ? text : text.slice(0, dash));
  const last = dash < 0 ? first : parseAddress(text.slice(dash + 1));
  if (first?.family !== family || last?.family !== family) return undefined;
  return { first: first.value, last: last.value };
}
