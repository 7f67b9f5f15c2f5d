import type { Hook, NetfilterModel } from '../../model/netfilter.ts';
import type { NetworkNamespace } from '../../model/types.ts';
import { isLocalAddress } from '../../walk/hook.ts';
import { traverseHook } from '../../walk/netfilter/traverse.ts';
import type { HookContext, HookOutcome, Packet } from '../../walk/types.ts';

/** What became of a packet in a row of hooks, and in which one. */
export interface Passage {
  readonly hook: Hook;
  readonly outcome: HookOutcome;
}

const hookContext = (
  netns: NetworkNamespace,
  inInterface: string | null,
  outInterface: string | null,
): HookContext => ({
  inInterface,
  outInterface,
  inBridgePort: null,
  outBridgePort: null,
  isLocal: (address) => isLocalAddress(netns, address),
  // The flows that are asked about come the way that the node's own routes lead back.
  reversePath: () => true,
});

/** Takes a packet through some hooks of a namespace; every way that it can go gives one passage, ended where it was stopped. */
export function passThrough(
  netns: NetworkNamespace,
  model: NetfilterModel,
  hooks: readonly Hook[],
  packet: Packet,
  devices: { readonly in: string | null; readonly out: string | null },
): readonly Passage[] {
  const [hook, ...rest] = hooks;
  if (hook === undefined) return [];
  const hasOut = hook !== 'ingress' && hook !== 'prerouting' && hook !== 'input';
  const outcomes = traverseHook(model, hook, packet, hookContext(netns, devices.in, hasOut ? devices.out : null));
  return outcomes.flatMap((outcome): readonly Passage[] =>
    outcome.verdict !== 'accept' || rest.length === 0
      ? [{ hook, outcome }]
      : passThrough(netns, model, rest, outcome.packet, devices),
  );
}
