import type { BaseChain, Chain, NetfilterModel, Rule } from '../../model/netfilter.ts';
import type { HookContext, RuleRef } from '../types.ts';
import { type Answer, and } from './answer.ts';
import { applyStatements, type Effect } from './effect.ts';
import { cannotDecide, type End, endWith, joinEnds, markKey, probeOf, type State, scaled, stateKey } from './end.ts';
import { type Fork, fold } from './forks.ts';
import { candidates } from './index/chain-index.ts';
import { matchAnswer } from './match.ts';
import { blendMarks } from './merge.ts';
import { type PacketView, viewOf } from './packet-view.ts';
import { type Frame, firstFrom, frameOf, type Position } from './position.ts';

/** The kernel allows 16 (nf_tables) or as many jumps as there are chains (iptables); a loop of jumps cannot be loaded. */
const MAX_JUMPS = 512;
/** Bounds for hostile or broken input: rules looked at, forks, and forks inside forks, in one base chain. */
const MAX_RULES = 1_000_000;
const MAX_FORKS = 20_000;
const MAX_DEPTH = 300;
/** A base chain that splits packets into more ways than these is not followed; a Service with as many endpoints is. */
const MAX_ENDS = 4096;
/** A chain that has cost as much once costs that much for every packet, so later ones get this part of the bounds. */
const LATER_PART = 1 / 100;
const exhausting = new WeakSet<BaseChain>();

interface Run {
  readonly model: NetfilterModel;
  readonly base: BaseChain;
  readonly context: HookContext;
  readonly conntrackSeen: boolean;
  readonly known: Map<string, readonly End[]>;
  readonly maxRules: number;
  readonly maxForks: number;
  rules: number;
  forks: number;
  depth: number;
  exhausted: boolean;
}

export interface ChainInput {
  readonly model: NetfilterModel;
  readonly base: BaseChain;
  readonly context: HookContext;
  /** False for chains that run before conntrack. */
  readonly conntrackSeen: boolean;
}

/** All ways through one base chain; shares sum up to 1. */
export function runBaseChain(input: ChainInput, state: State): readonly End[] {
  const part = exhausting.has(input.base) ? LATER_PART : 1;
  const run: Run = {
    ...input,
    known: new Map(),
    maxRules: MAX_RULES * part,
    maxForks: MAX_FORKS * part,
    rules: 0,
    forks: 0,
    depth: 0,
    exhausted: false,
  };
  const ends = joinEnds(follow(run, { chain: input.base, rule: 0, statement: 0, frame: null }, state));
  if (run.exhausted || ends.length > MAX_ENDS) exhausting.add(input.base);
  return ends.length > MAX_ENDS ? [tooManyEnds(run, state)] : ends;
}

function tooManyEnds({ base }: Run, state: State): End {
  const { backend, name } = base.table;
  const reason = `more than ${MAX_ENDS} ways lead through chain ${base.name} of table ${name} (${backend})`;
  return {
    ...endWith('insufficient-information', state, null),
    missing: { input: probeOf(backend, state.packet.family), reason },
  };
}

function follow(run: Run, start: Position, startState: State): readonly End[] {
  let { chain, frame } = start;
  let state = startState;
  let view = viewOf(state.packet, run.context, run.conntrackSeen);
  let list = candidates(chain, view);
  let cursor = list === null ? start.rule : firstFrom(list, start.rule);
  let statement = start.statement;
  const forks: Fork[] = [];
  const done = (ends: readonly End[]): readonly End[] => fold(forks, ends);
  const enter = (next: Chain, position: number): void => {
    chain = next;
    list = candidates(chain, view);
    cursor = list === null ? position : firstFrom(list, position);
  };

  for (;;) {
    const position = list === null ? cursor : (list[cursor] ?? chain.rules.length);
    const rule = chain.rules[position];
    if (rule === undefined) {
      if (frame === null) return done([policyEnd(run, state)]);
      // While ways are open, the rest is worked out once and kept: others come back to the same place.
      if (run.forks > 0)
        return done(
          followOnce(run, { chain: frame.chain, rule: frame.position, statement: 0, frame: frame.below }, state),
        );
      const back: Frame = frame;
      frame = back.below;
      enter(back.chain, back.position);
      continue;
    }
    cursor++;
    run.rules++;
    const from = statement;
    statement = 0;
    const { found, probability } = from > 0 ? certain : askRule(rule, view, run, chain);
    if (found === 'no') continue;
    const ref = refOf(run, chain, rule);
    if (run.rules > run.maxRules) {
      run.exhausted = true;
      return done([cannotDecide(state, ref(), 'there are too many rules to follow')]);
    }
    const effect = applyStatements(
      { model: run.model, chain, rule, ref, context: run.context, conntrackSeen: run.conntrackSeen },
      state,
      from,
    );

    if (found === 'yes' && probability === 1 && effect.kind === 'next') {
      if (effect.state !== state) {
        state = effect.state;
        view = viewOf(state.packet, run.context, run.conntrackSeen);
      }
      continue;
    }
    if (found === 'maybe' && effect.kind === 'next') {
      // Only marks (and NOTRACK) go on to the next rule: uncertain bits instead of a fork.
      if (effect.state === state) continue;
      if (effect.state.packet.state === state.packet.state && probability === 1) {
        state = { ...effect.state, packet: blendMarks(state.packet, effect.state.packet) };
        view = viewOf(state.packet, run.context, run.conntrackSeen);
        continue;
      }
    }
    if (found === 'yes' && probability === 1 && (effect.kind === 'jump' || effect.kind === 'goto')) {
      const target = run.base.table.chains.get(effect.chain);
      if (target === undefined)
        return done([cannotDecide(state, ref(), `chain ${effect.chain} is not in the listing`)]);
      if (effect.kind === 'jump') frame = frameOf(chain, position + 1, frame);
      if (frame !== null && frame.depth > MAX_JUMPS)
        return done([cannotDecide(state, ref(), 'there are too many jumps inside jumps')]);
      state = effect.state;
      view = viewOf(state.packet, run.context, run.conntrackSeen);
      enter(target, 0);
      continue;
    }
    if (
      found === 'yes' &&
      probability === 1 &&
      effect.kind === 'return' &&
      forks.length === 0 &&
      run.forks === 0 &&
      frame !== null
    ) {
      const back: Frame = frame;
      frame = back.below;
      state = effect.state;
      enter(back.chain, back.position);
      continue;
    }

    if (run.forks >= run.maxForks || run.depth >= MAX_DEPTH) {
      run.exhausted = true;
      return done([cannotDecide(state, ref(), 'too many rules before it cannot be decided')]);
    }
    const isCertain = found === 'yes' && probability === 1;
    run.forks++;
    const yes = resolve(run, effect, { chain, rule: position, statement: 0, frame }, ref);
    if (isCertain && effect.kind !== 'fork') {
      run.forks--;
      return done(yes);
    }
    if (effect.kind === 'fork') {
      // The rule matches up to here: what it did before stays, and the rest of it may or may not follow.
      forks.push({ ref: ref(), answer: 'maybe', probability, yes });
      state = isCertain ? effect.state : { ...effect.state, packet: blendMarks(state.packet, effect.state.packet) };
      view = viewOf(state.packet, run.context, run.conntrackSeen);
    } else forks.push({ ref: ref(), answer: found, probability, yes });
  }
}

