import { parseAddress } from '../../model/ip.ts';
import type { Chain, Match, NetfilterModel } from '../../model/netfilter.ts';
import type { Packet } from '../types.ts';
import { addressTypeAnswer } from './address-type.ts';
import { type Answer, answer, negate } from './answer.ts';
import { isNamed, portAnswer, within } from './field-answers.ts';
import { ipsetAnswer } from './ipset-lookup.ts';
import type { PacketView } from './packet-view.ts';
import { nftSetAnswer } from './set-lookup.ts';

/** Where a match stands: sets are named within its table or model. */
export interface MatchPlace {
  readonly model: NetfilterModel;
  readonly chain: Chain;
}

const aboutConnection: ReadonlySet<Match['kind']> = new Set([
  'connmark',
  'conntrack-status',
  'conntrack-original',
  'conntrack-direction',
]);

/** Does this match hold? `probability` is not asked here: see run-chain. */
export function matchAnswer(match: Match, view: PacketView, place: MatchPlace): Answer {
  // Without a conntrack entry there is nothing to compare, negated or not (conntrack_mt, connmark_mt, nft_ct_get_eval).
  if (!view.hasConnection && aboutConnection.has(match.kind)) return 'no';
  return negate(bareAnswer(match, view, place), match.negated);
}

function bareAnswer(match: Match, view: PacketView, place: MatchPlace): Answer {
  const { packet, context } = view;
  switch (match.kind) {
    case 'source':
      return answer(within(view.source, match.networks));
    case 'destination':
      return answer(within(view.destination, match.networks));
    case 'protocol':
      return answer(match.protocols.includes(packet.protocol));
    case 'protocol-family':
      return answer(match.families.includes(packet.family === 4 ? 'ip' : 'ip6'));
    case 'source-port':
      return portAnswer(packet.sourcePort, match.ranges, packet);
    case 'destination-port':
      return portAnswer(packet.destinationPort, match.ranges, packet);
    case 'in-interface':
      return answer(isNamed(context.inInterface, match.names));
    case 'out-interface':
      return answer(isNamed(context.outInterface, match.names));
    case 'in-bridge-port':
      return answer(isNamed(context.inBridgePort, match.names));
    case 'out-bridge-port':
      return answer(isNamed(context.outBridgePort, match.names));
    case 'mark':
      return markAnswer(packet.mark, packet.markUncertain ?? 0, match);
    case 'connmark':
      return markAnswer(packet.connmark ?? 0, packet.connmarkUncertain ?? 0, match);
    case 'conntrack-state':
      return answer(
        match.states.includes(view.state) ||
          (view.hasConnection && match.states.includes('DNAT') && packet.nat.originalDestination !== null) ||
          (view.hasConnection && match.states.includes('SNAT') && packet.nat.originalSource !== null),
      );
    case 'conntrack-status':
      return statusAnswer(match.statuses, packet);
    case 'conntrack-original':
      return originalAnswer(match, view);
    case 'conntrack-direction':
      return packet.state === 'NEW' ? answer(match.direction === 'original') : 'maybe';
    case 'address-type':
      return addressTypeAnswer(match, view);
    case 'set':
      return match.native ? nftSetAnswer(match, view, place.chain.table) : ipsetAnswer(match, view, place.model);
    case 'tcp-flags':
      return flagsAnswer(match, view);
    case 'icmp-type':
      return icmpAnswer(match, view);
    case 'length':
      return answer(match.ranges.some(({ first, last }) => first <= packet.length && packet.length <= last));
    case 'reverse-path': {
      const back = context.reversePath?.(packet);
      return back === undefined ? 'maybe' : answer(back);
    }
    case 'always':
      return 'yes';
    case 'client-memory':
      return 'no';
    case 'probability':
    case 'unmodelled':
      return 'maybe';
  }
}

function markAnswer(
  mark: number,
  uncertain: number,
  { value, mask }: { readonly value: number; readonly mask: number },
): Answer {
  const certain = (mask & ~uncertain) >>> 0;
  if (((mark & certain) ^ (value & certain)) !== 0 || (value & ~mask) !== 0) return 'no';
  return (mask & uncertain) === 0 ? 'yes' : 'maybe';
}

function statusAnswer(statuses: readonly ('dnat' | 'snat' | 'other')[], packet: Packet): Answer {
  if (statuses.includes('dnat') && packet.nat.originalDestination !== null) return 'yes';
  if (statuses.includes('snat') && packet.nat.originalSource !== null) return 'yes';
  // A first packet is neither confirmed nor assured, and has seen no reply.
  return statuses.includes('other') && packet.state !== 'NEW' && packet.state !== 'UNTRACKED' ? 'maybe' : 'no';
}

function originalAnswer(
  match: Extract<Match, { kind: 'conntrack-original' }>,
  { packet, source, destination }: PacketView,
): Answer {
  const { originalDestination, originalDestinationPort, originalSource } = packet.nat;
  const value = (text: string | null, now: bigint): bigint =>
    text === null ? now : (parseAddress(text)?.value ?? now);
  switch (match.field) {
    case 'source':
      return answer(within(value(originalSource, source), match.networks));
    case 'destination':
      return answer(within(value(originalDestination, destination), match.networks));
    case 'destination-port':
      return portAnswer(originalDestinationPort ?? packet.destinationPort, match.ranges, packet);
  }
}

/** Without any word on its flags a first TCP packet is a plain SYN; of others they are not known. */
function flagsAnswer(match: Extract<Match, { kind: 'tcp-flags' }>, { packet }: PacketView): Answer {
  if (packet.protocol !== 'tcp') return 'no';
  const first = packet.state === 'NEW' || packet.state === 'UNTRACKED';
  const flags = packet.tcpFlags ?? (first ? ['SYN'] : null);
  return flags === null
    ? 'maybe'
    : answer(match.mask.every((flag) => flags.includes(flag) === match.set.includes(flag)));
}

/** Walks send echo requests; a reply is an ESTABLISHED packet. */
function icmpAnswer(match: Extract<Match, { kind: 'icmp-type' }>, { packet }: PacketView): Answer {
  if (packet.protocol !== 'icmp' && packet.protocol !== 'icmpv6') return 'no';
  const [request, reply] = packet.protocol === 'icmp' ? [8, 0] : [128, 129];
  const type = packet.state === 'ESTABLISHED' ? reply : request;
  return answer((match.type === null || match.type === type) && (match.code === null || match.code === 0));
}
