import type { Chain, NetfilterModel, Rule, Statement } from '../../model/netfilter.ts';
import type { HookContext, RuleRef } from '../types.ts';
import { cannotDecide, type End, endWith, type State, scaled } from './end.ts';
import { applyMark } from './marks.ts';
import { matchAnswer } from './match.ts';
import { type PacketView, viewOf } from './packet-view.ts';
import { lookUp, lookUpValues } from './set-lookup.ts';
import { type Translation, targetsOf, translateDestination, translateSource } from './translate.ts';

/** What the statements of a matching rule do. */
export type Effect =
  | { readonly kind: 'next' | 'return'; readonly state: State }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string; readonly state: State }
  | { readonly kind: 'ends'; readonly ends: readonly End[] }
  /** A match among the statements that cannot be decided: the rule goes on at `statement`, or ends before it. */
  | { readonly kind: 'fork'; readonly state: State; readonly statement: number }
  /** One of several, by chance. */
  | { readonly kind: 'choice'; readonly ways: readonly { readonly share: number; readonly effect: Effect }[] };

export interface Place {
  readonly model: NetfilterModel;
  readonly chain: Chain;
  readonly rule: Rule;
  readonly ref: () => RuleRef;
  readonly context: HookContext;
  readonly conntrackSeen: boolean;
}

/** More random ways than this in one rule are not followed one by one. */
const MAX_WAYS = 4096;

export function applyStatements(place: Place, state: State, from: number): Effect {
  let now = state;
  const { statements } = place.rule;
  for (let i = from; i < statements.length; i++) {
    const statement = statements[i];
    if (statement === undefined) break;
    switch (statement.kind) {
      case 'no-effect':
        continue;
      case 'match': {
        const found =
          statement.match.kind === 'probability' ? 'maybe' : matchAnswer(statement.match, viewFor(place, now), place);
        if (found === 'no') return { kind: 'next', state: now };
        if (found === 'maybe') return { kind: 'fork', state: now, statement: i + 1 };
        continue;
      }
      case 'set-connmark':
      case 'save-mark':
      case 'restore-mark':
        if (!viewFor(place, now).hasConnection) {
          // iptables goes on; reading ct mark without an entry ends an nft rule (NFT_BREAK).
          if (statement.kind === 'restore-mark' && place.chain.table.backend === 'nftables')
            return { kind: 'next', state: now };
          continue;
        }
        now = changedState(now, applyMark(now.packet, statement), place);
        continue;
      case 'set-mark':
        now = changedState(now, applyMark(now.packet, statement), place);
        continue;
      case 'notrack':
        // Once conntrack has the packet, NOTRACK comes too late (nft_notrack_eval, xt_CT).
        if (!place.conntrackSeen) now = changedState(now, { ...now.packet, state: 'UNTRACKED' }, place);
        continue;
      default: {
        const effect = terminal(place, now, statement);
        if (effect !== null) return effect;
      }
    }
  }
  return { kind: 'next', state: now };
}

const viewFor = (place: Place, { packet }: State): PacketView => viewOf(packet, place.context, place.conntrackSeen);

function changedState(state: State, packet: State['packet'], place: Place): State {
  return { ...state, packet, changedBy: [...state.changedBy, place.ref()] };
}

