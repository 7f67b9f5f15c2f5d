import type { NodeModel } from '../../model/types.ts';
import { unseenReading } from '../ovs/with-ovs.ts';
import type { FactContext, Item, Unseen } from '../types.ts';
import { passThrough } from './hooks.ts';
import { type PodFlow, podFlows } from './pod-flows.ts';
import { isNetworkPolicy, ruleLine } from './rule-line.ts';

/** What stops pods' packets on a node: one entry for each flow and rule that stops it. */
export interface Blocked {
  readonly kind: 'policy' | 'iptables' | 'native';
  readonly flow: PodFlow;
  readonly item: Item;
  /** The rule alone, without the flow. */
  readonly line: Item;
}

export interface BlockedFlows {
  readonly blocked: readonly Blocked[];
  readonly flows: readonly PodFlow[];
  readonly unseen: readonly Unseen[];
}

/** Takes the pods' packets through ingress, PREROUTING, FORWARD and POSTROUTING of a node, and asks which rule stops them. */
export function blockedFlows(context: FactContext, node: NodeModel): BlockedFlows {
  return context.memo(`blocked flows of ${node.name}`, () => {
    const blocked = new Map<string, Blocked>();
    const all: PodFlow[] = [];
    const unseen = new Map<string, Unseen>();
    const miss = (missing: string, reason: string): void => {
      if (!unseen.has(missing)) unseen.set(missing, { who: `node/${node.name}`, missing, reason });
    };
    for (const family of [4, 6] as const) {
      const netfilter = node.host.netfilter[family];
      const flows = podFlows(context, node, family);
      all.push(...flows);
      if (flows.length === 0) {
        // Without routes nobody knows which devices the pods' packets pass.
        if (family === 4)
          for (const gap of [
            ...unseenReading(node, node.host.routes[4]),
            ...unseenReading(node, node.host.policyRules[4]),
          ])
            miss(gap.missing, gap.reason);
        continue;
      }
      if (netfilter.state === 'unknown') miss(netfilter.missing, netfilter.reason);
      if (netfilter.state !== 'known') continue;
      for (const flow of flows) {
        const passages = passThrough(
          node.host,
          netfilter.value,
          ['ingress', 'prerouting', 'forward', 'postrouting'],
          flow.packet,
          { in: flow.inDevice, out: flow.outDevice },
        );
        for (const { hook, outcome } of passages) {
          const { verdict, decidedBy, missing } = outcome;
          if (verdict === 'insufficient-information' && missing !== null) miss(missing.input, missing.reason);
          if ((verdict !== 'drop' && verdict !== 'reject') || decidedBy === null || isNetworkPolicy(decidedBy))
            continue;
          const { direction, packet, inDevice, outDevice } = flow;
          const line = ruleLine(netfilter.value, decidedBy, family);
          // One rule stops many: the first packet of each direction speaks for them.
          const key = [direction, family, inDevice, outDevice, hook, ...Object.values(line)].join(' ');
          if (blocked.has(key)) continue;
          blocked.set(key, {
            line,
            kind: decidedBy.backend === 'nftables' ? 'native' : decidedBy.number === 0 ? 'policy' : 'iptables',
            flow,
            item: {
              direction,
              hook,
              verdict,
              source: packet.source,
              destination: packet.destination,
              in: inDevice,
              out: outDevice,
              ...line,
            },
          });
        }
      }
    }
    return { blocked: [...blocked.values()], flows: all, unseen: [...unseen.values()] };
  });
}
