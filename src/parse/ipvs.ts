import { canonicalAddress, formatAddress } from '../model/ip.ts';
import type { IpvsService } from '../model/types.ts';
import { decimal, linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';

/**
 * /proc/net/ip_vs: addresses and ports in hexadecimal, IPv6 in brackets (net/netfilter/ipvs/ip_vs_ctl.c, ip_vs_info_seq_show).
 * Services by firewall mark have no address and are noted.
 */
export function parseIpvs(text: string): Parsed<readonly IpvsService[]> {
  const notes = newNotes();
  const services: (IpvsService & { destinations: IpvsService['destinations'][number][] })[] = [];
  let current: (typeof services)[number] | undefined;
  for (const { number, text: line } of linesOf(text)) {
    const words = wordsOf(line);
    if (words[0] === 'IP' || words[0] === 'Prot' || words[1] === 'RemoteAddress:Port') continue;
    if (words[0] === '->') {
      const end = endOf(words[1] ?? '');
      const weight = decimal(words[3]);
      if (end === undefined || weight === undefined) notes.add(number, line, 'a destination that cannot be read');
      else current?.destinations.push({ ...end, weight });
      continue;
    }
    const protocol = (words[0] ?? '').toLowerCase();
    const end = endOf(words[1] ?? '');
    current = undefined;
    if (end === undefined || (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp')) {
      notes.add(number, line, 'a virtual service that cannot be read');
      continue;
    }
    current = { protocol, ...end, destinations: [] };
    services.push(current);
  }
  return notes.parsed(services);
}

function endOf(text: string): { address: string; port: number } | undefined {
  const [, v4, v6, port = ''] = /^(?:([0-9A-F]{8})|\[([0-9a-f:]{2,45})\]):([0-9A-F]{4})$/i.exec(text) ?? [];
  const address =
    v4 !== undefined ? formatAddress(4, BigInt(`0x${v4}`)) : v6 !== undefined ? canonicalAddress(v6) : undefined;
  return address === undefined ? undefined : { address, port: Number.parseInt(port, 16) };
}
