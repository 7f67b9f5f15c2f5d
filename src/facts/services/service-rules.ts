import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import type { FactContext, Unseen } from '../types.ts';
import type { KernelService, KernelServices, ServiceBackend } from './kernel-services-entry.ts';
import { serviceKey } from './kernel-services-entry.ts';
import { kernelOf, modeOf, type ProxyMode, unreadRules } from './kube-proxy-rules.ts';
import { compareServices, type Difference } from './service-rules-compare.ts';
import { type ExpectedService, expectedServices } from './service-rules-expected.ts';

/** How the Service rules of a node differ from what the API says. */
export type ServiceRules =
  | { readonly state: 'none'; readonly reason: string }
  | { readonly state: 'unknown'; readonly missing: string; readonly reason: string }
  | {
      readonly state: 'known';
      readonly mode: ProxyMode;
      readonly differences: readonly Difference[];
      /** Entries for ClusterIPs and ports that no Service of the API has, by key. */
      readonly unowned: ReadonlyMap<string, KernelService>;
      readonly unseen: readonly Unseen[];
    };

/** Compared once for each node, as sets: 10,000 Services cost one pass over rules and endpoints. */
export function serviceRulesOf(context: FactContext, node: NodeModel): ServiceRules {
  return context.memo(`Service rules of ${node.name}`, () => compareNode(context, node));
}

function compareNode(context: FactContext, node: NodeModel): ServiceRules {
  const mode = modeOf(context, node);
  if (mode.state === 'none' || mode.state === 'unknown') return mode;
  const { services, endpoints } = context.cluster;
  if (services.state === 'unknown') return services;
  if (endpoints.state === 'unknown') return endpoints;
  const name = node.kubernetes.state === 'known' ? node.kubernetes.value.name : node.name;
  const differences: Difference[] = [];
  const unseen: Unseen[] = [];
  const unowned = new Map<string, KernelService>();
  for (const family of [4, 6] as const) {
    const expected = expectedOf(context, family);
    if (expected.length === 0) continue;
    const unread = unreadRules(node, family, mode.state);
    unseen.push(...unread);
    if (unread.length > 0) continue;
    const current = currentRules(kernelOf(context, node, family), mode.state, expected, name);
    // Of a part of the endpoints nobody can say which one is none.
    const isWhole = endpoints.state !== 'known' || endpoints.partial === undefined;
    for (const difference of current.differences) {
      if (isWhole || (difference.kind !== 'stale' && difference.kind !== 'lost')) differences.push(difference);
    }
    for (const [key, service] of current.services)
      if (service.isClusterIp && !ownedKeys(context).has(key)) unowned.set(key, service);
  }
  return { state: 'known', mode: mode.state, differences, unowned, unseen };
}

export function expectedOf(context: FactContext, family: Family): readonly ExpectedService[] {
  return context.memo(`Services that kube-proxy looks after ${family}`, () =>
    expectedServices(context).filter((expected) => expected.family === family),
  );
}

interface Current {
  readonly services: KernelServices;
  readonly differences: readonly Difference[];
}

/**
 * The back end that kube-proxy works with. Where both iptables back ends have its chains, one of them is left over: the one that agrees
 * less with the API.
 */
function currentRules(
  kernel: ReadonlyMap<ServiceBackend, KernelServices>,
  mode: ProxyMode,
  expected: readonly ExpectedService[],
  node: string,
): Current {
  const candidates = [...kernel].flatMap(([backend, services]) =>
    isOfMode(backend, mode) ? [{ services, differences: compareServices(expected, services, node) }] : [],
  );
  const [best] = candidates.toSorted((a, b) => a.differences.length - b.differences.length);
  return best ?? { services: new Map(), differences: compareServices(expected, new Map(), node) };
}

export const isOfMode = (backend: ServiceBackend, mode: ProxyMode): boolean =>
  mode === 'iptables' ? backend === 'iptables-nft' || backend === 'iptables-legacy' : backend === mode;

/** Addresses and ports of all Services, those of other proxies too. */
function ownedKeys(context: FactContext): ReadonlySet<string> {
  return context.memo('addresses and ports of all Services', () => {
    const { services } = context.cluster;
    const keys = new Set<string>();
    for (const { clusterIps, ports } of services.state === 'known' ? services.value : []) {
      for (const address of clusterIps)
        for (const { protocol, port } of ports) keys.add(serviceKey(address, protocol, port));
    }
    return keys;
  });
}
