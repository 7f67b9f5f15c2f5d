import type { ClusterModel, NetworkNamespace } from '../model/types.ts';
import type { Link } from '../parse/records.ts';
import type { NextHopChoice } from './route-lookup.ts';
import type { Topology } from './topology.ts';
import type { DecidedBy, Disposition, Hop, Packet, WalkOutcome } from './types.ts';

/** What a walk carries with it from place to place. Immutable: a packet that can go two ways becomes two journeys. */
export interface Journey {
  readonly packet: Packet;
  /** Part of the connections that go this way, 0..1. */
  readonly share: number;
  readonly hops: readonly Hop[];
  /** Bytes of the largest piece on the wire: smaller than the packet once it was fragmented. */
  readonly wireLength: number;
  readonly fragmented: boolean;
  /** The packet inside, while a tunnel carries it. */
  readonly carried: Carried | null;
  readonly connections: readonly Connection[];
  /** Connections whose last hook in their namespace is still to come. */
  readonly open: readonly OpenConnection[];
  /** True on the way back: conntrack knows the connection or calls the packet invalid. */
  readonly reply: boolean;
  /** IP address that the frame is on its way to on this link; null where only the MAC is known. */
  readonly nextHop: string | null;
  /** The neighbour entry that chose the MAC, when it disagrees with the device that owns the address. */
  readonly suspect: DecidedBy | null;
  /** A setting that let an answer pass by the namespace that has to translate it back. */
  readonly bypassed: DecidedBy | null;
  /** How many places it has been at; bounds every walk. */
  readonly steps: number;
}

export interface Carried {
  readonly journey: Journey;
  readonly vni: number;
  readonly port: number;
  /** Device that put it in, for messages. */
  readonly device: string;
}

export interface Tuple {
  readonly source: string;
  readonly sourcePort: number | null;
  readonly destination: string;
  readonly destinationPort: number | null;
}

/** One conntrack entry: how the packet entered the namespace, and how it left it. */
export interface Connection {
  readonly netns: NetworkNamespace;
  readonly original: Tuple;
  readonly translated: Tuple;
}

export interface OpenConnection {
  readonly netns: NetworkNamespace;
  readonly original: Tuple;
  /** Set on the way back: the entry that the packet belongs to. */
  readonly known: Connection | null;
}

/** Where a journey is, and what happens there next. One module handles each. */
export type Position =
  /** A process of the namespace sends it, or a tunnel device its outer packet. */
  | { readonly at: 'local-output'; readonly netns: NetworkNamespace; readonly oif: string | null }
  /** A frame reaches a device from outside. */
  | { readonly at: 'frame-input'; readonly netns: NetworkNamespace; readonly link: Link }
  /** A frame is in a bridge; port is null when it comes from the bridge's own device. */
  | { readonly at: 'bridge'; readonly netns: NetworkNamespace; readonly bridge: Link; readonly port: Link | null }
  | { readonly at: 'ovs'; readonly netns: NetworkNamespace; readonly bridge: string; readonly inPort: number | 'LOCAL' }
  /** The IP layer has it from a device; prerouted when br_netfilter has already called PREROUTING. */
  | {
      readonly at: 'ip-input';
      readonly netns: NetworkNamespace;
      readonly link: Link;
      readonly prerouted: boolean;
      readonly bridgePort: string | null;
    }
  /** It is for this namespace. */
  | { readonly at: 'local-input'; readonly netns: NetworkNamespace; readonly link: Link }
  /** Routed: POSTROUTING, size and neighbour come next. */
  | {
      readonly at: 'ip-output';
      readonly netns: NetworkNamespace;
      readonly choice: NextHopChoice;
      readonly inInterface: string | null;
    }
  /** A complete frame goes out through a device. */
  | { readonly at: 'frame-output'; readonly netns: NetworkNamespace; readonly link: Link };

export interface World {
  readonly cluster: ClusterModel;
  readonly topology: Topology;
}

/** An end of a journey, with what the way back needs. */
export interface End {
  readonly outcome: WalkOutcome;
  readonly netns: NetworkNamespace | null;
  readonly connections: readonly Connection[];
  readonly bypassed: DecidedBy | null;
}

export type Step = { readonly go: Position; readonly journey: Journey } | { readonly end: End };

export const go = (position: Position, journey: Journey): Step => ({ go: position, journey });

/** Adds what happened here to the story. */
export function noted(
  journey: Journey,
  netns: NetworkNamespace,
  layer: string,
  text: string,
  policyRule?: string,
): Journey {
  const hop: Hop = {
    node: netns.node.name,
    netns: netns.label,
    layer,
    text,
    ...(policyRule === undefined ? {} : { policyRule }),
  };
  return { ...journey, hops: [...journey.hops, hop] };
}

export const withPacket = (journey: Journey, change: Partial<Packet>): Journey => ({
  ...journey,
  packet: { ...journey.packet, ...change },
});

export const decided = (
  netns: NetworkNamespace,
  layer: string,
  text: string,
  about: Pick<DecidedBy, 'device' | 'sysctl'> = {},
): DecidedBy => ({ node: netns.node.name, netns: netns.label, layer, text, ...about });

export function end(
  journey: Journey,
  netns: NetworkNamespace | null,
  disposition: Disposition,
  decidedBy: DecidedBy | null,
  more: Partial<Pick<WalkOutcome, 'missing' | 'pathMtu' | 'neededMtu'>> = {},
): Step {
  // The end of an outer packet is the end of the one inside: people ask about the latter.
  const whole = journey.carried === null ? journey : innermost(journey.carried).journey;
  const outcome: WalkOutcome = {
    disposition,
    share: journey.share,
    packet: whole.packet,
    hops: journey.hops,
    decidedBy,
    missing: more.missing ?? null,
    at: netns === null ? null : { node: netns.node.name, netns: netns.label },
    ...(more.pathMtu === undefined ? {} : { pathMtu: more.pathMtu }),
    ...(more.neededMtu === undefined ? {} : { neededMtu: more.neededMtu }),
    ...(journey.fragmented || whole.fragmented ? { fragmented: true } : {}),
  };
  return { end: { outcome, netns, connections: journey.connections, bypassed: whole.bypassed } };
}

function innermost(carried: Carried): Carried {
  let inner = carried;
  while (inner.journey.carried !== null) inner = inner.journey.carried;
  return inner;
}

/** The walk cannot go on: says which input it would need, and why it has none. */
export function insufficient(
  journey: Journey,
  netns: NetworkNamespace,
  layer: string,
  input: string,
  reason: string,
): Step {
  return end(journey, netns, 'insufficient-information', decided(netns, layer, reason), { missing: { input, reason } });
}
