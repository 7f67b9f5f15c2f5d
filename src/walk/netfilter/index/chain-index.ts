import type { Chain, Rule } from '../../../model/netfilter.ts';
import type { PacketView } from '../packet-view.ts';
import { keyOfRule, type RuleKey } from './rule-key.ts';

/** Chains this short are gone through rule by rule. */
const SHORT = 8;

interface ChainIndex {
  /** Positions of the rules that name one destination, source, destination port or device, by that; ascending. */
  readonly by: Readonly<Record<RuleKey['by'], ReadonlyMap<string | bigint | number, readonly number[]>>>;
  readonly others: readonly number[];
}

const indexes = new WeakMap<Chain, ChainIndex>();

/**
 * The rules of a chain that can match the packet, in their order; rules that are left out cannot. null stands for all of them.
 * A KUBE-SERVICES chain with 10,000 Services costs no more than the few rules that name the packet's destination.
 */
export function candidates(chain: Chain, view: PacketView): readonly number[] | null {
  if (chain.rules.length <= SHORT) return null;
  let index = indexes.get(chain);
  if (index === undefined) {
    index = indexChain(chain.rules);
    indexes.set(chain, index);
  }
  const { packet, context } = view;
  // "Any high port" may match each rule that names a port.
  if (packet.destinationPort === null && index.by.port.size > 0) return null;
  const lists = [
    index.by.destination.get(view.destination),
    index.by.source.get(view.source),
    packet.destinationPort === null ? undefined : index.by.port.get(packet.destinationPort),
    context.inInterface === null ? undefined : index.by.in.get(context.inInterface),
    context.outInterface === null ? undefined : index.by.out.get(context.outInterface),
  ].filter((list) => list !== undefined);
  if (lists.length === 0) return index.others;
  return [index.others, ...lists].flat().sort((a, b) => a - b);
}

function indexChain(rules: readonly Rule[]): ChainIndex {
  const by = {
    destination: new Map<bigint, number[]>(),
    source: new Map<bigint, number[]>(),
    port: new Map<number, number[]>(),
    in: new Map<string, number[]>(),
    out: new Map<string, number[]>(),
  };
  const others: number[] = [];
  for (const [position, rule] of rules.entries()) {
    const key = keyOfRule(rule);
    if (key === null) {
      others.push(position);
      continue;
    }
    const map: Map<string | bigint | number, number[]> = by[key.by];
    const same = map.get(key.value);
    if (same) same.push(position);
    else map.set(key.value, [position]);
  }
  return { by, others };
}
