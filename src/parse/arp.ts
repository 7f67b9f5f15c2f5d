import { addressOrNull, canonicalMac } from './canonical.ts';
import { linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Neighbour } from './records.ts';

/**
 * `arp -a` (BSD style: `? (10.0.0.1) at MAC [ether] on eth0`), `arp -n` (a table) and /proc/net/arp. None of them tells REACHABLE from
 * STALE: states are [] unless the entry is permanent or incomplete.
 */
export function parseArp(text: string): Parsed<readonly Neighbour[]> {
  const notes = newNotes();
  const neighbours: Neighbour[] = [];
  for (const { number, text: line } of linesOf(text)) {
    if (HEAD.test(line)) continue;
    const neighbour = fromBsd(line) ?? fromProc(wordsOf(line)) ?? fromTable(wordsOf(line));
    if (neighbour === undefined) notes.add(number, line, 'not an ARP entry');
    else neighbours.push(neighbour);
  }
  return notes.parsed(neighbours);
}

const HEAD = /^(?:Address\s+HWtype|IP address\s+HW type|Entries:|arp: in \d)/;

function make(
  addressText: string,
  mac: string | undefined,
  device: string,
  permanent: boolean,
  proxy: boolean,
): Neighbour | undefined {
  const address = addressOrNull(addressText);
  if (address === null) return undefined;
  const canonical = canonicalMac(mac);
  const states = permanent ? ['PERMANENT'] : canonical === null ? ['INCOMPLETE'] : [];
  return { family: 4, address, device, mac: canonical, states: proxy ? [] : states, proxy };
}

function fromBsd(line: string): Neighbour | undefined {
  const [, address, mac, rest = '', device] =
    /^\s*\S{1,255} \(([^)\s]{1,64})\) at (<?\S{1,64}>?)\s{1,4}(.{0,80}?)\s{0,4}\bon (\S{1,64})\s*$/.exec(line) ?? [];
  if (address === undefined || device === undefined) return undefined;
  return make(address, mac, device, /\bPERM\b/.test(rest), /\bPU[BP]\b/.test(rest));
}

/** `10.0.0.1  0x1  0x2  MAC  *  eth0`: 0x2 complete, 0x4 permanent, 0x8 published (include/uapi/linux/if_arp.h). */
function fromProc(words: readonly string[]): Neighbour | undefined {
  const [address = '', type = '', flagText = '', mac, , device] = words;
  if (
    words.length !== 6 ||
    !/^0x[0-9a-f]+$/i.test(type) ||
    !/^0x[0-9a-f]{1,4}$/i.test(flagText) ||
    device === undefined
  )
    return undefined;
  const flags = Number(flagText);
  return make(address, flags & 2 ? mac : undefined, device, (flags & 4) !== 0, (flags & 8) !== 0);
}

/** `10.0.0.1 ether MAC CM eth0`; `(incomplete)` stands where type, MAC and flags would be. */
function fromTable(words: readonly string[]): Neighbour | undefined {
  const device = words.at(-1);
  const [address = '', type, mac, flags = ''] = words;
  if (device === undefined || words.length < 3) return undefined;
  if (type === '(incomplete)') return make(address, undefined, device, false, false);
  if (words.length < 5 || !/^[A-Z]+$/.test(flags)) return undefined;
  return make(address, mac, device, flags.includes('M'), flags.includes('P'));
}
