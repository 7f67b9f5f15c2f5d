import type { BaseChain } from '../../model/netfilter.ts';
import type { RuleRef } from '../types.ts';
import { type End, markKey, probeOf, type State, stateKey } from './end.ts';
import { blendMarks } from './merge.ts';

/** More chains than this at one priority are tried in the given order and its reverse only. */
const MAX_PERMUTED = 4;

/** What all orders agree on; marks that they do not agree on become uncertain, any other difference makes the answer unknown. */
export function agreed(state: State, results: readonly (readonly End[])[]): readonly End[] {
  const [first = []] = results;
  const others = results.filter((result) => outcomeKey(result, true) !== outcomeKey(first, true));
  if (others.length === 0) return first;
  const other = others.find((result) => outcomeKey(result, false) !== outcomeKey(first, false));
  if (other !== undefined) return [orderUnknown(state, first, other)];
  if (first.length !== 1) return [orderUnknown(state, first, others[0] ?? first)];
  return first.map((end) => ({
    ...end,
    state: {
      ...end.state,
      packet: others.reduce((packet, [one]) => (one ? blendMarks(packet, one.state.packet) : packet), end.state.packet),
    },
  }));
}

/**
 * The orders in which the kernel may call these chains, given by priority: among equal priorities the one registered last is first, and
 * no tool shows that. `matters` says for which groups of equal priority the order can make a difference.
 */
export function ordersOf(
  chains: readonly BaseChain[],
  matters: (group: readonly BaseChain[]) => boolean,
): readonly (readonly BaseChain[])[] {
  let orders: readonly (readonly BaseChain[])[] = [[]];
  for (let start = 0; start < chains.length; ) {
    let end = start + 1;
    while (end < chains.length && chains[end]?.priority === chains[start]?.priority) end++;
    const group = chains.slice(start, end);
    const ways = !matters(group)
      ? [group]
      : group.length <= MAX_PERMUTED
        ? permutations(group)
        : [group, group.toReversed()];
    orders = orders.flatMap((order) => ways.map((way) => [...order, ...way]));
    start = end;
  }
  return orders;
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

function outcomeKey(ends: readonly End[], withMarks: boolean): string {
  return ends
    .map(
      ({ verdict, share, state }) =>
        `${verdict} ${share.toFixed(9)} ${stateKey(state)} ${withMarks ? markKey(state) : ''}`,
    )
    .sort()
    .join('\n');
}

function orderUnknown(state: State, one: readonly End[], other: readonly End[]): End {
  const deciders = [one, other].map(
    (ends) => ends.map(({ decidedBy }) => decidedBy).find((ref) => ref !== null) ?? null,
  );
  const rules = deciders.filter((ref): ref is RuleRef => ref !== null);
  const names = rules.map((ref) => `${ref.backend} "${ref.text}"`).join(' or ');
  return {
    verdict: 'insufficient-information',
    share: 1,
    state,
    decidedBy: rules[0] ?? null,
    undecided: rules,
    missing: {
      input: rules[0] === undefined ? 'nft-tables' : probeOf(rules[0].backend, state.packet.family),
      reason: `chains of equal priority disagree, and which of them the kernel asks first cannot be seen: ${names}`,
    },
  };
}
