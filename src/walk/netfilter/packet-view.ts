import { parseAddress } from '../../model/ip.ts';
import type { ConntrackStateName } from '../../model/netfilter.ts';
import type { HookContext, Packet } from '../types.ts';

/** A packet as rules see it in one hook, with its addresses as numbers. */
export interface PacketView {
  readonly packet: Packet;
  readonly source: bigint;
  readonly destination: bigint;
  /** Before conntrack has looked (raw table), every packet counts as INVALID. */
  readonly state: ConntrackStateName;
  /** Whether conntrack has an entry for it here. */
  readonly hasConnection: boolean;
  readonly context: HookContext;
}

const addresses = new Map<string, bigint>();

/** Walks ask about few addresses again and again. */
function addressValue(text: string): bigint {
  let value = addresses.get(text);
  if (value === undefined) {
    value = parseAddress(text)?.value ?? 0n;
    if (addresses.size > 10_000) addresses.clear();
    addresses.set(text, value);
  }
  return value;
}

export function viewOf(packet: Packet, context: HookContext, conntrackSeen: boolean): PacketView {
  return {
    packet,
    source: addressValue(packet.source),
    destination: addressValue(packet.destination),
    hasConnection: conntrackSeen && packet.state !== 'UNTRACKED' && packet.state !== 'INVALID',
    state: conntrackSeen || packet.state === 'UNTRACKED' ? packet.state : 'INVALID',
    context,
  };
}

/** A port that is not given is any unprivileged one. */
export const anyPort = { first: 1024, last: 65535 } as const;

export const hasPorts = ({ protocol }: Packet): boolean =>
  protocol === 'tcp' || protocol === 'udp' || protocol === 'sctp';
