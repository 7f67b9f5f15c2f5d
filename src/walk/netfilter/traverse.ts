import type { BaseChain, Hook, NetfilterModel, Statement } from '../../model/netfilter.ts';
import type { HookContext, HookOutcome, Packet, RuleRef } from '../types.ts';
import { type End, endWith, joinEnds, probeOf, type State } from './end.ts';
import { agreed, ordersOf } from './equal-priority.ts';
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
        const whole = after(before, end);
        if (end.verdict === 'accept') next.push(whole);
        else ended.push(whole);
      }
    }
    open = joinEnds(next);
  }
  const unread = unreadFor(model, hook);
  const passed = unread === undefined ? open : open.map((end) => unreadEnd(end, unread, packet.family));
  const outcomes = [...passed, ...joinEnds(ended)].map(outcomeOf).sort(byShare);
  return hook === 'ingress' ? outcomes.map((outcome) => ofKnownDevice(model, outcome)) : outcomes;
}

/** An older nft does not say which device an ingress chain belongs to: what it stops may be another device's packets. */
function ofKnownDevice(model: NetfilterModel, outcome: HookOutcome): HookOutcome {
  const { verdict, decidedBy } = outcome;
  if ((verdict !== 'drop' && verdict !== 'reject') || decidedBy === null) return outcome;
  const known = model.baseChains.ingress
    .filter(({ table }) => table.name === decidedBy.table)
    .every(({ devices }) => devices !== undefined);
  if (known) return outcome;
  const reason = `nft does not print the device of an ingress chain of table ${decidedBy.table}, which stops packets`;
  return { ...outcome, verdict: 'insufficient-information', missing: { input: 'nft-ruleset', reason } };
}

type Stage = (state: State) => readonly End[];

function stagesOf(model: NetfilterModel, hook: Hook, context: HookContext): readonly Stage[] {
  const place = natPlaces[hook];
  const chains = model.baseChains[hook];
  const others = place === undefined ? chains : chains.filter(({ type }) => type !== 'nat');
  if (place === undefined) return [filterStage(model, others, hook, context)];
  const natChains = chains.filter(({ type }) => type === 'nat');
  const before = others.filter(({ priority }) => priority < place.priority);
  const after = others.filter(({ priority }) => priority >= place.priority);
  return [
    filterStage(model, before, hook, context),
    (state) => natStage(model, natChains, place.manip, context, state),
    filterStage(model, after, hook, context),
  ];
}

/** Base chains that are no nat chains, one after another; where two of one priority set marks, in each order. */
function filterStage(model: NetfilterModel, chains: readonly BaseChain[], hook: Hook, context: HookContext): Stage {
  const asked = chains.filter(
    ({ rules, policy, devices }) =>
      (rules.length > 0 || policy === 'drop') &&
      (devices === undefined || (context.inInterface !== null && devices.includes(context.inInterface))),
  );
  const orders = ordersOf(asked, (group) => group.length > 1 && group.some(changesPackets));
  return (state) =>
    agreed(
      state,
      orders.map((order) => inOrder(model, order, hook, context, state)),
    );
}

function inOrder(
  model: NetfilterModel,
  chains: readonly BaseChain[],
  hook: Hook,
  context: HookContext,
  state: State,
): readonly End[] {
  let open: readonly End[] = [endWith('accept', state, null)];
  const ended: End[] = [];
  for (const base of chains) {
    // What this host sent to itself over lo keeps its conntrack entry from OUTPUT.
    const conntrackSeen =
      (hook !== 'prerouting' && hook !== 'output') ||
      base.priority >= CONNTRACK_PRIORITY ||
      context.inInterface === 'lo';
    const next: End[] = [];
    for (const before of open) {
      for (const end of runBaseChain({ model, base, context, conntrackSeen }, before.state)) {
        const whole = after(before, end);
        if (end.verdict === 'accept') next.push(whole);
        else ended.push(whole);
      }
    }
    open = joinEnds(next);
  }
  return [...open, ...ended];
}

const after = (before: End, end: End): End => ({
  ...end,
  share: before.share * end.share,
  decidedBy: end.decidedBy ?? before.decidedBy,
  undecided: [...before.undecided, ...end.undecided],
});

const changing = new WeakMap<BaseChain, boolean>();

/** Whether a packet may leave the chain's table with another mark, or untracked. */
function changesPackets(base: BaseChain): boolean {
  let known = changing.get(base);
  if (known === undefined) {
    known = [...base.table.chains.values()].some(({ rules }) =>
      rules.some(({ statements }) => statements.some(isChange)),
    );
    changing.set(base, known);
  }
  return known;
}

const isChange = ({ kind }: Statement): boolean =>
  kind === 'set-mark' ||
  kind === 'set-connmark' ||
  kind === 'save-mark' ||
  kind === 'restore-mark' ||
  kind === 'notrack' ||
  kind === 'unmodelled';

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
