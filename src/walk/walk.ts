import type { ClusterModel, NetworkNamespace } from '../model/types.ts';
import { bridgeForward } from './bridge-forward.ts';
import { frameInput } from './frame-input.ts';
import { frameOutput } from './frame-output.ts';
import { ipInput } from './ip-input.ts';
import { ipOutput } from './ip-output.ts';
import {
  type Connection,
  decided,
  type End,
  end,
  type Journey,
  type Position,
  type Step,
  type World,
} from './journey.ts';
import { localInput } from './local-delivery.ts';
import { localOutput } from './local-output.ts';
import { ovsForward } from './ovs.ts';
import { topologyOf } from './topology.ts';
import type { Packet, WalkOutcome, WalkResult } from './types.ts';

/** Places that one packet is followed through; twenty hops of an overlay need far fewer. */
const MAX_STEPS = 400;
/** Ways that one packet can go (endpoints × next hops) before the rest is given up. */
export const MAX_WAYS = 4096;

/** Follows a packet that a process in this namespace sends. Shares sum up to 1; what cannot be known is an outcome of its own. */
export function walkFrom(
  cluster: ClusterModel,
  start: { readonly netns: NetworkNamespace },
  packet: Packet,
): WalkResult {
  return resultOf(follow(worldOf(cluster), start.netns, journeyWith(packet)).map((one) => one.outcome));
}

export const worldOf = (cluster: ClusterModel): World => ({ cluster, topology: topologyOf(cluster) });

export function journeyWith(
  packet: Packet,
  before: {
    readonly reply?: boolean;
    readonly share?: number;
    readonly hops?: Journey['hops'];
    readonly connections?: readonly Connection[];
  } = {},
): Journey {
  return {
    packet,
    share: before.share ?? 1,
    hops: before.hops ?? [],
    wireLength: packet.length,
    fragmented: false,
    carried: null,
    connections: before.connections ?? [],
    open: [],
    reply: before.reply ?? false,
    nextHop: null,
    suspect: null,
    bypassed: null,
    steps: 0,
  };
}

/** All ends of a journey that starts with a process of the namespace. */
export function follow(world: World, netns: NetworkNamespace, journey: Journey): readonly End[] {
  const ends: End[] = [];
  const waiting: { go: Position; journey: Journey }[] = [{ go: { at: 'local-output', netns, oif: null }, journey }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const step of stepFrom(world, next.go, next.journey, ends.length + waiting.length)) {
      if ('end' in step) ends.push(step.end);
      else waiting.push(step);
    }
  }
  return ends;
}

function stepFrom(world: World, position: Position, journey: Journey, ways: number): readonly Step[] {
  const { netns } = position;
  if (ways > MAX_WAYS) {
    const missing = { input: 'walk', reason: `more than ${MAX_WAYS} ways are not followed` };
    return [end(journey, netns, 'insufficient-information', decided(netns, 'walk', missing.reason), { missing })];
  }
  if (journey.steps >= MAX_STEPS)
    return [end(journey, netns, 'loop', decided(netns, 'walk', `still on its way after ${MAX_STEPS} steps`))];
  return advance(world, position, { ...journey, steps: journey.steps + 1 });
}

function advance(world: World, position: Position, journey: Journey): readonly Step[] {
  const { netns } = position;
  if (!netns.node.seen) {
    const missing = { input: `node/${netns.node.name}`, reason: `${netns.node.name} was not seen` };
    return [end(journey, netns, 'insufficient-information', decided(netns, 'walk', missing.reason), { missing })];
  }
  switch (position.at) {
    case 'local-output':
      return localOutput(netns, position.oif, journey);
    case 'frame-input':
      return frameInput(netns, position.link, journey);
    case 'bridge':
      return bridgeForward(world, netns, position.bridge, position.port, journey);
    case 'ovs':
      return ovsForward(netns, position.bridge, position.inPort, journey);
    case 'ip-input':
      return ipInput(position, position.prerouted, journey);
    case 'local-input':
      return localInput(netns, position.link, journey);
    case 'ip-output':
      return ipOutput(world, netns, position.choice, position.inInterface, journey);
    case 'frame-output':
      return frameOutput(world, netns, position.link, journey);
  }
}

/** Outcomes in an order that depends on nothing but themselves. */
export function resultOf(outcomes: readonly WalkOutcome[]): WalkResult {
  const key = (one: WalkOutcome) =>
    [
      one.disposition,
      one.decidedBy?.text ?? '',
      one.packet.destination,
      one.packet.destinationPort ?? '',
      one.direction ?? '',
    ].join(' ');
  return {
    outcomes: outcomes.toSorted((a, b) => b.share - a.share || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0)),
  };
}
