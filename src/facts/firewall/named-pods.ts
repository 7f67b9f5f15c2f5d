import { parseAddress } from '../../model/ip.ts';
import type { AddressRange, NetfilterModel, PortRange } from '../../model/netfilter.ts';
import type { Endpoint, NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { podsOn } from '../routes/representatives.ts';
import type { FactContext } from '../types.ts';
import { type Named, namingRules } from './naming-rules.ts';

interface KnownPod {
  readonly value: bigint;
  readonly address: string;
  readonly node: string;
}

/** Two pods on different nodes, one of them on the node that is asked about, and the ports that the rule is about (null: any). */
export interface PodPair {
  readonly source: string;
  readonly destination: string;
  readonly ports: readonly PortRange[] | null;
}

/** Pods of one rule, and pairs of one node, beyond which more of them would say nothing new. */
const MOST_OF_RULE = 32;
const MOST_PAIRS = 128;

/** Pods of all nodes by address: what the API has, and what was read of the nodes. */
function knownPods(context: FactContext, family: Family): readonly KnownPod[] {
  return context.memo(`pods by address ${family}`, () => {
    const found = new Map<string, KnownPod>();
    const add = (address: string, node: string): void => {
      const parsed = parseAddress(address);
      if (parsed?.family === family && !found.has(address)) found.set(address, { value: parsed.value, address, node });
    };
    const { nodes, pods } = context.cluster;
    if (pods.state === 'known')
      for (const { ips, node, hostNetwork, phase } of pods.value)
        if (node !== null && !hostNetwork && phase === 'Running') for (const ip of ips) add(ip, node);
    for (const node of nodes) for (const { address } of podsOn(context, node, family)) add(address, node.name);
    return [...found.values()].sort((a, b) => (a.value < b.value ? -1 : 1));
  });
}

function firstAtLeast(pods: readonly KnownPod[], value: bigint): number {
  let low = 0;
  let high = pods.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pods[middle]?.value ?? 0n) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The pods that a rule's ranges hold: all of a few, and the first and the last ones of a range with many. */
function podsIn(pods: readonly KnownPod[], ranges: readonly AddressRange[]): readonly KnownPod[] {
  const found = new Set<KnownPod>();
  for (const { first, last } of ranges) {
    const inside = pods.slice(firstAtLeast(pods, first), firstAtLeast(pods, last + 1n));
    for (const pod of inside.length > 4 ? [...inside.slice(0, 2), ...inside.slice(-2)] : inside) found.add(pod);
    if (found.size >= MOST_OF_RULE) break;
  }
  return [...found];
}

/**
 * Pairs of pods for the rules that lead to a drop and name some pods: the representatives of nodes do not meet those. `own` and `peer` stand for the
 * side that a rule does not name.
 */
export function namedPairs(
  context: FactContext,
  node: NodeModel,
  family: Family,
  model: NetfilterModel,
  stand: { readonly own: string; readonly peer: string },
): readonly PodPair[] {
  const pods = knownPods(context, family);
  const pairs = new Map<string, PodPair>();
  const add = (source: string, destination: string, { ports }: Named): void => {
    const key = `${source} ${destination} ${ports?.map(({ first, last }) => `${first}-${last}`) ?? ''}`;
    if (pairs.size < MOST_PAIRS) pairs.set(key, { source, destination, ports });
  };
  const standFor = (pod: KnownPod): string => (pod.node === node.name ? stand.peer : stand.own);
  for (const named of namingRules(model)) {
    const sources = named.source && podsIn(pods, named.source);
    const destinations = named.destination && podsIn(pods, named.destination);
    if (sources !== null && destinations === null) for (const pod of sources) add(pod.address, standFor(pod), named);
    else if (sources === null && destinations !== null)
      for (const pod of destinations) add(standFor(pod), pod.address, named);
    else if (sources !== null && destinations !== null) {
      for (const source of sources.slice(0, 6))
        for (const destination of destinations.slice(0, 6))
          if ((source.node === node.name) !== (destination.node === node.name))
            add(source.address, destination.address, named);
    }
  }
  return [...pairs.values()];
}

/** Endpoints of Services that stand for the ports that dropping rules name: one for each protocol and port. */
export function namedEndpoints(context: FactContext, family: Family, model: NetfilterModel): readonly Endpoint[] {
  // Where a rule names the destination as well, its pods are asked for with their own ports.
  const ranges = namingRules(model).flatMap(({ ports, destination }: Named) => (destination === null && ports) || []);
  if (ranges.length === 0) return [];
  const named = (port: number): boolean => ranges.some(({ first, last }: PortRange) => first <= port && port <= last);
  return endpointsByPort(context, family).filter(({ port }) => named(port));
}

function endpointsByPort(context: FactContext, family: Family): readonly Endpoint[] {
  return context.memo(`endpoints by port ${family}`, () => {
    const { endpoints } = context.cluster;
    if (endpoints.state !== 'known') return [];
    const pods = new Set(knownPods(context, family).map(({ address }) => address));
    const found = new Map<string, Endpoint>();
    for (const list of endpoints.value.values()) {
      for (const endpoint of list) {
        const key = `${endpoint.node} ${endpoint.protocol} ${endpoint.port}`;
        if (endpoint.ready && pods.has(endpoint.address) && !found.has(key)) found.set(key, endpoint);
      }
    }
    return [...found.values()];
  });
}

/** Ports that Services have at a pod. */
export function portsAt(context: FactContext, address: string): readonly Pick<Endpoint, 'protocol' | 'port'>[] {
  const byAddress = context.memo('endpoints by address', () => {
    const { endpoints } = context.cluster;
    const all = endpoints.state === 'known' ? [...endpoints.value.values()].flat() : [];
    return Map.groupBy(all, (endpoint) => endpoint.address);
  });
  return byAddress.get(address) ?? [];
}
