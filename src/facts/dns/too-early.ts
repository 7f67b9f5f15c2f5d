import type { Unknown } from '../../model/reading.ts';
import type { DecidedBy, WalkOutcome } from '../../walk/types.ts';
import { programming } from '../flannel/programming.ts';
import { proxySettling } from '../services/settling.ts';
import type { FactContext } from '../types.ts';

/** Why a packet need not stay lost: flanneld or kube-proxy of the node where it ends has just been started. A rule that neither of them writes stays. */
export function tooEarly(context: FactContext, { decidedBy }: WalkOutcome): Unknown | null {
  const at = decidedBy === null || isForeignRule(decidedBy) ? undefined : context.cluster.node(decidedBy.node);
  return at === undefined ? null : (programming(at, context.cluster) ?? proxySettling(context, at));
}

/** The policy of a chain stops what their rules, once they are there, let through. */
const isForeignRule = ({ rule }: DecidedBy): boolean =>
  rule !== undefined &&
  rule.number > 0 &&
  !/^(?:KUBE-|FLANNEL-)/.test(rule.chain) &&
  !/^(?:kube-proxy|flannel)/.test(rule.table);
