import { canonicalAddress, canonicalCidr } from '../model/ip.ts';
import { linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Route, RouteType } from './records.ts';

/** RTF_UP, RTF_REJECT, RTF_ANYCAST, RTF_CACHE, RTF_LOCAL of include/uapi/linux/ipv6_route.h. */
const REJECT = 0x200;
const ANYCAST = 0x100000;
const CACHE = 0x1000000;
const LOCAL = 0x80000000;

/** /proc/net/ipv6_route: main and local table together (net/ipv6/route.c, rt6_info_route): local ones are told by their flag. */
export function parseProcRoute6(text: string): Parsed<readonly Route[]> {
  const notes = newNotes();
  const routes: Route[] = [];
  for (const { number, text: line } of linesOf(text)) {
    const words = wordsOf(line);
    const [
      target = '',
      length = '',
      source = '',
      sourceLength = '',
      gateway = '',
      metric = '',
      ,
      ,
      flagText = '',
      device = '',
    ] = words;
    const destination = canonicalCidr(`${groups(target)}/${Number.parseInt(length, 16)}`);
    if (words.length !== 10 || destination === undefined || !/^[0-9a-f]{8}$/i.test(flagText)) {
      notes.add(number, line, 'not a line of /proc/net/ipv6_route');
      continue;
    }
    const flags = Number.parseInt(flagText, 16);
    // The kernel's own last resort (ip6_null_entry) is no route that anybody made.
    if (flags & CACHE || (flags & REJECT && metric === 'ffffffff')) continue;
    const type = typeOf(flags, destination);
    const hasGateway = !/^0{32}$/.test(gateway);
    const sourceDependent = Number.parseInt(sourceLength, 16) > 0;
    routes.push({
      family: 6,
      destination,
      type,
      table: type === 'local' || type === 'anycast' || type === 'multicast' ? 'local' : 'main',
      nextHops:
        type === 'unreachable'
          ? []
          : [
              {
                gateway: hasGateway ? (canonicalAddress(groups(gateway)) ?? null) : null,
                device,
                weight: 1,
                flags: [],
              },
            ],
      preferredSource: null,
      protocol: null,
      scope: null,
      metric: Number.parseInt(metric, 16) || 0,
      mtu: null,
      ...(sourceDependent ? { unmodelled: [`from ${groups(source)}/${Number.parseInt(sourceLength, 16)}`] } : {}),
    });
  }
  return notes.parsed(routes);
}

function typeOf(flags: number, destination: string): RouteType {
  if (flags & REJECT) return 'unreachable';
  if (flags & ANYCAST) return 'anycast';
  // The flag is bit 31: a signed comparison would miss it.
  if ((flags & LOCAL) !== 0) return 'local';
  return destination.startsWith('ff') ? 'multicast' : 'unicast';
}

const groups = (hex: string): string => (/^[0-9a-f]{32}$/i.test(hex) ? (hex.match(/.{4}/g) ?? []).join(':') : '');
