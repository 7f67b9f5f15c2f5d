import { parseArp } from './arp.ts';
import { parseIfconfig } from './ifconfig.ts';
import { type LinksAndAddresses, parseIpAddr } from './ip-addr.ts';
import { parseIpLink } from './ip-link.ts';
import { parseIpNeigh } from './ip-neigh.ts';
import { parseIpRoute } from './ip-route.ts';
import { newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';
import { parseProcRoute } from './proc-route.ts';
import { parseProcRoute6 } from './proc-route6.ts';
import type { Address, Family, Link, Neighbour, Route } from './records.ts';
import { parseRouteTable } from './route-table.ts';

/**
 * A probe falls back to older tools and to /proc and keeps its id: what was printed tells which it was.
 */
export function parseLinks(text: string): Parsed<readonly Link[]> {
  if (text.trim() === '') return refused(text, NOT_EVEN_LO);
  if (isIfconfig(text)) return pick(parseIfconfig(text), 'links');
  if (/^Inter-\|/.test(text)) return refused(text, '/proc/net/dev names the devices, but not their flags and MTU');
  return parseIpLink(text);
}

export function parseAddresses(text: string): Parsed<readonly Address[]> {
  if (text.trim() === '') return refused(text, NOT_EVEN_LO);
  if (isIfconfig(text)) return pick(parseIfconfig(text), 'addresses');
  if (/^(?:Main:|\s*\+-- 0\.0\.0\.0\/0)/m.test(text))
    return refused(text, '/proc/net/fib_trie does not say which device has an address');
  return pick(parseIpAddr(text), 'addresses');
}

export function parseNeighbours(text: string): Parsed<readonly Neighbour[]> {
  return /^(?:IP address|Address\s)|\) at (?:<|[0-9a-f]{1,2}:|\*)/im.test(text) ? parseArp(text) : parseIpNeigh(text);
}

export function parseRoutes(text: string, family: Family): Parsed<readonly Route[]> {
  if (/^(?:Kernel IP routing table|Destination\s+Gateway)/m.test(text)) return parseRouteTable(text);
  if (/^Iface\tDestination\t/.test(text)) return parseProcRoute(text);
  if (/^[0-9a-f]{32} [0-9a-f]{2} [0-9a-f]{32} /.test(text)) return parseProcRoute6(text);
  return parseIpRoute(text, family);
}

/** Every network namespace has its lo: a list without any device was lost on the way, and does not say that the devices are gone. */
const NOT_EVEN_LO = 'it is empty, and not even lo is in it';

const isIfconfig = (text: string): boolean => /^\S{1,64}: flags=\d|^\S{1,64}\s+Link encap:/m.test(text);

function pick<K extends keyof LinksAndAddresses>(
  parsed: Parsed<LinksAndAddresses>,
  key: K,
): Parsed<LinksAndAddresses[K]> {
  return { value: parsed.value[key], notUnderstood: parsed.notUnderstood };
}

function refused(text: string, why: string): Parsed<readonly never[]> {
  const notes = newNotes();
  notes.add(0, text, why);
  return notes.parsed([]);
}
