import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { isLocalAddress } from '../../walk/hook.ts';
import { probeOf } from '../../walk/netfilter/end.ts';
import { newPacket } from '../../walk/packet.ts';
import type { HookOutcome, Packet, RuleRef } from '../../walk/types.ts';
import { type Passage, passThrough } from '../firewall/hooks.ts';
import { deviceTowards, somePodAddress } from '../firewall/pod-flows.ts';
import { isNetworkPolicy, ruleLine } from '../firewall/rule-line.ts';
import { unseenReading } from '../ovs/with-ovs.ts';
import type { FactContext, Item, Unseen } from '../types.ts';
import { filledKernelOf, presenceOf } from './kube-proxy-rules.ts';
import { representativeServices } from './representative-services.ts';

export type Obstacle = 'untracked' | 'accepted' | 'dropped';

/** Something that keeps a connection to a ClusterIP from being translated, although the Service has rules. */
export interface Obstruction {
  readonly kind: Obstacle;
  readonly item: Item;
}

export interface Obstructions {
  readonly found: readonly Obstruction[];
  readonly unseen: readonly Unseen[];
}

/**
 * Takes first packets to some ClusterIPs through the node's rules, from a pod (PREROUTING) and from the node itself (OUTPUT), and asks
 * which rule kept them from their Service: untracked (no NAT then), accepted in nat before kube-proxy's chains, or dropped.
 */
export function obstructions(context: FactContext, node: NodeModel): Obstructions {
  return context.memo(`service obstructions of ${node.name}`, () => {
    const found = new Map<string, Obstruction>();
    const unseen = new Map<string, Unseen>();
    if (presenceOf(context, node).state === 'none') return { found: [], unseen: [] };
    const miss = (gaps: readonly Unseen[]): void => {
      for (const gap of gaps) if (!unseen.has(gap.missing)) unseen.set(gap.missing, gap);
    };
    // Without them nobody knows a ClusterIP to ask for. A machine that is no Kubernetes node need not reach any.
    if (node.kubernetes.state !== 'absent') miss(unseenServices(context, node));
    for (const family of [4, 6] as const) {
      const netfilter = node.host.netfilter[family];
      if (netfilter.state === 'unknown' && family === 4)
        unseen.set(netfilter.missing, {
          who: `node/${node.name}`,
          missing: netfilter.missing,
          reason: netfilter.reason,
        });
      if (netfilter.state !== 'known') continue;
      const tables = filledKernelOf(context, node, family);
      for (const { key, service, port, address } of representativeServices(context, family)) {
        // Node-local DNS caches bind the Service's address and keep its packets out of NAT on purpose.
        if (isLocalAddress(node.host, address)) continue;
        // A Service without rules is another fault; IPVS takes packets in INPUT.
        if (tables.has('ipvs')) continue;
        if (![...tables.values()].some((table) => table.has(key))) {
          miss(netfilter.value.unread.map((part) => unreadPart(node, part, family)));
          continue;
        }
        for (const from of ['pod', 'node'] as const) {
          const start = startOf(context, node, family, from, address);
          if (start === undefined) {
            const { routes, policyRules, addresses } = node.host;
            for (const reading of [routes[family], policyRules[family], addresses]) miss(unseenReading(node, reading));
            continue;
          }
          const packet = newPacket({
            source: start.source,
            destination: address,
            protocol: port.protocol,
            sourcePort: 40_000,
            destinationPort: port.port,
          });
          const hook = from === 'pod' ? 'prerouting' : 'output';
          for (const passage of passThrough(node.host, netfilter.value, [hook], packet, start.devices)) {
            const { missing, verdict } = passage.outcome;
            if (verdict === 'insufficient-information' && missing !== null)
              unseen.set(missing.input, { who: `node/${node.name}`, missing: missing.input, reason: missing.reason });
            const one = obstructionOf(netfilter.value, passage, packet);
            if (one === null) continue;
            const line = ruleLine(netfilter.value, one.ref, family);
            const item: Item = {
              from,
              hook,
              service: `${service.namespace}/${service.name}`,
              address,
              port: port.port,
              ...line,
            };
            const id = `${one.kind} ${from} ${line.backend} ${line.table} ${line.chain} ${line.rule}`;
            if (!found.has(id)) found.set(id, { kind: one.kind, item });
          }
        }
      }
    }
    return { found: [...found.values()], unseen: [...unseen.values()] };
  });
}

/** A part of the Services is enough where one of them can stand for all. */
function unseenServices(context: FactContext, node: NodeModel): readonly Unseen[] {
  const { services, endpoints } = context.cluster;
  const some = ([4, 6] as const).some((family) => representativeServices(context, family).length > 0);
  const parts = { 'cluster/services': services, 'cluster/endpointslices': endpoints };
  return Object.entries(parts).flatMap(([missing, reading]) =>
    reading.state === 'known' && reading.partial !== undefined && !some
      ? [{ who: `node/${node.name}`, missing, reason: reading.partial }]
      : unseenReading(node, reading),
  );
}

const unreadPart = (
  node: NodeModel,
  { backend, reason }: NetfilterModel['unread'][number],
  family: Family,
): Unseen => ({ who: `node/${node.name}`, missing: probeOf(backend, family), reason });

function startOf(context: FactContext, node: NodeModel, family: Family, from: 'pod' | 'node', address: string) {
  if (from === 'pod') {
    const source = somePodAddress(context, node, family);
    const device = source && deviceTowards(node, source, family);
    return source === undefined || device === undefined ? undefined : { source, devices: { in: device, out: null } };
  }
  const out = deviceTowards(node, address, family);
  const own =
    node.host.addresses.state === 'known'
      ? node.host.addresses.value.find((one) => one.device === out && one.family === family)
      : undefined;
  return out === undefined || own === undefined ? undefined : { source: own.address, devices: { in: null, out } };
}

function obstructionOf(
  model: NetfilterModel,
  { outcome }: Passage,
  sent: Packet,
): { readonly kind: Obstacle; readonly ref: RuleRef } | null {
  const { verdict, decidedBy, packet } = outcome;
  if (verdict === 'drop' || verdict === 'reject') {
    return decidedBy === null || isNetworkPolicy(decidedBy) || isOwn(decidedBy)
      ? null
      : { kind: 'dropped', ref: decidedBy };
  }
  if (verdict !== 'accept' || packet.destination !== sent.destination) return null;
  if (packet.state === 'UNTRACKED') {
    const ref = untrackedBy(model, outcome);
    return ref === undefined ? null : { kind: 'untracked', ref };
  }
  return decidedBy !== null && isNatChain(model, decidedBy) && !isOwn(decidedBy)
    ? { kind: 'accepted', ref: decidedBy }
    : null;
}

/** kube-proxy's own verdicts are its business. */
const isOwn = ({ chain, table }: RuleRef): boolean => chain.startsWith('KUBE-') || table === 'kube-proxy';

const statementsOf = (model: NetfilterModel, { backend, table, chain, number }: RuleRef) =>
  model.tables
    .filter((one) => one.backend === backend && one.name === table)
    .flatMap((one) => one.chains.get(chain)?.rules[number - 1]?.statements ?? []);

const untrackedBy = (model: NetfilterModel, { changedBy }: HookOutcome): RuleRef | undefined =>
  changedBy.findLast((ref) => statementsOf(model, ref).some(({ kind }) => kind === 'notrack'));

function isNatChain(model: NetfilterModel, { backend, table, hook }: RuleRef): boolean {
  if (backend !== 'nftables') return table === 'nat';
  return model.baseChains[hook].some(
    (base) => base.table.backend === backend && base.table.name === table && base.type === 'nat',
  );
}
