import type { BaseChain, NetfilterModel } from '../../model/netfilter.ts';
import type { HookContext, RuleRef } from '../types.ts';
import { tracksConnections } from './conntrack-use.ts';
import { type End, endWith, joinEnds, markKey, probeOf, type State, scaled, stateKey } from './end.ts';
import { runBaseChain } from './run-chain.ts';

export type Manip = 'destinationDone' | 'sourceDone';

/** More nat chains than this at one priority are tried in the given order and its reverse only. */
const MAX_PERMUTED = 4;

/**
 * The nat chains of a hook, as nf_nat_inet_fn calls them: only for the first packet of a tracked connection, only while the
 * connection has no decision of this kind, each in its turn until one has decided. Nobody can see in which order chains of equal
 * priority run (the one registered last is first), so all orders are tried where they could differ.
 */
export function natStage(
  model: NetfilterModel,
  chains: readonly BaseChain[],
  manip: Manip,
  context: HookContext,
  state: State,
): readonly End[] {
  const { packet } = state;
  if (packet.state !== 'NEW' && packet.state !== 'RELATED') return [endWith('accept', state, null)];
  if (packet.nat[manip] || !tracksConnections(model)) return [endWith('accept', state, null)];
  const asked = chains.filter(({ rules, policy }) => rules.length > 0 || policy === 'drop');
  const orders = ordersOf(asked);
  const results = orders.map((order) => inOrder(model, order, manip, context, state).map((end) => decided(end, manip)));
  const [first = []] = results;
  const other = results.find((result) => outcomeKey(result) !== outcomeKey(first));
  return other === undefined ? first : [orderUnknown(state, first, other)];
}

function inOrder(
  model: NetfilterModel,
  chains: readonly BaseChain[],
  manip: Manip,
  context: HookContext,
  state: State,
): readonly End[] {
  let open: readonly End[] = [endWith('accept', state, null)];
  const ends: End[] = [];
  for (const base of chains) {
    const next: End[] = [];
    for (const before of open) {
      for (const end of scaled(
        runBaseChain({ model, base, context, conntrackSeen: true }, before.state),
        before.share,
      )) {
        const whole = { ...end, undecided: [...before.undecided, ...end.undecided] };
        if (whole.verdict === 'accept' && !whole.state.packet.nat[manip]) next.push(whole);
        else ends.push(whole);
      }
    }
    open = joinEnds(next);
  }
  return joinEnds([...ends, ...open]);
}

/** Whatever the chains said, the decision of this kind is made now. */
function decided(end: End, manip: Manip): End {
  const { packet } = end.state;
  return packet.nat[manip]
    ? end
    : { ...end, state: { ...end.state, packet: { ...packet, nat: { ...packet.nat, [manip]: true } } } };
}

function ordersOf(chains: readonly BaseChain[]): readonly (readonly BaseChain[])[] {
  let orders: readonly (readonly BaseChain[])[] = [[]];
  for (let start = 0; start < chains.length; ) {
    let end = start + 1;
    while (end < chains.length && chains[end]?.priority === chains[start]?.priority) end++;
    const group = chains.slice(start, end);
    const ways = group.length <= MAX_PERMUTED ? permutations(group) : [group, group.toReversed()];
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

function outcomeKey(ends: readonly End[]): string {
  return ends
    .map(({ verdict, share, state }) => `${verdict} ${share.toFixed(9)} ${stateKey(state)} ${markKey(state)}`)
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
      reason: `nat chains of equal priority disagree, and which of them the kernel asks first cannot be seen: ${names}`,
    },
  };
}
