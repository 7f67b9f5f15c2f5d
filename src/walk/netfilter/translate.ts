import { formatAddress } from '../../model/ip.ts';
import type { AddressRange, NftValue, PortRange } from '../../model/netfilter.ts';
import type { Packet } from '../types.ts';

/** More targets than this in one rule are not gone through one by one. */
const MAX_CHOICES = 256;

/** Where NAT sends a packet, and how often: `share` of all connections. A null port is one of several. */
export interface Translation {
  readonly packet: Packet;
  readonly share: number;
}

/** The packets that DNAT makes of one; undefined when there are too many targets to list. */
export function translateDestination(
  packet: Packet,
  addresses: readonly AddressRange[],
  ports: readonly PortRange[],
): readonly Translation[] | undefined {
  const port = portOf(ports, packet.destinationPort);
  return eachAddress(packet, addresses, packet.destination, (destination) => ({
    ...packet,
    destination,
    destinationPort: packet.destinationPort === null && port === null ? null : port,
    nat: {
      ...packet.nat,
      originalDestination: packet.nat.originalDestination ?? packet.destination,
      originalDestinationPort:
        packet.nat.originalDestination === null ? packet.destinationPort : packet.nat.originalDestinationPort,
      destinationDone: true,
    },
  }));
}

export function translateSource(
  packet: Packet,
  addresses: readonly AddressRange[],
  ports: readonly PortRange[],
): readonly Translation[] | undefined {
  return eachAddress(packet, addresses, packet.source, (source) => ({
    ...packet,
    source,
    sourcePort: portOf(ports, packet.sourcePort),
    nat: { ...packet.nat, originalSource: packet.nat.originalSource ?? packet.source, sourceDone: true },
  }));
}

/** A range keeps the port when it lies inside, else the kernel takes one of it. */
function portOf(ports: readonly PortRange[], now: number | null): number | null {
  const [range] = ports;
  if (range === undefined) return now;
  if (range.first === range.last) return range.first;
  return now !== null && range.first <= now && now <= range.last ? now : null;
}

function eachAddress(
  packet: Packet,
  ranges: readonly AddressRange[],
  now: string,
  make: (address: string) => Packet,
): readonly Translation[] | undefined {
  const [range] = ranges;
  if (range === undefined) return [{ packet: make(now), share: 1 }];
  const count = range.last - range.first + 1n;
  if (ranges.length > 1 || count > BigInt(MAX_CHOICES) || count < 1n) return undefined;
  return Array.from({ length: Number(count) }, (_, i) => ({
    packet: make(formatAddress(packet.family, range.first + BigInt(i))),
    share: 1 / Number(count),
  }));
}

/** Address and port of a map's data: `10.244.1.3 . 8080`. */
export function targetsOf(data: readonly NftValue[]): {
  readonly addresses: AddressRange[];
  readonly ports: PortRange[];
} {
  const addresses: AddressRange[] = [];
  const ports: PortRange[] = [];
  for (const value of data) {
    if (typeof value !== 'object') continue;
    if (typeof value.first === 'bigint' && typeof value.last === 'bigint')
      addresses.push({ first: value.first, last: value.last });
    else if (typeof value.first === 'number' && typeof value.last === 'number')
      ports.push({ first: value.first, last: value.last });
  }
  return { addresses, ports };
}
