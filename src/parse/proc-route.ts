import { canonicalCidr, formatAddress } from '../model/ip.ts';
import { decimal, linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Route } from './records.ts';

/** RTF_GATEWAY and RTF_REJECT of include/uapi/linux/route.h. */
const GATEWAY = 0x2;
const REJECT = 0x200;

/** /proc/net/route: table main, IPv4; addresses in hexadecimal, in host byte order (little-endian where Kubernetes commonly runs). */
export function parseProcRoute(text: string): Parsed<readonly Route[]> {
  const notes = newNotes();
  const routes: Route[] = [];
  for (const { number, text: line } of linesOf(text)) {
    if (line.startsWith('Iface\t')) continue;
    const [device = '', target, gateway, flagText = '', , , metric, mask, mtu] = wordsOf(line);
    const destination = canonicalCidr(`${dotted(target)}/${dotted(mask)}`);
    const flags = /^[0-9a-f]{4}$/i.test(flagText) ? Number.parseInt(flagText, 16) : undefined;
    if (destination === undefined || flags === undefined) {
      notes.add(number, line, 'not a line of /proc/net/route');
      continue;
    }
    const type = flags & REJECT ? 'unreachable' : device === '*' ? 'blackhole' : 'unicast';
    const hop = { gateway: flags & GATEWAY ? dotted(gateway) : null, device, weight: 1, flags: [] };
    routes.push({
      family: 4,
      destination,
      type,
      table: 'main',
      nextHops: type === 'unicast' ? [hop] : [],
      preferredSource: null,
      protocol: null,
      scope: null,
      metric: decimal(metric) ?? 0,
      mtu: decimal(mtu) || null,
      // A gateway of the other family (via inet6 …) is printed as zeros.
      ...(flags & GATEWAY && gateway === '00000000' ? { unmodelled: ['a gateway that is not IPv4'] } : {}),
    });
  }
  return notes.parsed(routes);
}

/** `00F4A8C0` → 192.168.244.0; '' when it is no such number. */
function dotted(hex: string | undefined): string {
  if (hex === undefined || !/^[0-9a-f]{8}$/i.test(hex)) return '';
  const bytes = (hex.match(/../g) ?? []).reverse().join('');
  return formatAddress(4, BigInt(`0x${bytes}`));
}