/** A statement that ends the rule; null when the rule goes on (`continue`, a map without the key). */
function terminal(place: Place, state: State, statement: Statement): Effect | null {
  switch (statement.kind) {
    case 'accept':
    case 'drop':
    case 'reject':
      return ends([endWith(statement.kind, state, place.ref())]);
    case 'return':
      return { kind: 'return', state };
    case 'continue':
      // `vmap { … : continue }` ends the rule, not the chain.
      return { kind: 'next', state };
    case 'jump':
    case 'goto':
      return { kind: statement.kind, chain: statement.chain, state };
    case 'verdict-map':
      return verdictMap(place, state, statement);
    case 'dnat':
      return translated(place, state, translateDestination(state.packet, statement.addresses, statement.ports));
    case 'snat':
      return translated(place, state, translateSource(state.packet, statement.addresses, statement.ports));
    case 'dnat-map':
    case 'snat-map':
      return natMap(place, state, statement);
    case 'masquerade': {
      const { packet } = state;
      const nat = { ...packet.nat, sourceDone: true, originalSource: packet.nat.originalSource ?? packet.source };
      return ends([
        endWith('accept', { ...changedState(state, { ...packet, nat }, place), masquerade: true }, place.ref()),
      ]);
    }
    case 'redirect': {
      const { inInterface, primaryAddress } = place.context;
      const loopback = state.packet.family === 4 ? '127.0.0.1' : '::1';
      const address = inInterface === null ? loopback : primaryAddress?.(inInterface);
      if (address === undefined)
        return ends([cannotDecide(state, place.ref(), 'the address that it redirects to is not known')]);
      const redirected = translateDestination({ ...state.packet, destination: address }, [], statement.ports) ?? [];
      return translated(
        place,
        state,
        redirected.map(({ packet, share }) => ({
          share,
          packet: {
            ...packet,
            nat: {
              ...packet.nat,
              originalDestination: state.packet.nat.originalDestination ?? state.packet.destination,
            },
          },
        })),
      );
    }
    default:
      return ends([cannotDecide(state, place.ref(), 'what it does is not modelled')]);
  }
}

const ends = (some: readonly End[]): Effect => ({ kind: 'ends', ends: some });

function translated(place: Place, state: State, translations: readonly Translation[] | undefined): Effect {
  if (translations === undefined) return ends([cannotDecide(state, place.ref(), 'it has too many targets to follow')]);
  return ends(
    translations.flatMap(({ packet, share }) =>
      scaled([endWith('accept', changedState(state, packet, place), place.ref())], share),
    ),
  );
}

function verdictMap(place: Place, state: State, statement: Extract<Statement, { kind: 'verdict-map' }>): Effect | null {
  if (statement.modulus !== null) {
    const set = place.chain.table.sets.get(statement.map);
    if (set === undefined || statement.modulus > MAX_WAYS)
      return ends([cannotDecide(state, place.ref(), 'its map is not known')]);
    const share = 1 / statement.modulus;
    const ways = Array.from({ length: statement.modulus }, (_, i) => {
      const verdict = lookUpValues(set, [i]).element?.verdict;
      return { share, effect: (verdict && terminal(place, state, verdict)) ?? ({ kind: 'next', state } as const) };
    });
    return { kind: 'choice', ways };
  }
  const found = lookUp(place.chain.table, statement.map, statement.fields, viewFor(place, state));
  if (found.answer === 'maybe')
    return ends([cannotDecide(state, place.ref(), 'whether its map has the packet cannot be decided')]);
  // A key without a verdict that is understood cannot be followed; no key at all ends the rule.
  if (found.element === null) return { kind: 'next', state };
  return found.element.verdict
    ? terminal(place, state, found.element.verdict)
    : ends([cannotDecide(state, place.ref(), 'its map has a verdict that is not modelled')]);
}

function natMap(place: Place, state: State, statement: Extract<Statement, { kind: 'dnat-map' | 'snat-map' }>): Effect {
  const set = place.chain.table.sets.get(statement.map);
  const translate = statement.kind === 'dnat-map' ? translateDestination : translateSource;
  if (set === undefined || (statement.modulus ?? 0) > MAX_WAYS)
    return ends([cannotDecide(state, place.ref(), 'its map is not known')]);
  if (statement.modulus === null) {
    const found = lookUp(place.chain.table, statement.map, statement.fields, viewFor(place, state));
    if (found.answer === 'maybe')
      return ends([cannotDecide(state, place.ref(), 'whether its map has the packet cannot be decided')]);
    if (found.element === null) return { kind: 'next', state };
    const { addresses, ports } = targetsOf(found.element.data ?? []);
    return translated(place, state, translate(state.packet, addresses, ports));
  }
  const share = 1 / statement.modulus;
  const ways = Array.from({ length: statement.modulus }, (_, i) => {
    const data = lookUpValues(set, [i]).element?.data;
    const { addresses, ports } = targetsOf(data ?? []);
    const effect: Effect =
      data === undefined
        ? { kind: 'next', state }
        : translated(place, state, translate(state.packet, addresses, ports));
    return { share, effect };
  });
  return { kind: 'choice', ways };
}
