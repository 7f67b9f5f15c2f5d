import type { Match } from '../../model/netfilter.ts';
import { type Answer, answer } from './answer.ts';
import type { PacketView } from './packet-view.ts';

/** addrtype and `fib … type`: LOCAL is what the namespace owns; other types follow from the address where they can. */
export function addressTypeAnswer(match: Extract<Match, { kind: 'address-type' }>, view: PacketView): Answer {
  const text = match.side === 'source' ? view.packet.source : view.packet.destination;
  const value = match.side === 'source' ? view.source : view.destination;
  const type = typeOf(text, value, view);
  const holds = match.types.includes(type);
  // Which device owns the address is not asked of the context: with a limit, "local" is only sure when it is not.
  if (match.types.includes('local') && type === 'local' && (match.limitIn || match.limitOut)) return 'maybe';
  return answer(holds);
}

function typeOf(text: string, value: bigint, { context, packet }: PacketView): string {
  if (context.isLocal(text)) return 'local';
  if (packet.family === 4) {
    if (value >> 28n === 0xen) return 'multicast';
    if (value === 0xffffffffn) return 'broadcast';
    return 'unicast';
  }
  return value >> 120n === 0xffn ? 'multicast' : 'unicast';
}
