import { parseAddress } from '../../model/ip.ts';
import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { newPacket } from '../../walk/packet.ts';
import type { HookOutcome, Packet, RuleRef } from '../../walk/types.ts';
import { listOf } from '../fact-value.ts';
import { endpointText } from '../services/kernel-services-entry.ts';
import { type ExpectedService, settledServices } from '../services/service-rules-expected.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { passThrough } from './hooks.ts';
import { isForeignTranslation, namingRules } from './naming-rules.ts';
import { deviceTowards, podFlows, somePodAddress } from './pod-flows.ts';
import { reachableChains } from './reachable-chains.ts';
import { ruleFields, ruleFieldsDoc, ruleLine } from './rule-line.ts';
import { targetOf } from './translated-target.ts';

export const foreignNatFacts = [
  defineFact({
    name: 'node.firewall.foreignNat',
    target: 'node',
    type: 'list',
    fields: {
      what: 'string',
      destination: 'ip',
      port: 'integer',
      to: 'ip',
      toPort: 'integer',
      why: 'string',
      ...ruleFields,
    },
    doc: `Rules that are neither kube-proxy's nor a network plugin's and send packets of pods, to other pods or to Services (\`what\`), to an address (\`to\`) where nobody answers. Where somebody listens there (a proxy, a DNS cache) nothing is listed. Decided by taking such packets through PREROUTING. ${ruleFieldsDoc}`,
    sources: [
      'iptables-nft-save4',
      'iptables-legacy-save4',
      'nft-ruleset',
      'ipset',
      'sockets',
      'ip-addr',
      'ip-route4',
      'cluster/services',
      'cluster/endpointslices',
      'cluster/pods',
    ],
    compute: ({ node }, context) => foreignNat(context, node),
  }),
] as const;

interface Question {
  readonly what: string;
  readonly packet: Packet;
  readonly device: string;
  readonly service: ExpectedService | null;
}

/** Services that are asked for beyond these say nothing new of the same few rules. */
const MOST = 32;

function foreignNat(context: FactContext, node: NodeModel): FactValue {
  const items = new Map<string, Item>();
  const unseen = new Map<string, Unseen>();
  const miss = ({ missing, reason }: { readonly missing: string; readonly reason: string }): void => {
    if (!unseen.has(missing)) unseen.set(missing, { who: `node/${node.name}`, missing, reason });
  };
  for (const family of [4, 6] as const) {
    const netfilter = node.host.netfilter[family];
    if (netfilter.state === 'unknown' && family === 4) miss(netfilter);
    if (netfilter.state !== 'known') continue;
    const foreign = foreignRules(netfilter.value);
    if (foreign.size === 0) {
      if (family === 4)
        for (const { backend, reason } of netfilter.value.unread) miss({ missing: `${backend} rules`, reason });
      continue;
    }
    for (const question of questions(context, node, family, netfilter.value)) {
      const devices = { in: question.device, out: null };
      for (const { outcome } of passThrough(node.host, netfilter.value, ['prerouting'], question.packet, devices)) {
        if (outcome.missing !== null) miss({ missing: outcome.missing.input, reason: outcome.missing.reason });
        const ref = outcome.verdict === 'accept' ? translatedBy(foreign, outcome) : undefined;
        if (ref === undefined || isMeant(question, outcome.packet)) continue;
        const target = targetOf(context, node, outcome.packet);
        if (target.state === 'answers') continue;
        if (target.state === 'unknown') miss(target);
        const why = whyLost(target, question);
        if (why === null) {
          if (target.state === 'outside')
            miss({
              missing: 'outside',
              reason: `"${ref.text}" sends it to ${outcome.packet.destination}, outside of the cluster`,
            });
          continue;
        }
        const line = ruleLine(netfilter.value, ref, family);
        const key = Object.values(line).join(' ');
        if (items.has(key)) continue;
        items.set(key, {
          what: question.what,
          destination: question.packet.destination,
          port: question.packet.destinationPort,
          to: outcome.packet.destination,
          toPort: outcome.packet.destinationPort,
          why,
          ...line,
        });
      }
    }
  }
  return listOf([...items.values()], [...unseen.values()]);
}

function whyLost(target: ReturnType<typeof targetOf>, { service }: Question): string | null {
  if (target.state === 'dead') return target.why;
  // A pod's packets may go to a proxy outside; a Service's belong to its endpoints. The API server may have another way in front of it.
  const isApi = service?.service.namespace === 'default' && service.service.name === 'kubernetes';
  return target.state === 'outside' && service !== null && !isApi ? 'which is no endpoint of it' : null;
}

const isMeant = ({ service, packet }: Question, { destination, destinationPort }: Packet): boolean =>
  (destination === packet.destination && destinationPort === packet.destinationPort) ||
  (service !== null && destinationPort !== null && service.allowed.has(endpointText(destination, destinationPort)));

const keyOf = ({ backend, table, chain, number }: Pick<RuleRef, 'backend' | 'table' | 'chain' | 'number'>): string =>
  `${backend} ${table} ${chain} ${number}`;

function foreignRules(model: NetfilterModel): ReadonlySet<string> {
  const found = new Set<string>();
  for (const table of model.tables)
    for (const chain of reachableChains(table))
      for (const rule of chain.rules)
        if (isForeignTranslation(chain, rule))
          found.add(keyOf({ backend: table.backend, table: table.name, chain: chain.name, number: rule.number }));
  return found;
}

const translatedBy = (foreign: ReadonlySet<string>, { changedBy }: HookOutcome): RuleRef | undefined =>
  changedBy.findLast((ref) => foreign.has(keyOf(ref)));

function questions(context: FactContext, node: NodeModel, family: Family, model: NetfilterModel): readonly Question[] {
  const toPods = podFlows(context, node, family)
    .filter(
      ({ direction, packet }) =>
        (direction === 'out to pods' || direction === 'in from pods') && packet.state === 'NEW',
    )
    .map(({ packet, inDevice }): Question => ({ what: 'another pod', packet, device: inDevice, service: null }));
  const source = somePodAddress(context, node, family);
  const device = source && deviceTowards(node, source, family);
  if (source === undefined || device === undefined) return toPods;
  const named = namingRules(model);
  const toServices = (settledServices(context) ?? [])
    .filter((one) => one.family === family && one.ready.length > 0)
    .filter(({ address, port }) => {
      const value = parseAddress(address)?.value ?? -1n;
      return named.some(
        ({ destination, ports }) =>
          (destination === null || destination.some(({ first, last }) => first <= value && value <= last)) &&
          (ports === null || ports.some(({ first, last }) => first <= port.port && port.port <= last)),
      );
    })
    .slice(0, MOST)
    .map((service): Question => {
      const { protocol, port } = service.port;
      const packet = newPacket({
        source,
        destination: service.address,
        protocol,
        sourcePort: 40_000,
        destinationPort: port,
      });
      return { what: `Service ${service.label}`, packet, device, service };
    });
  return [...toServices, ...toPods];
}
