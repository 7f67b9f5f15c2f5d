import { addressOrNull, destinationCidr } from './canonical.ts';
import { decimal, linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Family, NextHop, Route, RouteType } from './records.ts';
import { isRouteType, NEXT_HOP_FLAGS } from './route-words.ts';

/** `ip route` without -j; of a multipath route the `nexthop` lines follow, with -o behind backslashes. */
export function parseIpRouteText(text: string, family: Family): Parsed<readonly Route[]> {
  const notes = newNotes();
  const routes: Route[] = [];
  for (const { number, text: whole } of linesOf(text)) {
    for (const part of whole.split('\\')) {
      const words = wordsOf(part);
      if (words.length === 0) continue;
      if (words[0] === 'nexthop') {
        const route = routes.at(-1);
        if (route === undefined) notes.add(number, part, 'a next hop without a route');
        else
          routes[routes.length - 1] = { ...route, nextHops: [...route.nextHops, ...hopOf(readWords(words.slice(1)))] };
        continue;
      }
      const route = routeOf(words, family, (word) => notes.add(number, part, `unknown word "${word}"`));
      if (route === undefined) notes.add(number, part, 'a route without a destination that can be read');
      else routes.push(route);
    }
  }
  return notes.parsed(routes);
}

/** Words that stand alone, and those that a value follows; everything else is noted. */
const BARE = new Set([
  ...NEXT_HOP_FLAGS,
  'offload',
  'trap',
  'notify',
  'rt_offload',
  'rt_trap',
  'unresolved',
  'cache',
  'offload_failed',
]);
const VALUED = new Set([
  ...['via', 'dev', 'table', 'proto', 'scope', 'src', 'metric', 'mtu', 'advmss', 'weight', 'pref', 'nhid', 'hoplimit'],
  ...['expires', 'error', 'rtt', 'rttvar', 'window', 'cwnd', 'initcwnd', 'initrwnd', 'ssthresh', 'rto_min', 'quickack'],
  ...['features', 'congctl', 'fastopen_no_cookie', 'reordering', 'users', 'age', 'used', 'iif', 'preference', 'hops'],
  ...['from', 'tos', 'dsfield', 'realms', 'encap'],
]);
const UNMODELLED = ['from', 'tos', 'dsfield', 'realms', 'encap'];

interface ReadWords {
  readonly values: ReadonlyMap<string, string>;
  readonly flags: readonly string[];
  readonly unknown: readonly string[];
}

function readWords(words: readonly string[]): ReadWords {
  const values = new Map<string, string>();
  const flags: string[] = [];
  const unknown: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (BARE.has(word)) {
      flags.push(word);
    } else if (VALUED.has(word)) {
      let value = words[++i] ?? '';
      // `via inet6 fe80::1`, `mtu lock 1400`.
      if (value === 'inet' || value === 'inet6' || value === 'lock') value = words[++i] ?? '';
      values.set(word, value);
      // What belongs to an encapsulation is in words of its own (`src`, `dst`, `id`) that would be misread as the route's.
      if (word === 'encap') break;
    } else unknown.push(word);
  }
  return { values, flags, unknown };
}

function routeOf(words: readonly string[], family: Family, onUnknown: (word: string) => void): Route | undefined {
  const first = words[0] ?? '';
  const type: RouteType = isRouteType(first) ? first : 'unicast';
  const rest = isRouteType(first) ? words.slice(1) : words;
  const target = rest[0] ?? '';
  const destination = destinationCidr(target, family);
  if (destination === undefined) return undefined;
  const read = readWords(rest.slice(1));
  for (const word of read.unknown) onUnknown(word);
  const unmodelled = UNMODELLED.filter((key) => read.values.has(key)).map((key) => `${key} ${read.values.get(key)}`);
  return {
    // `ip route` alone is IPv4; an IPv6 destination in the text says otherwise.
    family: target === 'default' ? family : destination.includes(':') ? 6 : 4,
    destination,
    type,
    table: read.values.get('table') ?? 'main',
    nextHops: hopOf(read),
    preferredSource: addressOrNull(read.values.get('src')),
    protocol: read.values.get('proto') ?? null,
    scope: read.values.get('scope') ?? null,
    metric: decimal(read.values.get('metric')) ?? 0,
    mtu: decimal(read.values.get('mtu')) ?? null,
    ...(unmodelled.length > 0 ? { unmodelled } : {}),
  };
}

function hopOf({ values, flags }: ReadWords): NextHop[] {
  if (!values.has('via') && !values.has('dev')) return [];
  return [
    {
      gateway: addressOrNull(values.get('via')),
      device: values.get('dev') ?? null,
      weight: decimal(values.get('weight')) ?? 1,
      flags: flags.filter((flag) => NEXT_HOP_FLAGS.has(flag)),
    },
  ];
}
