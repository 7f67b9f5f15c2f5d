import type { NetworkNamespace } from '../model/types.ts';
import type { Family, NextHop, PolicyRule, Route } from '../parse/records.ts';
import { defaultRules, ruleMatches, ruleText } from './policy-rules.ts';
import { type RouteTable, routesTo, routeTables, routeText } from './route-table.ts';
import { deviceSetting } from './sysctl.ts';

/** What the kernel's lookup is asked with. iif null: a local process sends; source null: not chosen yet. */
export interface RouteQuery {
  readonly family: Family;
  readonly source: string | null;
  readonly destination: string;
  readonly iif: string | null;
  readonly oif: string | null;
  readonly mark: number;
  readonly protocol: string;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
}

export interface NextHopChoice {
  readonly route: Route;
  readonly rule: PolicyRule;
  readonly device: string;
  /** Who gets the frame: the gateway, or the destination itself where it is on the link. */
  readonly address: string;
  readonly text: string;
}

export interface RoutedAnswer {
  readonly found: 'route';
  readonly share: number;
  readonly choice: NextHopChoice;
}

/** blackhole says nothing; unreachable and prohibit answer with ICMP. */
export interface RefusedAnswer {
  readonly found: 'refused';
  readonly share: number;
  readonly type: 'blackhole' | 'unreachable' | 'prohibit' | 'broadcast';
  readonly text: string;
  readonly layer: 'route' | 'policy-rule';
  readonly rule: PolicyRule;
}

export interface NoRouteAnswer {
  readonly found: 'none';
  readonly share: number;
  readonly text: string;
}

export interface UnknownRouteAnswer {
  readonly found: 'unknown';
  readonly share: number;
  readonly input: string;
  readonly reason: string;
}

export type RouteAnswer = RoutedAnswer | RefusedAnswer | NoRouteAnswer | UnknownRouteAnswer;

/**
 * Routing decision as in fib_lookup(): rules by priority, in each table the longest prefix, then the lowest metric; multipath routes
 * give one answer a next hop, with its share. Never throws; an input that is missing or not modelled gives `unknown`.
 */
export function lookupRoute(netns: NetworkNamespace, query: RouteQuery): readonly RouteAnswer[] {
  const routes = netns.routes[query.family];
  if (routes.state === 'unknown') return [{ found: 'unknown', share: 1, input: routes.missing, reason: routes.reason }];
  const rules = netns.policyRules[query.family];
  const tables = routeTables(netns, query.family, routes.state === 'known' ? routes.value : []);
  // Rules that nobody read are the default ones on nearly every machine, but only "nearly": the answer stays unknown.
  if (rules.state === 'unknown') return [{ found: 'unknown', share: 1, input: rules.missing, reason: rules.reason }];
  const ordered = rules.state === 'known' && rules.value.length > 0 ? inOrder(rules.value) : defaultRules(query.family);
  for (const rule of ordered) {
    const matches = ruleMatches(rule, query, netns);
    if (matches === 'no') continue;
    const answers = askRule(netns, rule, tables, query);
    if (answers.length === 0) continue;
    if (matches === 'yes') return answers;
    return [
      {
        found: 'unknown',
        share: 1,
        input: `ip-rule${query.family}`,
        reason: `cannot tell whether rule "${ruleText(rule)}" selects the packet`,
      },
    ];
  }
  if (routes.state === 'known' && routes.partial !== undefined) {
    return [
      {
        found: 'unknown',
        share: 1,
        input: `ip-route${query.family}`,
        reason: `no route to ${query.destination} in ${routes.partial}`,
      },
    ];
  }
  return [{ found: 'none', share: 1, text: `no route to ${query.destination}` }];
}

const sorted = new WeakMap<readonly PolicyRule[], readonly PolicyRule[]>();

function inOrder(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const cached = sorted.get(rules);
  if (cached !== undefined) return cached;
  const ordered = rules.toSorted((a, b) => a.priority - b.priority);
  sorted.set(rules, ordered);
  return ordered;
}

/** Empty: this rule decides nothing, the next one is asked. */
function askRule(
  netns: NetworkNamespace,
  rule: PolicyRule,
  tables: ReadonlyMap<string, RouteTable>,
  query: RouteQuery,
): readonly RouteAnswer[] {
  switch (rule.action) {
    case 'nop':
      return [];
    case 'blackhole':
    case 'unreachable':
    case 'prohibit':
      return [{ found: 'refused', type: rule.action, rule, share: 1, text: ruleText(rule), layer: 'policy-rule' }];
    case 'goto':
    case 'other':
      return [
        {
          found: 'unknown',
          share: 1,
          input: `ip-rule${query.family}`,
          reason: `rule "${ruleText(rule)}" is not modelled`,
        },
      ];
    case 'lookup': {
      const table = tables.get(rule.table ?? 'main');
      return table === undefined ? [] : askTable(netns, rule, table, query);
    }
  }
}

function askTable(
  netns: NetworkNamespace,
  rule: PolicyRule,
  table: RouteTable,
  query: RouteQuery,
): readonly RouteAnswer[] {
  for (const { length, routes } of routesTo(table, query.destination)) {
    for (const route of routes) {
      const hops = route.nextHops.filter((hop) => usable(netns, hop, query));
      if (route.type === 'throw') return [];
      if (route.type === 'blackhole' || route.type === 'unreachable' || route.type === 'prohibit') {
        // suppress_prefixlength passes over routes that were found, not over refusals (fib_rules_lookup).
        return [{ found: 'refused', type: route.type, rule, share: 1, text: routeText(route), layer: 'route' }];
      }
      if (hops.length === 0) continue;
      if (suppressed(rule, length)) return [];
      return answersOf(route, rule, hops, query);
    }
  }
  return [];
}

const suppressed = (rule: PolicyRule, length: number) =>
  rule.suppressPrefixLength !== null && length <= rule.suppressPrefixLength;

function usable(netns: NetworkNamespace, hop: NextHop, query: RouteQuery): boolean {
  if (hop.flags.includes('dead')) return false;
  if (query.oif !== null && hop.device !== query.oif) return false;
  if (!hop.flags.includes('linkdown') || hop.device === null) return true;
  const ignore = deviceSetting(netns, query.family, hop.device, 'ignore_routes_with_linkdown', 'either');
  return ignore === undefined || ignore === 0;
}

function answersOf(
  route: Route,
  rule: PolicyRule,
  hops: readonly NextHop[],
  query: RouteQuery,
): readonly RouteAnswer[] {
  const text = routeText(route);
  if (route.type === 'broadcast' || route.type === 'multicast')
    return [{ found: 'refused', type: 'broadcast', rule, share: 1, text, layer: 'route' }];
  const weights = hops.reduce((sum, hop) => sum + Math.max(hop.weight, 1), 0);
  return hops.map((hop): RouteAnswer => {
    const share = Math.max(hop.weight, 1) / weights;
    if (hop.device === null)
      return { found: 'unknown', share, input: `ip-route${query.family}`, reason: `route "${text}" names no device` };
    const choice = { route, rule, device: hop.device, address: hop.gateway ?? query.destination, text };
    return { found: 'route', share, choice };
  });
}
