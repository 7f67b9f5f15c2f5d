import { familyOf } from '../../model/ip.ts';
import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NetworkNamespace, NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { newPacket } from '../../walk/packet.ts';
import type { Packet } from '../../walk/types.ts';
import { dnsServices } from '../dns/cluster-dns.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { deviceHolding } from '../routes/representatives.ts';
import { endpointsOfPod } from '../services/listening-endpoints.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { passThrough } from './hooks.ts';
import { namedEndpoints } from './named-pods.ts';
import { later, variantsFor } from './packet-variants.ts';
import { somePodAddress } from './pod-flows.ts';
import { reachableChains } from './reachable-chains.ts';
import { isNetworkPolicy, ruleFields, ruleFieldsDoc, ruleLine } from './rule-line.ts';

const fields = {
  what: 'string',
  source: 'ip',
  destination: 'ip',
  port: 'integer',
  protocol: 'string',
  hook: 'string',
  verdict: 'string',
  netns: 'string',
  ...ruleFields,
} as const;
const sources = [
  'iptables-nft-save4',
  'iptables-legacy-save4',
  'nft-ruleset',
  'ip-addr',
  'cluster/endpointslices',
  'cluster/services',
];
const about = `\`netns\` is the name under which \`ip netns exec\` knows the namespace. Absent for pods with the node's network. ${ruleFieldsDoc}`;

export const ownRulesFacts = [
  defineFact({
    name: 'pod.firewall.refusedClients',
    target: 'pod',
    type: 'list',
    fields,
    doc: `Connections of Services to the pod (\`what\`: the Service) that rules in its own network namespace drop or reject, or whose answers they do. ${about}`,
    sources,
    compute: (target, context) => ownRules(target, context, arrivals),
  }),
  defineFact({
    name: 'pod.firewall.refusedServers',
    target: 'pod',
    type: 'list',
    fields,
    doc: `What the pod sends to pods of other nodes, to ports of their Services and to the cluster's DNS, that rules in its own network namespace drop or reject. ${about}`,
    sources,
    compute: (target, context) => ownRules(target, context, departures),
  }),
] as const;

const CLIENT_PORT = 40_000;

interface Question {
  readonly what: string;
  readonly packet: Packet;
  readonly out: boolean;
}

type Questions = (
  target: TargetOf<'pod'>,
  context: FactContext,
  family: Family,
  model: NetfilterModel,
) => readonly Question[];

function ownRules(target: TargetOf<'pod'>, context: FactContext, questionsOf: Questions): FactValue {
  const { pod, netns, node } = target;
  if (pod.hostNetwork || netns === node.host) return absentBecause("the pod uses its node's network");
  const items = new Map<string, Item>();
  const unseen = new Map<string, Unseen>();
  const who = `pod/${pod.namespace}/${pod.name}`;
  for (const family of [4, 6] as const) {
    const netfilter = netns.netfilter[family];
    if (netfilter.state === 'unknown' && family === 4) return unknownBecause(netfilter);
    if (netfilter.state !== 'known') continue;
    const model = netfilter.value;
    if (family === 4)
      for (const { backend, reason } of model.unread)
        unseen.set(backend, { who, missing: `${backend} rules`, reason: `${reason} (${netns.label})` });
    if (!canStop(model)) continue;
    for (const { what, packet, out } of withVariants(model, questionsOf(target, context, family, model))) {
      const device = deviceHolding(netns, out ? packet.source : packet.destination)?.name ?? null;
      const hooks = out ? (['output', 'postrouting'] as const) : (['ingress', 'prerouting', 'input'] as const);
      const devices = out ? { in: null, out: device } : { in: device, out: null };
      for (const { hook, outcome } of passThrough(netns, model, hooks, packet, devices)) {
        const { verdict, decidedBy, missing } = outcome;
        if (verdict === 'insufficient-information' && missing !== null)
          unseen.set(missing.input, { who, missing: missing.input, reason: missing.reason });
        if ((verdict !== 'drop' && verdict !== 'reject') || decidedBy === null || isNetworkPolicy(decidedBy)) continue;
        const line = ruleLine(model, decidedBy, family);
        const key = Object.values(line).join(' ');
        if (items.has(key)) continue;
        items.set(key, {
          what,
          source: packet.source,
          destination: packet.destination,
          port: packet.sourcePort === CLIENT_PORT ? packet.destinationPort : packet.sourcePort,
          protocol: packet.protocol,
          hook,
          verdict,
          netns: netns.name ?? null,
          ...line,
        });
      }
    }
  }
  return listOf([...items.values()], [...unseen.values()]);
}

