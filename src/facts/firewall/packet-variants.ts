import type { Match, NetfilterModel } from '../../model/netfilter.ts';
import type { Packet } from '../../walk/types.ts';
import { droppingChains, leadsTo } from './naming-rules.ts';
import { reachableChains } from './reachable-chains.ts';

/** What a packet of an ordinary TCP connection looks like after the first one. */
export interface Variant {
  readonly length: number;
  readonly tcpFlags: readonly string[];
}

/** An ACK without data: twenty bytes of IP, twenty of TCP, twelve of timestamps. */
const SMALLEST = 52;
const MOST_LENGTHS = 8;

/** Segments as every connection has them, beside the SYN and its answer. */
const segments: readonly (readonly string[])[] = [['ACK'], ['PSH', 'ACK'], ['FIN', 'ACK']];

const known = new WeakMap<NetfilterModel, { readonly lengths: readonly number[]; readonly flags: boolean }>();

/**
 * Kinds of packets that the dropping rules of a namespace tell apart by their length or their TCP flags: empty where none does, so that the usual
 * questions are enough. `mtu` is the largest packet that comes that way.
 */
export function variantsFor(model: NetfilterModel, mtu: number): readonly Variant[] {
  const { lengths, flags } = toldApart(model);
  const sizes = lengths.filter((length) => length >= SMALLEST && length <= mtu).slice(0, MOST_LENGTHS);
  return [
    ...sizes.map((length): Variant => ({ length, tcpFlags: ['ACK'] })),
    ...(flags ? segments.map((tcpFlags): Variant => ({ length: SMALLEST, tcpFlags })) : []),
  ];
}

function toldApart(model: NetfilterModel): { readonly lengths: readonly number[]; readonly flags: boolean } {
  const before = known.get(model);
  if (before !== undefined) return before;
  const lengths = new Set<number>();
  let flags = false;
  for (const match of droppingMatches(model)) {
    if (match.kind === 'tcp-flags') flags = true;
    else if (match.kind === 'length')
      for (const { first, last } of match.ranges) {
        // On both sides of each border, and at the smallest packet that there is.
        for (const length of [first - 1, first, last, last + 1, SMALLEST, 1400]) lengths.add(length);
      }
  }
  const found = { lengths: [...lengths].sort((a, b) => a - b), flags };
  known.set(model, found);
  return found;
}

function* droppingMatches(model: NetfilterModel): Generator<Match> {
  for (const table of model.tables) {
    const chains = [...reachableChains(table)];
    const dropping = droppingChains(chains);
    for (const chain of chains) {
      for (const rule of chain.rules) {
        if (!leadsTo(rule, dropping)) continue;
        yield* rule.matches;
        for (const one of rule.statements) if (one.kind === 'match') yield one.match;
      }
    }
  }
}

/** A later packet of the same connection. */
export const later = (packet: Packet, { length, tcpFlags }: Variant): Packet => ({
  ...packet,
  length,
  tcpFlags,
  state: 'ESTABLISHED',
});