const certain: { readonly found: Answer; readonly probability: number } = { found: 'yes', probability: 1 };

/** Whether a rule matches, and in which part of the cases where chance has a say. */
function askRule(
  { matches }: Rule,
  view: PacketView,
  run: Run,
  chain: Chain,
): { readonly found: Answer; readonly probability: number } {
  let found: Answer = 'yes';
  let probability = 1;
  for (const match of matches) {
    if (match.kind === 'probability') probability *= match.negated ? 1 - match.probability : match.probability;
    else found = and(found, matchAnswer(match, view, { model: run.model, chain }));
    if (found === 'no') break;
  }
  return found === 'yes' && probability === 1 ? certain : { found: probability === 0 ? 'no' : found, probability };
}

/** What comes of an effect up to the end of the base chain. */
function resolve(run: Run, effect: Effect, at: Position, ref: () => RuleRef): readonly End[] {
  const next: Position = { ...at, rule: at.rule + 1, statement: 0 };
  switch (effect.kind) {
    case 'ends':
      return effect.ends;
    case 'next':
      return followOnce(run, next, effect.state);
    case 'return':
      if (at.frame === null) return [policyEnd(run, effect.state)];
      return followOnce(
        run,
        { chain: at.frame.chain, rule: at.frame.position, statement: 0, frame: at.frame.below },
        effect.state,
      );
    case 'jump':
    case 'goto': {
      const target = run.base.table.chains.get(effect.chain);
      if (target === undefined)
        return [cannotDecide(effect.state, ref(), `chain ${effect.chain} is not in the listing`)];
      const frame = effect.kind === 'jump' ? frameOf(at.chain, at.rule + 1, at.frame) : at.frame;
      if (frame !== null && frame.depth > MAX_JUMPS)
        return [cannotDecide(effect.state, ref(), 'there are too many jumps inside jumps')];
      return followOnce(run, { chain: target, rule: 0, statement: 0, frame }, effect.state);
    }
    case 'fork':
      return followOnce(run, { ...at, statement: effect.statement }, effect.state);
    case 'choice':
      return joinEnds(effect.ways.flatMap((way) => scaled(resolve(run, way.effect, at, ref), way.share)));
  }
}

/** Follows from a place and keeps the answer for whoever comes there alike. */
function followOnce(run: Run, at: Position, state: State): readonly End[] {
  const key = `${at.chain.name} ${at.rule} ${at.statement} ${at.frame?.key ?? ''} ${stateKey(state)} ${markKey(state)} ${state.changedBy.length}`;
  let ends = run.known.get(key);
  if (ends === undefined) {
    run.depth++;
    ends = follow(run, at, state);
    run.depth--;
    run.known.set(key, ends);
  }
  return ends;
}

function policyEnd(run: Run, state: State): End {
  const { base } = run;
  if (base.policy === 'accept') return endWith('accept', state, null);
  return endWith('drop', state, {
    backend: base.table.backend,
    table: base.table.name,
    chain: base.name,
    number: 0,
    text: base.table.backend === 'nftables' ? `chain ${base.name} policy drop` : `-P ${base.name} DROP`,
    hook: base.hook,
  });
}

function refOf(run: Run, chain: Chain, rule: Rule): () => RuleRef {
  let ref: RuleRef | undefined;
  return () => {
    ref ??= {
      backend: chain.table.backend,
      table: chain.table.name,
      chain: chain.name,
      number: rule.number,
      text: rule.text,
      hook: run.base.hook,
    };
    return ref;
  };
}
