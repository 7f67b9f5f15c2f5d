import { cidrContains, parseAddress, parseCidr } from '../model/ip.ts';
import type { NetworkNamespace } from '../model/types.ts';
import type { PolicyRule } from '../parse/records.ts';
import type { RouteQuery } from './route-lookup.ts';

export type RuleAnswer = 'yes' | 'no' | 'maybe';

/**
 * Does `ip rule` select this packet? What the parser could not model makes the answer "maybe", unless another part already says no.
 * After fib_rule_match() and fib4_rule_match() in the kernel (net/core/fib_rules.c, net/ipv4/fib_rules.c).
 */
export function ruleMatches(rule: PolicyRule, query: RouteQuery, netns: NetworkNamespace): RuleAnswer {
  const parts: (boolean | null)[] = [];
  const and = (part: boolean | null) => parts.push(part);
  and(inPrefix(rule.from, query.source));
  and(inPrefix(rule.to, query.destination));
  // Packets of local processes come "from lo", as the manual of ip-rule says.
  if (rule.iif !== null) and(rule.iif === (query.iif ?? 'lo'));
  if (rule.oif !== null) and(rule.oif === query.oif);
  if (rule.fwmark !== null) and(((query.mark ^ rule.fwmark) & (rule.fwmask ?? 0xffffffff)) === 0);
  if (rule.ipproto !== null) and(sameProtocol(rule.ipproto, query.protocol));
  if (rule.sport !== null) and(inPorts(rule.sport, query.sourcePort, query.protocol));
  if (rule.dport !== null) and(inPorts(rule.dport, query.destinationPort, query.protocol));
  for (const part of rule.unmodelled) and(unmodelledPart(part, netns));
  const answer = parts.includes(false) ? false : parts.includes(null) ? null : true;
  if (answer === null) return 'maybe';
  return answer !== rule.not ? 'yes' : 'no';
}

function inPrefix(prefix: string | null, address: string | null): boolean | null {
  if (prefix === null || prefix === 'all' || prefix === 'any' || prefix === 'default') return true;
  const cidr = parseCidr(prefix);
  if (cidr === undefined) return null;
  if (cidr.prefixLength === 0) return true;
  const parsed = address === null ? undefined : parseAddress(address);
  // An unset source is 0.0.0.0 for the kernel: it is in no prefix but 0/0.
  return parsed === undefined ? false : cidrContains(cidr, parsed);
}

const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
  '132': 'sctp',
  'ipv6-icmp': 'icmpv6',
};

const sameProtocol = (wanted: string, protocol: string) => (PROTOCOL_NUMBERS[wanted] ?? wanted) === protocol;

/** Ports that "no port in particular" stands for: what connections get by default (net.ipv4.ip_local_port_range). */
const ANY_PORT = { first: 32768, last: 60999 };

function inPorts(range: string, port: number | null, protocol: string): boolean | null {
  const [first = '', last = first] = range.split('-');
  if (!/^\d{1,5}$/.test(first) || !/^\d{1,5}$/.test(last)) return null;
  if (port !== null) return Number(first) <= port && port <= Number(last);
  // ICMP has no ports, so no rule about one selects it.
  if (protocol === 'icmp' || protocol === 'icmpv6') return false;
  if (Number(last) < ANY_PORT.first || Number(first) > ANY_PORT.last) return false;
  return Number(first) <= ANY_PORT.first && ANY_PORT.last <= Number(last) ? true : null;
}

/** A rule for VRFs selects nothing where no VRF exists; anything else is undecidable. */
function unmodelledPart(part: string, netns: NetworkNamespace): boolean | null {
  if (!part.includes('l3mdev')) return null;
  const links = netns.links;
  return links.state === 'known' && links.value.all.every((link) => link.kind !== 'vrf' && link.kind !== undefined)
    ? false
    : null;
}

/** As `ip rule` prints it: `100: from 10.244.1.0/24 iif cni0 lookup 100`. */
export function ruleText(rule: PolicyRule): string {
  const words = [`${rule.priority}:`];
  if (rule.not) words.push('not');
  words.push('from', rule.from ?? 'all');
  if (rule.to !== null) words.push('to', rule.to);
  if (rule.fwmark !== null) {
    words.push(
      'fwmark',
      `0x${rule.fwmark.toString(16)}${rule.fwmask === null || rule.fwmask === 0xffffffff ? '' : `/0x${rule.fwmask.toString(16)}`}`,
    );
  }
  if (rule.iif !== null) words.push('iif', rule.iif);
  if (rule.oif !== null) words.push('oif', rule.oif);
  if (rule.ipproto !== null) words.push('ipproto', rule.ipproto);
  if (rule.sport !== null) words.push('sport', rule.sport);
  if (rule.dport !== null) words.push('dport', rule.dport);
  words.push(...rule.unmodelled);
  if (rule.action === 'lookup') words.push('lookup', rule.table ?? 'main');
  else words.push(rule.action);
  if (rule.suppressPrefixLength !== null) words.push('suppress_prefixlength', String(rule.suppressPrefixLength));
  return words.join(' ');
}

/** Is it one of the three rules that every namespace starts with, whatever their place? */
export const isDefaultRule = (rule: PolicyRule): boolean =>
  rule.action === 'lookup' &&
  (rule.table === 'local' || rule.table === 'main' || rule.table === 'default') &&
  rule.suppressPrefixLength === null;

/** The three rules that every namespace starts with. */
export function defaultRules(family: 4 | 6): readonly PolicyRule[] {
  const rule = (priority: number, table: string): PolicyRule => ({
    family,
    priority,
    from: null,
    to: null,
    not: false,
    iif: null,
    oif: null,
    fwmark: null,
    fwmask: null,
    ipproto: null,
    sport: null,
    dport: null,
    action: 'lookup',
    table,
    suppressPrefixLength: null,
    unmodelled: [],
  });
  return family === 4
    ? [rule(0, 'local'), rule(32766, 'main'), rule(32767, 'default')]
    : [rule(0, 'local'), rule(32766, 'main')];
}
