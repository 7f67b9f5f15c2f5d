import type { Packet } from './types.ts';

/** What OpenFlow tables see of a packet: the packet, where it came in, and what earlier tables wrote down. */
export interface OvsPacket {
  readonly inPort: number | 'LOCAL';
  readonly packet: Packet;
  readonly vlan: number | null;
  /** Registers and metadata by name; what nobody has written is 0. Null after an action that is not modelled. */
  readonly registers: ReadonlyMap<string, number | null>;
}
