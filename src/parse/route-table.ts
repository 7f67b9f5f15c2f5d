import { canonicalCidr } from '../model/ip.ts';
import { addressOrNull } from './canonical.ts';
import { decimal, linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Route } from './records.ts';

/**
 * `route -n` of net-tools or busybox: table main, IPv4, one next hop a line. `!` is a reject route (unreachable or prohibit, the tool does
 * not say which); a blackhole is printed with `*` as its device.
 */
export function parseRouteTable(text: string): Parsed<readonly Route[]> {
  const notes = newNotes();
  const routes: Route[] = [];
  for (const { number, text: line } of linesOf(text)) {
    if (/^(?:Kernel IP routing table|Destination\s+Gateway)/.test(line)) continue;
    const route = routeOf(wordsOf(line));
    if (route === undefined) notes.add(number, line, 'not a route as route -n prints it');
    else routes.push(route);
  }
  return notes.parsed(routes);
}

function routeOf(words: readonly string[]): Route | undefined {
  const [target = '', gateway = '', mask = '', flags = '', metric, , , device = ''] = words;
  const destination = canonicalCidr(`${target === 'default' ? '0.0.0.0' : target}/${mask}`);
  if (words.length !== 8 || destination === undefined) return undefined;
  const type = flags.includes('!') ? 'unreachable' : device === '*' ? 'blackhole' : 'unicast';
  return {
    family: 4,
    destination,
    type,
    table: 'main',
    nextHops:
      type === 'unicast'
        ? [{ gateway: flags.includes('G') ? addressOrNull(gateway) : null, device, weight: 1, flags: [] }]
        : [],
    preferredSource: null,
    protocol: null,
    scope: null,
    metric: decimal(metric) ?? 0,
    mtu: null,
    // A gateway of the other family (via inet6 …) is printed as 0.0.0.0.
    ...(flags.includes('G') && gateway === '0.0.0.0' ? { unmodelled: ['a gateway that is not IPv4'] } : {}),
  };
}