/** Later packets of the connections, where the rules tell them apart by length or flags. */
const withVariants = (model: NetfilterModel, questions: readonly Question[]): readonly Question[] => [
  ...questions,
  ...questions
    .filter(({ packet }) => packet.protocol === 'tcp')
    .flatMap((question) =>
      variantsFor(model, POD_MTU).map((variant) => ({ ...question, packet: later(question.packet, variant) })),
    ),
];

/** Smaller than any network of pods has it, but for tunnels in tunnels. */
const POD_MTU = 1400;

const stopping = new WeakMap<NetfilterModel, boolean>();

/** Most pods have no rules at all, or some that translate only. */
function canStop(model: NetfilterModel): boolean {
  const known = stopping.get(model);
  if (known !== undefined) return known;
  const found = model.tables.some((table) =>
    [...reachableChains(table)].some(
      (chain) =>
        ('policy' in chain && chain.policy === 'drop') ||
        chain.rules.some(({ statements }) =>
          statements.some(({ kind }) => kind === 'drop' || kind === 'reject' || kind === 'verdict-map'),
        ),
    ),
  );
  stopping.set(model, found);
  return found;
}

const answer = (packet: Packet): Packet => ({
  ...newPacket({
    source: packet.destination,
    destination: packet.source,
    protocol: packet.protocol,
    sourcePort: packet.destinationPort,
    destinationPort: packet.sourcePort,
  }),
  state: 'ESTABLISHED',
  ...(packet.protocol === 'tcp' ? { tcpFlags: ['SYN', 'ACK'] } : {}),
});

/** A pod of another node that stands for all clients and servers of this one. */
function somebody(context: FactContext, node: NodeModel, family: Family): string | undefined {
  for (const other of context.cluster.nodes) {
    const address = other === node ? undefined : somePodAddress(context, other, family);
    if (address !== undefined) return address;
  }
  return undefined;
}

function arrivals({ pod, node }: TargetOf<'pod'>, context: FactContext, family: Family): readonly Question[] {
  const client = somebody(context, node, family) ?? somePodAddress(context, node, family);
  if (client === undefined) return [];
  return endpointsOfPod(context, pod)
    .filter(({ address, protocol }) => familyOf(address) === family && protocol !== 'sctp')
    .flatMap(({ service, address, protocol, port }): readonly Question[] => {
      const what = `Service ${service}`;
      const first = { source: client, destination: address, protocol, sourcePort: CLIENT_PORT, destinationPort: port };
      const packet = newPacket(first);
      return [
        { what, packet, out: false },
        { what, packet: answer(packet), out: true },
      ];
    });
}

const MOST_PORTS = 8;

function departures(
  { pod, netns, node }: TargetOf<'pod'>,
  context: FactContext,
  family: Family,
  model: NetfilterModel,
): readonly Question[] {
  const own = ownAddress(netns, pod.ips, family);
  const server = somebody(context, node, family);
  if (own === undefined) return [];
  const to = (what: string, destination: string, protocol: 'tcp' | 'udp', port: number): readonly Question[] => {
    const packet = newPacket({ source: own, destination, protocol, sourcePort: CLIENT_PORT, destinationPort: port });
    return [
      { what, packet, out: true },
      { what, packet: answer(packet), out: false },
    ];
  };
  const ports = namedEndpoints(context, family, model).filter(({ protocol }) => protocol !== 'sctp');
  const dns = pod.dnsPolicy === 'ClusterFirst' ? dnsServices(context) : [];
  return [
    ...(server === undefined ? [] : to('pods of other nodes', server, 'tcp', 8080)),
    ...ports
      .slice(0, MOST_PORTS)
      .flatMap(({ service, address, protocol, port }) =>
        to(`Service ${service}`, address, protocol === 'udp' ? 'udp' : 'tcp', port),
      ),
    ...dns
      .flatMap(({ clusterIps }) => clusterIps)
      .filter((address) => familyOf(address) === family)
      .flatMap((address) => to("the cluster's DNS", address, 'udp', 53)),
  ];
}

const ownAddress = (netns: NetworkNamespace, ips: readonly string[], family: Family): string | undefined =>
  netns.addresses.state === 'known'
    ? netns.addresses.value.find((one) => one.family === family && ips.includes(one.address))?.address
    : undefined;
