import type { Match, NetfilterTable, Rule, Statement } from '../../model/netfilter.ts';
import type { Family } from '../../parse/records.ts';
import { dataTarget, singleTarget } from './kernel-services-target.ts';

/** What a chain does with the connections that get into it. */
export interface Behind {
  readonly endpoints: ReadonlySet<string>;
  /** Share that comes out of it without an endpoint, and without having been dropped or rejected. */
  readonly unanswered: number;
  readonly unclear: boolean;
}

export type ChainReader = (chain: string) => Behind;

const nothing: Behind = { endpoints: new Set(), unanswered: 1, unclear: false };
const MAX_DEPTH = 8;

/** Reads chains of one table, each of them once: kube-proxy's chains are a tree of Services, policies and endpoints. */
export function chainReader(table: NetfilterTable, family: Family): ChainReader {
  const read = new Map<string, Behind>();
  const behind = (name: string, depth: number): Behind => {
    const known = read.get(name);
    if (known !== undefined) return known;
    // A chain that leads to itself does not get through the kernel's checks; a hostile snapshot may have one.
    read.set(name, nothing);
    const rules = table.chains.get(name)?.rules ?? [];
    const found = depth > MAX_DEPTH ? nothing : followRules(rules, table, family, (next) => behind(next, depth + 1));
    read.set(name, found);
    return found;
  };
  return (name) => behind(name, 0);
}

interface State {
  readonly endpoints: Set<string>;
  /** Share that is still in the chain, and share that has left it without an endpoint. */
  inside: number;
  left: number;
  unclear: boolean;
}

function followRules(rules: readonly Rule[], table: NetfilterTable, family: Family, behind: ChainReader): Behind {
  const state: State = { endpoints: new Set(), inside: 1, left: 0, unclear: false };
  for (const { matches, statements } of rules) {
    let share = shareOf(matches);
    for (const statement of statements) {
      if (statement.kind === 'match') share *= shareOf([statement.match]);
      else apply(statement, share, state, table, family, behind);
    }
  }
  return { endpoints: state.endpoints, unanswered: state.inside + state.left, unclear: state.unclear };
}

/**
 * Part of a Service's new connections that a rule takes: all of them where it only repeats the protocol, none for certain where it asks who
 * sends them (session affinity, sources, marks).
 */
function shareOf(matches: readonly Match[]): number {
  let share = 1;
  for (const match of matches) {
    if (match.kind === 'probability') share *= match.negated ? 1 - match.probability : match.probability;
    else if (match.kind !== 'always' && match.kind !== 'protocol' && match.kind !== 'protocol-family') return 0;
    else if (match.negated) return 0;
  }
  return share;
}

function apply(
  statement: Statement,
  share: number,
  state: State,
  table: NetfilterTable,
  family: Family,
  behind: ChainReader,
): void {
  const part = state.inside * share;
  switch (statement.kind) {
    case 'dnat': {
      addEndpoint(singleTarget(statement, family), state);
      state.inside -= part;
      break;
    }
    case 'dnat-map':
    case 'verdict-map':
      throughMap(statement, share, state, table, family, behind);
      break;
    case 'jump':
    case 'goto':
      enter(behind(statement.chain), share, state, statement.kind);
      break;
    case 'drop':
    case 'reject':
      state.inside -= part;
      break;
    case 'accept':
    case 'return':
      state.inside -= part;
      state.left += part;
      break;
    case 'redirect':
    case 'unmodelled':
      state.unclear = true;
  }
}

function addEndpoint(endpoint: string | null, state: State): void {
  if (endpoint === null) state.unclear = true;
  else state.endpoints.add(endpoint);
}

/** What a jump does not answer comes back; what a goto does not answer leaves the chain for good. */
function enter(chain: Behind, share: number, state: State, how: 'jump' | 'goto'): void {
  for (const endpoint of chain.endpoints) state.endpoints.add(endpoint);
  if (chain.unclear) state.unclear = true;
  const entered = state.inside * share;
  state.inside -= how === 'goto' ? entered : entered * (1 - chain.unanswered);
  if (how === 'goto') state.left += entered * chain.unanswered;
}

type MapStatement = Extract<Statement, { readonly map: string }>;

/** `numgen random mod 3 vmap { 0 : goto … }` and `dnat ip to numgen random mod 3 map { 0 : 10.244.1.3 . 8080 }`. */
function throughMap(
  statement: MapStatement,
  share: number,
  state: State,
  table: NetfilterTable,
  family: Family,
  behind: ChainReader,
): void {
  const elements = table.sets.get(statement.map)?.elements ?? [];
  const isRandom = statement.modulus !== null && statement.fields.length === 1 && statement.fields[0] === 'random';
  const part = isRandom ? (state.inside * share) / Math.max(statement.modulus, 1) : 0;
  let answered = 0;
  for (const { verdict, data, unmodelled } of elements) {
    if (unmodelled === true) state.unclear = true;
    else if (verdict !== undefined && 'chain' in verdict) {
      const chain = behind(verdict.chain);
      for (const endpoint of chain.endpoints) state.endpoints.add(endpoint);
      if (chain.unclear) state.unclear = true;
      answered += part * (1 - chain.unanswered);
    } else if (data !== undefined) {
      addEndpoint(dataTarget(data, family), state);
      answered += part;
    }
  }
  state.inside -= answered;
}
