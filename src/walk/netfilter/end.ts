import type { HookOutcome, Packet, RuleRef } from '../types.ts';

/** What a packet has become on its way through a hook. */
export interface State {
  readonly packet: Packet;
  readonly masquerade: boolean;
  readonly changedBy: readonly RuleRef[];
}

/** One way that a base chain or a hook can end, with its part of the connections. */
export interface End {
  readonly verdict: HookOutcome['verdict'];
  readonly share: number;
  readonly state: State;
  readonly decidedBy: RuleRef | null;
  readonly undecided: readonly RuleRef[];
  readonly missing: HookOutcome['missing'];
}

export const endWith = (verdict: End['verdict'], state: State, decidedBy: RuleRef | null): End => ({
  verdict,
  share: 1,
  state,
  decidedBy,
  undecided: [],
  missing: null,
});

/** Probe whose output holds the rules of a back end. */
export function probeOf(backend: RuleRef['backend'], family: Packet['family']): string {
  return backend === 'nftables' ? 'nft-ruleset' : `${backend}-save${family}`;
}

export function cannotDecide(state: State, rule: RuleRef, why: string, undecided: readonly RuleRef[] = [rule]): End {
  return {
    verdict: 'insufficient-information',
    share: 1,
    state,
    decidedBy: rule,
    undecided,
    missing: {
      input: probeOf(rule.backend, state.packet.family),
      reason: `${why}: rule ${rule.number} of ${rule.table}/${rule.chain} (${rule.backend}), "${rule.text}"`,
    },
  };
}

/** Everything of a state that a later rule or a route can tell apart, but for its marks. */
export function stateKey({ packet, masquerade }: State): string {
  const { source, sourcePort, destination, destinationPort, state, nat } = packet;
  return [
    source,
    sourcePort,
    destination,
    destinationPort,
    state,
    masquerade,
    nat.destinationDone,
    nat.sourceDone,
    nat.originalDestination,
    nat.originalSource,
  ].join(' ');
}

export function markKey({ packet }: State): string {
  return `${packet.mark}/${packet.markUncertain ?? 0}/${packet.connmark ?? 0}/${packet.connmarkUncertain ?? 0}`;
}

/** Joins ends that nothing can tell apart; the order of the first ones stays. */
export function joinEnds(ends: readonly End[]): readonly End[] {
  if (ends.length < 2) return ends;
  const joined = new Map<string, End>();
  for (const end of ends) {
    const decided =
      end.verdict === 'accept'
        ? ''
        : `${end.decidedBy?.backend} ${end.decidedBy?.table} ${end.decidedBy?.chain} ${end.decidedBy?.number}`;
    const key = `${end.verdict} ${decided} ${stateKey(end.state)} ${markKey(end.state)}`;
    const same = joined.get(key);
    joined.set(key, same === undefined ? end : { ...same, share: same.share + end.share });
  }
  return [...joined.values()];
}

export const scaled = (ends: readonly End[], factor: number): readonly End[] =>
  factor === 1 ? ends : ends.map((end) => ({ ...end, share: end.share * factor }));
