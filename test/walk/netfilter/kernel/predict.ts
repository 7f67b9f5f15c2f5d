import type { NetfilterModel } from '../../../../src/model/netfilter.ts';
import {
  buildNetfilterModel,
  parseIpsetSave,
  parseIptablesSave,
  parseNftJson,
} from '../../../../src/parse/netfilter/index.ts';
import { traverseHook } from '../../../../src/walk/netfilter/traverse.ts';
import { newPacket } from '../../../../src/walk/packet.ts';
import type { HookOutcome, Packet } from '../../../../src/walk/types.ts';
import type { Saved, Seen, Sent } from './router.ts';
import { localAddresses } from './router.ts';

export interface Predicted extends Omit<Seen, 'verdict'> {
  readonly verdict: Seen['verdict'] | 'insufficient-information';
  readonly why: string;
  /** Bits of the mark that nobody can know. */
  readonly uncertain: number;
}

export function modelOf(saved: Saved): { readonly model: NetfilterModel; readonly notUnderstood: readonly string[] } {
  const parsed = [
    parseIptablesSave(saved.legacy, 'iptables-legacy', 4),
    parseIptablesSave(saved.iptablesNft, 'iptables-nft', 4),
    parseNftJson(saved.native, 4),
  ];
  const model = buildNetfilterModel(
    parsed.flatMap(({ value }) => value),
    parseIpsetSave(saved.ipsets).value,
    [],
  );
  return {
    model,
    notUnderstood: parsed.flatMap(({ notUnderstood }) => notUnderstood.map(({ why, text }) => `${why}: ${text}`)),
  };
}

const context = (inInterface: string | null, outInterface: string | null) => ({
  inInterface,
  outInterface,
  inBridgePort: null,
  outBridgePort: null,
  isLocal: (address: string) => localAddresses.includes(address),
  primaryAddress: (device: string) => (device === 'c0' ? '10.1.0.1' : '10.2.0.1'),
});

/** The ways of one packet through the router, as the walk sees them. */
export function predict(model: NetfilterModel, sent: Sent): readonly Predicted[] {
  const packet = newPacket({
    source: '10.1.0.2',
    destination: sent.destination,
    protocol: sent.protocol,
    sourcePort: sent.sourcePort,
    destinationPort: sent.port,
  });
  return through(model, 'prerouting', packet, context('c0', null), (routed) => {
    if (localAddresses.includes(routed.destination))
      return through(model, 'input', routed, context('c0', null), (end) => [accepted(end)]);
    const out = routed.destination.startsWith('10.1.') ? 'c0' : 's0';
    return through(model, 'forward', routed, context('c0', out), (forwarded) =>
      through(model, 'postrouting', forwarded, context(null, out), (end, masquerade) => [
        accepted(masquerade ? { ...end, source: out === 'c0' ? '10.1.0.1' : '10.2.0.1' } : end),
      ]),
    );
  });
}

type Hook = 'prerouting' | 'input' | 'forward' | 'postrouting';

function through(
  model: NetfilterModel,
  hook: Hook,
  packet: Packet,
  where: ReturnType<typeof context>,
  then: (packet: Packet, masquerade: boolean) => readonly Predicted[],
): readonly Predicted[] {
  return traverseHook(model, hook, packet, where).flatMap((outcome) =>
    outcome.verdict === 'accept' ? then(outcome.packet, outcome.masquerade) : [ended(hook, outcome)],
  );
}

const ended = (hook: string, { verdict, decidedBy, missing }: HookOutcome): Predicted => ({
  verdict,
  source: null,
  destination: null,
  port: null,
  mark: null,
  uncertain: 0,
  why: `${hook} ${decidedBy?.table}/${decidedBy?.chain} ${decidedBy?.number} ${decidedBy?.text} ${missing?.reason ?? ''}`,
});

const accepted = ({ source, destination, destinationPort, mark, markUncertain = 0 }: Packet): Predicted => ({
  verdict: 'accept',
  source,
  destination,
  port: destinationPort,
  mark,
  uncertain: markUncertain,
  why: '',
});
