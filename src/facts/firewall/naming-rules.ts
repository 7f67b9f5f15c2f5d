import { parseAddress, parseCidr } from '../../model/ip.ts';
import type {
  AddressRange,
  Chain,
  IpSet,
  Match,
  NetfilterModel,
  NetfilterTable,
  NftSet,
  PortRange,
  Rule,
  SetField,
} from '../../model/netfilter.ts';
import { reachableChains } from './reachable-chains.ts';

/** Whom a rule that leads to a drop, or to a translation that is not the cluster's own, names; null where it names nobody on that side. */
export interface Named {
  readonly source: readonly AddressRange[] | null;
  readonly destination: readonly AddressRange[] | null;
  /** Ports that connections are made to. */
  readonly ports: readonly PortRange[] | null;
}

const known = new WeakMap<NetfilterModel, readonly Named[]>();

/**
 * The rules of a namespace that drop or reject, or lead to a chain that does, and those that translate destinations, by the addresses and ports
 * that they name: a packet of somebody else says nothing about them. Sets of both kinds are looked into.
 */
export function namingRules(model: NetfilterModel): readonly Named[] {
  let rules = known.get(model);
  if (rules === undefined) {
    rules = model.tables.flatMap((table) => [...inTable(model, table)]);
    known.set(model, rules);
  }
  return rules;
}

function* inTable(model: NetfilterModel, table: NetfilterTable): Generator<Named> {
  const chains = [...reachableChains(table)];
  const dropping = droppingChains(chains);
  for (const chain of chains) {
    for (const rule of chain.rules) {
      if (leadsTo(rule, dropping) || isForeignTranslation(chain, rule)) {
        const named = namedBy(model, table, rule);
        if (named.source !== null || named.destination !== null || named.ports !== null) yield named;
      }
      yield* inVerdictMaps(table, rule, dropping);
    }
  }
}

const isDrop = (kind: string): boolean => kind === 'drop' || kind === 'reject';

export const leadsTo = ({ statements }: Rule, dropping: ReadonlySet<string>): boolean =>
  statements.some(
    (one) => isDrop(one.kind) || ((one.kind === 'jump' || one.kind === 'goto') && dropping.has(one.chain)),
  );

/** Chains of kube-proxy and of network plugins: what they translate is meant to be translated. */
const ownChains = /^(?:KUBE-|CNI-|cali-|CILIUM_|ANTREA-|WEAVE|OVN-)/;
const ownTables = /^(?:kube-proxy|cni_hostport|calico|cilium|antrea)/;

export const isForeignTranslation = ({ name, table }: Chain, { statements }: Rule): boolean =>
  statements.some(({ kind }) => kind === 'dnat' || kind === 'redirect' || kind === 'dnat-map') &&
  !ownChains.test(name) &&
  !ownTables.test(table.name);

/** Names of the chains that drop something, by themselves or where they jump to. */
export function droppingChains(chains: readonly Chain[]): ReadonlySet<string> {
  const callers = new Map<string, string[]>();
  const found = new Set<string>();
  for (const { name, rules } of chains) {
    for (const { statements } of rules) {
      for (const one of statements) {
        if (isDrop(one.kind)) found.add(name);
        else if (one.kind === 'jump' || one.kind === 'goto') {
          const list = callers.get(one.chain);
          if (list) list.push(name);
          else callers.set(one.chain, [name]);
        }
      }
    }
  }
  for (const name of found) for (const caller of callers.get(name) ?? []) found.add(caller);
  return found;
}

function namedBy(model: NetfilterModel, table: NetfilterTable, rule: Rule): Named {
  let source: readonly AddressRange[] | null = null;
  let destination: readonly AddressRange[] | null = null;
  let ports: readonly PortRange[] | null = null;
  const later = rule.statements.flatMap((one) => (one.kind === 'match' ? [one.match] : []));
  for (const match of [...rule.matches, ...later]) {
    if (match.negated) continue;
    if (match.kind === 'source') source ??= match.networks;
    else if (match.kind === 'destination') destination ??= match.networks;
    else if (match.kind === 'destination-port') ports ??= match.ranges;
    else if (match.kind === 'set') {
      source ??= inSet(model, table, match, 'source');
      destination ??= inSet(model, table, match, 'destination');
    }
  }
  return { source, destination, ports };
}

function* inVerdictMaps(table: NetfilterTable, { statements }: Rule, dropping: ReadonlySet<string>): Generator<Named> {
  for (const one of statements) {
    if (one.kind !== 'verdict-map') continue;
    const elements = table.sets.get(one.map)?.elements ?? [];
    const drops = elements.filter(
      ({ verdict }) => verdict && (isDrop(verdict.kind) || ('chain' in verdict && dropping.has(verdict.chain))),
    );
    if (drops.length === 0) continue;
    const on = (side: 'source' | 'destination'): readonly AddressRange[] | null => {
      const at = one.fields.indexOf(side);
      return at < 0 ? null : drops.map(({ key }) => key[at]).filter(isRange);
    };
    yield { source: on('source'), destination: on('destination'), ports: null };
  }
}

const isRange = (value: unknown): value is AddressRange =>
  typeof value === 'object' && value !== null && 'first' in value && typeof value.first === 'bigint';

function inSet(
  model: NetfilterModel,
  table: NetfilterTable,
  { name, native, fields }: Extract<Match, { kind: 'set' }>,
  side: SetField,
): readonly AddressRange[] | null {
  const at = fields.indexOf(side);
  if (at < 0) return null;
  if (!native) return ofIpset(model, name, at, 0);
  const set: NftSet | undefined = table.sets.get(name);
  return set === undefined ? null : set.elements.map(({ key }) => key[at]).filter(isRange);
}

const MAX_DEPTH = 4;

/** Addresses in one dimension of an ipset; null where it has none there (a port, a device). */
function ofIpset(model: NetfilterModel, name: string, at: number, depth: number): readonly AddressRange[] | null {
  const set: IpSet | undefined = model.ipsets.get(name);
  if (set === undefined || depth > MAX_DEPTH) return null;
  if (set.type === 'list:set') {
    const parts = set.elements.map((member) => ofIpset(model, member, at, depth + 1));
    const all = parts.filter((part) => part !== null).flat();
    return all.length === 0 ? null : all;
  }
  const dimension = (set.type.split(':')[1] ?? '').split(',')[at];
  if (dimension !== 'ip' && dimension !== 'net') return null;
  return set.elements
    .map((text) => rangeOf(text.split(' ')[0]?.split(',')[at] ?? ''))
    .filter((one) => one !== undefined);
}

function rangeOf(text: string): AddressRange | undefined {
  const dash = text.indexOf('-');
  if (dash < 0) return parseCidr(text);
  const [first, last] = [parseAddress(text.slice(0, dash)), parseAddress(text.slice(dash + 1))];
  return first && last && { first: first.value, last: last.value };
}
