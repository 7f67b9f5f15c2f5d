import { canonicalAddress, familyOf } from '../model/ip.ts';
import type { Packet } from './types.ts';

export interface PacketDescription {
  readonly source: string;
  readonly destination: string;
  readonly protocol?: Packet['protocol'];
  readonly sourcePort?: number | null;
  readonly destinationPort?: number | null;
  readonly mark?: number;
  /** Bytes of the IP packet; 84 as `ping` sends it unless told. */
  readonly length?: number;
  readonly dontFragment?: boolean;
  readonly ttl?: number;
}

/** NAT state of a packet that no chain has seen: also what it has again whenever it enters another namespace. */
export const untouchedNat: Packet['nat'] = {
  originalDestination: null,
  originalDestinationPort: null,
  originalSource: null,
  destinationDone: false,
  sourceDone: false,
};

/** A first packet of a connection (conntrack state NEW). Addresses are put in canonical form; one that is none stays as it is. */
export function newPacket(description: PacketDescription): Packet {
  const family = familyOf(description.destination) ?? 4;
  return {
    family,
    source: canonicalAddress(description.source) ?? description.source,
    destination: canonicalAddress(description.destination) ?? description.destination,
    protocol: description.protocol ?? (family === 4 ? 'icmp' : 'icmpv6'),
    sourcePort: description.sourcePort ?? null,
    destinationPort: description.destinationPort ?? null,
    mark: description.mark ?? 0,
    state: 'NEW',
    length: description.length ?? 84,
    dontFragment: description.dontFragment ?? true,
    ttl: description.ttl ?? 64,
    ethernet: null,
    nat: untouchedNat,
  };
}

/** `tcp 10.244.1.5 > 10.96.0.10:53`, as hops and messages show it. */
export function packetText(packet: Packet): string {
  const end = (address: string, port: number | null) =>
    port === null ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return `${packet.protocol} ${end(packet.source, packet.sourcePort)} > ${end(packet.destination, packet.destinationPort)}`;
}
