import type { SetField } from '../../model/netfilter.ts';
import type { PacketView } from './packet-view.ts';
import { hasPorts } from './packet-view.ts';

/** One field of a packet as a set compares it; null when the packet has it but its value is not known. */
export type FieldValue = bigint | number | string | null;

/** What the packet has in a field; undefined when it has no such field at all (ports of an ICMP packet). */
export function fieldValue(field: SetField, view: PacketView): FieldValue | undefined {
  const { packet, context } = view;
  switch (field) {
    case 'source':
      return view.source;
    case 'destination':
      return view.destination;
    case 'protocol':
      return packet.protocol;
    case 'source-port':
      return hasPorts(packet) ? packet.sourcePort : undefined;
    case 'destination-port':
      return hasPorts(packet) ? packet.destinationPort : undefined;
    case 'mark':
      return (packet.markUncertain ?? 0) === 0 ? packet.mark : null;
    case 'in-interface':
      return context.inInterface ?? '';
    case 'out-interface':
      return context.outInterface ?? '';
    case 'conntrack-state':
      return view.state;
    case 'icmp-type':
      return packet.protocol === 'icmp'
        ? packet.state === 'ESTABLISHED'
          ? 0
          : 8
        : packet.state === 'ESTABLISHED'
          ? 129
          : 128;
    case 'family':
      return packet.family === 4 ? 'ip' : 'ip6';
    case 'random':
    case 'unmodelled':
      return null;
  }
}
