import type { BaseChain, Hook, NetfilterModel } from '../../model/netfilter.ts';
import type { HookContext, HookOutcome, Packet, RuleRef } from '../types.ts';
import { type End, endWith, joinEnds, probeOf, type State } from './end.ts';
import { type Manip, natStage } from './nat-stage.ts';
import { runBaseChain } from './run-chain.ts';

/** Conntrack's own place in PREROUTING and OUTPUT (NF_IP_PRI_CONNTRACK). */
const CONNTRACK_PRIORITY = -200;

/** Where the NAT core calls all nat chains of a hook, whatever priority they themselves have (nf_nat_inet_ops). */
const natPlaces: Readonly<Partial<Record<Hook, { readonly priority: number; readonly manip: Manip }>>> = {
  prerouting: { priority: -100, manip: 'destinationDone' },
  output: { priority: -100, manip: 'destinationDone' },
  input: { priority: 100, manip: 'sourceDone' },
  postrouting: { priority: 100, manip: 'sourceDone' },
};

/**
 * What the rules of one hook do with a packet: each way it can go, with its share of the connections (the shares sum up to 1).
 * Every base chain of every back end is asked in the order of their priorities; a drop in any of them is final, an accept only ends
 * that one. A rule that cannot be decided only counts where it makes a difference.
 */
export function traverseHook(
  model: NetfilterModel,
  hook: Hook,
  packet: Packet,
  context: HookContext,
): readonly HookOutcome[] {
  let open: readonly End[] = [endWith('accept', { packet, masquerade: false, changedBy: [] }, null)];
  const ended: End[] = [];
  for (const stage of stagesOf(model, hook, context)) {
    const next: End[] = [];
    for (const before of open) {
      for (const end of stage(before.state)) {
        const whole: End = {
          ...end,
          share: before.share * end.share,
          decidedBy: end.decidedBy ?? before.decidedBy,
          undecided: [...before.undecided, ...end.undecided],
        };
        if (end.verdict === 'accept') next.push(whole);
        else ended.push(whole);
      }
    }
    open = joinEnds(next);
  }
  const unread = unreadFor(model, hook);
  const passed = unread === undefined ? open : open.map((end) => unreadEnd(end, unread, packet.family));
  return [...passed, ...joinEnds(ended)].map(outcomeOf).sort(byShare);
}

type Stage = (state: State) => readonly End[];

function stagesOf(model: NetfilterModel, hook: Hook, context: HookContext): readonly Stage[] {
  const chains = model.baseChains[hook];
  const place = natPlaces[hook];
  const natChains = place === undefined ? [] : chains.filter(({ type }) => type === 'nat');
  const stages: Stage[] = [];
  let natDone = place === undefined;
  const nat = (): void => {
    natDone = true;
    if (place !== undefined) stages.push((state) => natStage(model, natChains, place.manip, context, state));
  };
  for (const base of chains) {
    if (base.type === 'nat' && place !== undefined) continue;
    if (!natDone && place !== undefined && base.priority >= place.priority) nat();
    stages.push((state) => filterStage(model, base, hook, context, state));
  }
  if (!natDone) nat();
  return stages;
}

function filterStage(
  model: NetfilterModel,
  base: BaseChain,
  hook: Hook,
  context: HookContext,
  state: State,
): readonly End[] {
  if (base.rules.length === 0 && base.policy === 'accept') return [endWith('accept', state, null)];
  if (base.device !== undefined && base.device !== context.inInterface) return [endWith('accept', state, null)];
  // What this host sent to itself over lo keeps its conntrack entry from OUTPUT.
  const conntrackSeen =
    (hook !== 'prerouting' && hook !== 'output') || base.priority >= CONNTRACK_PRIORITY || context.inInterface === 'lo';
  return runBaseChain({ model, base, context, conntrackSeen }, state);
}

/** Hooks that the tables of iptables have chains in. */
const tableHooks: Readonly<Record<string, readonly Hook[]>> = {
  raw: ['prerouting', 'output'],
  mangle: ['prerouting', 'input', 'forward', 'output', 'postrouting'],
  nat: ['prerouting', 'input', 'output', 'postrouting'],
  filter: ['input', 'forward', 'output'],
  security: ['input', 'forward', 'output'],
};

function unreadFor(model: NetfilterModel, hook: Hook): NetfilterModel['unread'][number] | undefined {
  return model.unread.find(({ backend, table }) => {
    if (backend === 'nftables' || table === null || !Object.hasOwn(tableHooks, table)) return true;
    return tableHooks[table]?.includes(hook);
  });
}

/** A packet that the known rules let through may still meet rules that nobody could read. */
function unreadEnd(
  end: End,
  { backend, table, reason }: NetfilterModel['unread'][number],
  family: Packet['family'],
): End {
  const where = table === null ? backend : `table ${table} of ${backend}`;
  return {
    ...end,
    verdict: 'insufficient-information',
    missing: { input: probeOf(backend, family), reason: `${where} could not be read: ${reason}` },
  };
}

function outcomeOf({ verdict, share, state, decidedBy, undecided, missing }: End): HookOutcome {
  return {
    verdict,
    share,
    packet: state.packet,
    decidedBy,
    undecided: distinct(undecided),
    changedBy: state.changedBy,
    missing,
    masquerade: state.masquerade,
  };
}

function distinct(refs: readonly RuleRef[]): readonly RuleRef[] {
  if (refs.length < 2) return refs;
  return [...new Map(refs.map((ref) => [`${ref.backend} ${ref.table} ${ref.chain} ${ref.number}`, ref])).values()];
}

const sortText = ({ verdict, packet }: HookOutcome): string =>
  `${verdict} ${packet.destination} ${packet.destinationPort} ${packet.source}`;

function byShare(a: HookOutcome, b: HookOutcome): number {
  if (Math.abs(a.share - b.share) > 1e-9) return b.share - a.share;
  const [x, y] = [sortText(a), sortText(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
