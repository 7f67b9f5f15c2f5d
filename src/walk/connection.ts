import type { ConntrackStateName } from '../model/netfilter.ts';
import type { NetworkNamespace } from '../model/types.ts';
import { type Connection, type Journey, type OpenConnection, type Tuple, withPacket } from './journey.ts';
import { untouchedNat } from './packet.ts';
import type { Packet } from './types.ts';

const tupleOf = (packet: Packet): Tuple => ({
  source: packet.source,
  sourcePort: packet.sourcePort,
  destination: packet.destination,
  destinationPort: packet.destinationPort,
});

const sameTuple = (a: Tuple, b: Tuple) =>
  a.source === b.source &&
  a.sourcePort === b.sourcePort &&
  a.destination === b.destination &&
  a.destinationPort === b.destinationPort;

const reversed = (tuple: Tuple): Tuple => ({
  source: tuple.destination,
  sourcePort: tuple.destinationPort,
  destination: tuple.source,
  destinationPort: tuple.sourcePort,
});

/** The packet comes to the first hook of a namespace: conntrack looks it up there (each namespace has its own table). */
export function enterNamespace(journey: Journey, netns: NetworkNamespace): Journey {
  const original = tupleOf(journey.packet);
  const known =
    journey.connections.find((one) => one.netns === netns && sameTuple(reversed(one.translated), original)) ?? null;
  // The same first packet again (bridged, then routed): what NAT decided for it holds.
  const again =
    known === null
      ? journey.connections.find((one) => one.netns === netns && sameTuple(one.translated, original))
      : undefined;
  const settled = known !== null || again !== undefined;
  const nat = settled ? { ...untouchedNat, destinationDone: true, sourceDone: true } : untouchedNat;
  const entered = withPacket(journey, { state: known === null ? stateOfUnknown(journey) : 'ESTABLISHED', nat });
  return { ...entered, open: [...journey.open.filter((one) => one.netns !== netns), { netns, original, known }] };
}

/**
 * An answer without an entry: TCP's SYN-ACK and an echo reply start no connection (nf_conntrack_proto_tcp.c: sIV; icmp_new), while
 * UDP does not tell questions from answers.
 */
function stateOfUnknown(journey: Journey): ConntrackStateName {
  return journey.reply && journey.packet.protocol !== 'udp' ? 'INVALID' : 'NEW';
}

/** Destination NAT undone on an answer: happens before routing, unless a raw rule took the packet out of conntrack. */
export function undoSourceNat(journey: Journey, netns: NetworkNamespace): Journey {
  const known = openIn(journey, netns)?.known;
  if (known == null || journey.packet.state === 'UNTRACKED') return journey;
  return withPacket(journey, { destination: known.original.source, destinationPort: known.original.sourcePort });
}

/** The packet leaves the last hook of a namespace: the entry is complete, and an answer gets back the source it was asked at. */
export function leaveNamespace(journey: Journey, netns: NetworkNamespace): Journey {
  const open = openIn(journey, netns);
  if (open === undefined) return journey;
  const rest = { ...journey, open: journey.open.filter((one) => one !== open) };
  if (journey.packet.state === 'UNTRACKED') return rest;
  if (open.known !== null) {
    return withPacket(rest, {
      source: open.known.original.destination,
      sourcePort: open.known.original.destinationPort,
    });
  }
  if (journey.packet.state === 'INVALID') return rest;
  const connection: Connection = { netns, original: open.original, translated: tupleOf(journey.packet) };
  return { ...rest, connections: [...journey.connections, connection] };
}

const openIn = (journey: Journey, netns: NetworkNamespace): OpenConnection | undefined =>
  journey.open.find((one) => one.netns === netns);
