import type { NetworkNamespace } from '../model/types.ts';
import { decided, type End, type World } from './journey.ts';
import { untouchedNat } from './packet.ts';
import type { DecidedBy, Packet, WalkOutcome } from './types.ts';
import { follow, journeyWith, MAX_WAYS } from './walk.ts';

/** An answer that carries nothing but flags: the SYN-ACK. */
const SMALL_ANSWER = 60;

/**
 * Way there and way back. A connection works only where the answer comes back to the process that asked, from the address that it asked:
 * "delivered" here means both. An outcome that failed on the way back has `direction: 'reply'`.
 */
export function followBothWays(world: World, start: NetworkNamespace, packet: Packet): readonly WalkOutcome[] {
  const outcomes: WalkOutcome[] = [];
  for (const there of follow(world, start, journeyWith(packet))) {
    if (there.outcome.disposition !== 'delivered' || there.netns === null) outcomes.push(there.outcome);
    else if (outcomes.length > MAX_WAYS) outcomes.push(givenUp(there, there.netns));
    else outcomes.push(...answersTo(world, start, packet, there, there.netns));
  }
  return outcomes;
}

function givenUp({ outcome }: End, netns: NetworkNamespace): WalkOutcome {
  const missing = { input: 'walk', reason: `more than ${MAX_WAYS} ways are not followed` };
  const decidedBy = decided(netns, 'walk', missing.reason);
  return { ...outcome, disposition: 'insufficient-information', direction: 'reply', decidedBy, missing };
}

function answersTo(
  world: World,
  start: NetworkNamespace,
  asked: Packet,
  there: End,
  responder: NetworkNamespace,
): readonly WalkOutcome[] {
  const { packet } = there.outcome;
  const answer: Packet = {
    ...packet,
    source: packet.destination,
    sourcePort: packet.destinationPort,
    destination: packet.source,
    destinationPort: packet.sourcePort,
    length: packet.protocol === 'icmp' || packet.protocol === 'icmpv6' ? packet.length : SMALL_ANSWER,
    mark: 0,
    ttl: 64,
    ethernet: null,
    state: 'ESTABLISHED',
    ...(packet.protocol === 'tcp' ? { tcpFlags: ['SYN', 'ACK'] } : {}),
    nat: untouchedNat,
  };
  const journey = journeyWith(answer, {
    reply: true,
    share: there.outcome.share,
    hops: there.outcome.hops,
    connections: there.connections,
  });
  return follow(world, responder, journey).map((back) => {
    const outcome = { ...back.outcome, direction: 'reply' as const };
    if (back.outcome.disposition !== 'delivered') return outcome;
    const wrong = whyNotOurs(start, asked, back, there);
    if (wrong !== null) return { ...outcome, disposition: 'misdelivered' as const, decidedBy: wrong };
    const fragmented = there.outcome.fragmented === true || back.outcome.fragmented === true;
    // The outcome is that of the request: its packet, where it was delivered, and who took it.
    return {
      ...there.outcome,
      share: back.outcome.share,
      hops: back.outcome.hops,
      ...(fragmented ? { fragmented } : {}),
    };
  });
}

/** The asker knows an answer by its addresses and ports only. */
function whyNotOurs(start: NetworkNamespace, asked: Packet, back: End, there: End): DecidedBy | null {
  const { packet } = back.outcome;
  if (back.netns !== start)
    return decided(
      back.netns ?? start,
      'route',
      `the answer arrives in ${back.netns?.label ?? 'another place'}, not in ${start.label}`,
    );
  if (packet.source === asked.destination && packet.sourcePort === asked.destinationPort) return null;
  if (back.bypassed !== null) return back.bypassed;
  const translator = there.connections.find((one) => one.original.destination !== one.translated.destination);
  const who =
    translator === undefined
      ? ''
      : `: it does not come back through ${translator.netns.node.name} ${translator.netns.label}, which translated the question`;
  return decided(start, 'conntrack', `the answer comes from ${packet.source}, not from ${asked.destination}${who}`);
}
