import { parseAddress } from '../../model/ip.ts';
import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { newPacket } from '../../walk/packet.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { passThrough } from './hooks.ts';
import { namingRules } from './naming-rules.ts';
import { deviceTowards } from './pod-flows.ts';
import { isNetworkPolicy, ruleFields, ruleFieldsDoc, ruleLine } from './rule-line.ts';

export const overlayFacts = [
  defineFact({
    name: 'node.firewall.overlayDropped',
    target: 'node',
    type: 'list',
    fields: {
      device: 'string',
      port: 'integer',
      from: 'ip',
      to: 'ip',
      hook: 'string',
      verdict: 'string',
      ...ruleFields,
    },
    doc: `VXLAN devices of the node whose packets from or to other nodes its own rules drop or reject. ${ruleFieldsDoc}`,
    sources: ['ip-link', 'iptables-nft-save4', 'iptables-legacy-save4', 'nft-ruleset', 'ip-route4', 'cluster/nodes'],
    compute: ({ node }, context) => overlayDropped(node, context),
  }),
] as const;

function overlayDropped(node: NodeModel, context: FactContext): FactValue {
  return fromReading(node.host.links, ({ all }) => {
    const items = new Map<string, Item>();
    const unseen: Unseen[] = [];
    for (const { name, vxlan } of all) {
      const local = vxlan?.local ?? null;
      if (vxlan === null || local === null) continue;
      const family = local.includes(':') ? 6 : 4;
      const netfilter = node.host.netfilter[family];
      if (netfilter.state === 'absent') continue;
      if (netfilter.state === 'unknown') {
        unseen.push({ who: `node/${node.name}`, missing: netfilter.missing, reason: netfilter.reason });
        continue;
      }
      for (const from of telling(node, local, netfilter.value, peersOf(context, family))) {
        const device = deviceTowards(node, from, family) ?? vxlan.device;
        const ways = [
          { from, to: local, hooks: ['ingress', 'prerouting', 'input'], devices: { in: device, out: null } },
          { from: local, to: from, hooks: ['output', 'postrouting'], devices: { in: null, out: device } },
        ] as const;
        for (const { from: source, to: destination, hooks, devices } of ways) {
          const packet = newPacket({
            source,
            destination,
            protocol: 'udp',
            sourcePort: 45_000,
            destinationPort: vxlan.port,
          });
          for (const { hook, outcome } of passThrough(node.host, netfilter.value, hooks, packet, devices)) {
            const { verdict, decidedBy, missing } = outcome;
            if (missing !== null)
              unseen.push({ who: `node/${node.name}`, missing: missing.input, reason: missing.reason });
            if ((verdict !== 'drop' && verdict !== 'reject') || decidedBy === null || isNetworkPolicy(decidedBy))
              continue;
            const line = ruleLine(netfilter.value, decidedBy, family);
            const key = JSON.stringify([name, hook, line]);
            // One example a rule: of a drop for everybody every peer would tell the same.
            if (!items.has(key))
              items.set(key, { device: name, port: vxlan.port, from: source, to: destination, hook, verdict, ...line });
          }
        }
      }
    }
    return listOf([...items.values()], dedupe(unseen));
  });
}

interface Peer {
  readonly node: NodeModel;
  readonly address: string;
  readonly value: bigint;
}

/** Addresses of all nodes, in their order. */
function peersOf({ cluster, memo }: FactContext, family: Family): readonly Peer[] {
  return memo(`nodes by address ${family}`, () =>
    cluster.nodes
      .flatMap((node) => {
        const addresses = node.kubernetes.state === 'known' ? node.kubernetes.value.internalIps : [];
        return addresses.flatMap((address) => {
          const parsed = parseAddress(address);
          return parsed?.family === family ? [{ node, address, value: parsed.value }] : [];
        });
      })
      .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)),
  );
}

/** Peers that rules name, beyond which more would say nothing new. */
const MOST = 32;

/** One peer that stands for all, and those that some rule treats otherwise. */
function telling(node: NodeModel, local: string, model: NetfilterModel, peers: readonly Peer[]): readonly string[] {
  const isOther = (peer: Peer): boolean => peer.node !== node && peer.address !== local;
  const found = new Set(peers.slice(0, MOST).filter(isOther).slice(0, 1));
  for (const { source, destination } of namingRules(model)) {
    for (const { first, last } of [...(source ?? []), ...(destination ?? [])]) {
      for (let at = firstFrom(peers, first); at < peers.length && found.size < MOST; at++) {
        const peer = peers[at];
        if (peer === undefined || peer.value > last) break;
        if (isOther(peer)) found.add(peer);
      }
    }
  }
  return [...found].map(({ address }) => address);
}

/** Place of the first peer that has this address or a higher one. */
function firstFrom(peers: readonly Peer[], value: bigint): number {
  let low = 0;
  let high = peers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((peers[middle]?.value ?? 0n) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const dedupe = (unseen: readonly Unseen[]): readonly Unseen[] => [
  ...new Map(unseen.map((each) => [JSON.stringify(each), each])).values(),
];
