import type { Packet, RuleRef } from '../types.ts';
import { cannotDecide, type End, type State, stateKey } from './end.ts';

/**
 * Joins what happens when an undecidable rule matches and when it does not. Where both ways end alike, the answer stays known;
 * where only marks differ, those bits become uncertain; else nobody can say, and the rule is named.
 */
export function mergeUndecided(rule: RuleRef, yes: readonly End[], no: readonly End[]): readonly End[] {
  if (sharesEqual(summary(yes), summary(no))) {
    if (yes.length === 1 && no.length === 1) return no.map((end) => withUncertainMarks(end, yes[0] ?? end, rule));
    if (yes.every((end, i) => marksEqual(end.state, no[i]?.state)))
      return no.map((end) => ({ ...end, undecided: [...end.undecided, rule] }));
  }
  const [first] = no;
  if (first === undefined) return yes;
  const inner = [...yes, ...no].flatMap(({ undecided }) => undecided);
  return [
    cannotDecide(first.state, rule, 'whether it matches cannot be decided', [
      rule,
      ...inner.filter((other) => other !== rule),
    ]),
  ];
}

/** Shares by what becomes of the packet. Dropped or rejected: either way it is lost. */
function summary(ends: readonly End[]): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { verdict, state, share } of ends) {
    const lost = verdict === 'drop' || verdict === 'reject';
    const key = lost ? 'lost' : `${verdict} ${stateKey(state)}`;
    shares.set(key, (shares.get(key) ?? 0) + share);
  }
  return shares;
}

function sharesEqual(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, share] of a) if (Math.abs((b.get(key) ?? -1) - share) > 1e-9) return false;
  return true;
}

const marksEqual = (a: State, b: State | undefined): boolean =>
  a.packet.mark === b?.packet.mark &&
  (a.packet.connmark ?? 0) === (b.packet.connmark ?? 0) &&
  (a.packet.markUncertain ?? 0) === (b.packet.markUncertain ?? 0) &&
  (a.packet.connmarkUncertain ?? 0) === (b.packet.connmarkUncertain ?? 0);

function withUncertainMarks(no: End, yes: End, rule: RuleRef): End {
  return {
    ...no,
    state: { ...no.state, packet: blendMarks(no.state.packet, yes.state.packet) },
    undecided: [...no.undecided, rule],
  };
}

/** A packet whose marks are those of `a` or those of `b`. */
export function blendMarks(a: Packet, b: Packet): Packet {
  const mark = ((a.mark ^ b.mark) | (a.markUncertain ?? 0) | (b.markUncertain ?? 0)) >>> 0;
  const connmark =
    (((a.connmark ?? 0) ^ (b.connmark ?? 0)) | (a.connmarkUncertain ?? 0) | (b.connmarkUncertain ?? 0)) >>> 0;
  return {
    ...a,
    ...(mark === 0 ? {} : { markUncertain: mark }),
    ...(connmark === 0 ? {} : { connmarkUncertain: connmark }),
  };
}
