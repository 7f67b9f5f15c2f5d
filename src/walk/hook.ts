import type { Hook } from '../model/netfilter.ts';
import type { NetworkNamespace } from '../model/types.ts';
import { decided, end, insufficient, type Journey, noted, type Step } from './journey.ts';
import { traverseHook } from './netfilter/traverse.ts';
import type { DecidedBy, HookOutcome, RuleRef } from './types.ts';

export interface HookDevices {
  readonly inInterface: string | null;
  readonly outInterface: string | null;
  readonly inBridgePort?: string | null;
  readonly outBridgePort?: string | null;
}

export type Passed = { readonly journey: Journey; readonly masquerade: boolean };

/** Runs the chains of one hook. Ways that end here come back as steps, the others go on in `then`. */
export function runHook(
  netns: NetworkNamespace,
  hook: Hook,
  journey: Journey,
  devices: HookDevices,
  then: (passed: Passed) => readonly Step[],
): readonly Step[] {
  const netfilter = netns.netfilter[journey.packet.family];
  if (netfilter.state === 'absent') return then({ journey, masquerade: false });
  if (netfilter.state === 'unknown')
    return [insufficient(journey, netns, 'netfilter', netfilter.missing, netfilter.reason)];
  if (netfilter.value.unread.length === 0 && netfilter.value.baseChains[hook].length === 0)
    return then({ journey, masquerade: false });
  const outcomes = traverseHook(netfilter.value, hook, journey.packet, {
    inInterface: devices.inInterface,
    outInterface: devices.outInterface,
    inBridgePort: devices.inBridgePort ?? null,
    outBridgePort: devices.outBridgePort ?? null,
    isLocal: (address) => isLocalAddress(netns, address),
  });
  return outcomes.flatMap((outcome) => afterHook(netns, hook, journey, outcome, then));
}

function afterHook(
  netns: NetworkNamespace,
  hook: Hook,
  before: Journey,
  outcome: HookOutcome,
  then: (passed: Passed) => readonly Step[],
): readonly Step[] {
  let journey: Journey = { ...before, packet: outcome.packet, share: before.share * outcome.share };
  for (const rule of outcome.changedBy) journey = noted(journey, netns, 'netfilter', ruleStory(hook, rule));
  switch (outcome.verdict) {
    case 'accept': {
      const { decidedBy } = outcome;
      if (decidedBy !== null && decidedBy.number > 0 && !outcome.changedBy.some((rule) => sameRule(rule, decidedBy))) {
        journey = noted(journey, netns, 'netfilter', ruleStory(hook, decidedBy));
      }
      return then({ journey, masquerade: outcome.masquerade });
    }
    case 'drop':
      return [end(journey, netns, 'dropped', byRule(netns, hook, outcome.decidedBy))];
    case 'reject':
      return [end(journey, netns, 'rejected', byRule(netns, hook, outcome.decidedBy))];
    case 'insufficient-information': {
      const rule = outcome.undecided[0] ?? outcome.decidedBy;
      const missing = outcome.missing ?? { input: 'netfilter', reason: `cannot decide rule "${rule?.text ?? '?'}"` };
      const decidedBy = rule === null ? decided(netns, 'netfilter', missing.reason) : byRule(netns, hook, rule);
      return [end(journey, netns, 'insufficient-information', decidedBy, { missing })];
    }
  }
}

const ruleStory = (hook: Hook, rule: RuleRef) => `${hook} ${rule.table}/${rule.chain}: ${rule.text}`;

const sameRule = (a: RuleRef, b: RuleRef) =>
  a.backend === b.backend && a.table === b.table && a.chain === b.chain && a.number === b.number;

function byRule(netns: NetworkNamespace, hook: Hook, rule: RuleRef | null): DecidedBy {
  if (rule === null) return decided(netns, 'netfilter', `hook ${hook}`);
  return { ...decided(netns, 'netfilter', rule.text), rule };
}

/** Is this address one of the namespace's own (addrtype LOCAL)? */
export function isLocalAddress(netns: NetworkNamespace, address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true;
  return netns.addresses.state === 'known' && netns.addresses.value.some((one) => one.address === address);
}
