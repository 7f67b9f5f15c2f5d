import type { BaseChain, NetfilterModel } from '../../model/netfilter.ts';
import type { HookContext } from '../types.ts';
import { tracksConnections } from './conntrack-use.ts';
import { type End, endWith, joinEnds, type State, scaled } from './end.ts';
import { agreed, ordersOf } from './equal-priority.ts';
import { runBaseChain } from './run-chain.ts';

export type Manip = 'destinationDone' | 'sourceDone';

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
  const orders = ordersOf(asked, () => true);
  return agreed(
    state,
    orders.map((order) => inOrder(model, order, manip, context, state).map((end) => decided(end, manip))),
  );
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
        const whole = {
          ...end,
          decidedBy: end.decidedBy ?? before.decidedBy,
          undecided: [...before.undecided, ...end.undecided],
        };
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
