import type { ClusterModel, NetworkNamespace } from '../model/types.ts';
import { podToPod } from './flows.ts';
import { isLocalAddress } from './hook.ts';
import { newPacket } from './packet.ts';
import { namespacesOf } from './topology.ts';
import type { DecidedBy, WalkOutcome } from './types.ts';
import { walkFrom } from './walk.ts';

/** What becomes of a connection's largest packets once path MTU discovery has done what it can. */
export type LargePackets =
  /** Packets of this size arrive; `told` when a router had to say that the first ones were too big. */
  | { readonly arrive: true; readonly size: number; readonly told: boolean; readonly fragmented: boolean }
  /** They are lost and the sender never learns what would fit; `fits` is what would. */
  | {
      readonly arrive: false;
      readonly size: number;
      readonly fits: number;
      readonly by: DecidedBy;
      readonly outcome: WalkOutcome;
    }
  /** Small packets do not arrive either: another matter than size. */
  | { readonly arrive: null; readonly outcome: WalkOutcome };

/** Smallest size that is looked at: hosts must take this much (RFC 791, RFC 8200). */
const SMALLEST = { 4: 576, 6: 1280 } as const;
const MAX_ROUNDS = 8;

/** Follows packets that must not be fragmented, first of the given size, then of the sizes that routers tell. */
export function followLargePackets(
  cluster: ClusterModel,
  from: NetworkNamespace,
  to: string,
  size: number,
): LargePackets {
  const send = (length: number) =>
    worst(podToPod(cluster, from, to, { protocol: 'tcp', bothWays: false, length, dontFragment: true }).outcomes);
  const smallest = Math.min(SMALLEST[to.includes(':') ? 6 : 4], size);
  let length = size;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const outcome = send(length);
    if (arrives(outcome))
      return { arrive: true, size: length, told: length < size, fragmented: outcome.fragmented === true };
    if (outcome.disposition !== 'too-big' || outcome.decidedBy === null) return { arrive: null, outcome };
    const told = outcome.pathMtu ?? null;
    if (told === null || told >= length || !answerComesBack(cluster, from, outcome)) {
      const small = send(smallest);
      if (!arrives(small) && small.disposition !== 'too-big') return { arrive: null, outcome: small };
      return {
        arrive: false,
        size: length,
        fits: largestThatArrives(send, smallest, length),
        by: outcome.decidedBy,
        outcome,
      };
    }
    length = told;
  }
  return { arrive: null, outcome: send(length) };
}

const arrives = (outcome: WalkOutcome) => outcome.disposition === 'delivered' || outcome.disposition === 'refused';

/** Of several ways the one that loses packets counts. */
function worst(outcomes: readonly WalkOutcome[]): WalkOutcome {
  const found =
    outcomes.find((one) => one.disposition === 'too-big') ?? outcomes.find((one) => !arrives(one)) ?? outcomes[0];
  if (found === undefined) throw new Error('a walk has at least one outcome');
  return found;
}

/** "Fragmentation needed" is a packet of its own, from the router that could not pass the large one on. */
function answerComesBack(cluster: ClusterModel, from: NetworkNamespace, outcome: WalkOutcome): boolean {
  const node = cluster.node(outcome.decidedBy?.node ?? '');
  const router =
    node === undefined ? undefined : namespacesOf(node).find((one) => one.label === outcome.decidedBy?.netns);
  if (router === undefined || router === from) return true;
  const own =
    router.addresses.state === 'known'
      ? router.addresses.value.find((one) => one.family === outcome.packet.family && one.device !== 'lo')
      : undefined;
  if (own === undefined || isLocalAddress(router, outcome.packet.source)) return true;
  const message = newPacket({
    source: own.address,
    destination: outcome.packet.source,
    length: 100,
    dontFragment: false,
  });
  // What nobody can tell is not taken for a fault.
  return walkFrom(cluster, { netns: router }, message).outcomes.every(
    (one) => arrives(one) || one.disposition === 'insufficient-information',
  );
}

function largestThatArrives(send: (length: number) => WalkOutcome, smallest: number, tooBig: number): number {
  let low = smallest;
  let high = tooBig;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (arrives(send(middle))) low = middle;
    else high = middle;
  }
  return low;
}
