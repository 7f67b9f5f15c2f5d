import { setImmediate } from 'node:timers/promises';
import type { TargetGap, TargetList } from '../facts/targets.ts';
import { isModelled, targetsOf } from '../facts/targets.ts';
import type { Target, TargetKind } from '../facts/types.ts';
import type { ClusterModel } from '../model/types.ts';
import { createComparer } from '../rules/adapter.ts';
import { judge } from '../rules/judge.ts';
import type { Rule } from '../rules/types.ts';
import type { FactStore } from './fact-store.ts';
import type { Outcome, OutcomePlace } from './outcome.ts';
import { describeMissing, placeOf, placeOfGap } from './outcome.ts';
import { peersOf } from './peers.ts';

/** Every rule on every target of its kind. One target after another: the engine keeps state while it runs. */
export async function judgeAll(
  cluster: ClusterModel,
  rules: readonly Rule[],
  facts: FactStore,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const group of groupsOf(rules)) {
    const list =
      group.among === null ? { ...targetsOf(group.kind, cluster), quiet: [] } : peersOf(group.among, cluster, facts);
    await judgeTargets(group.rules, list, facts, outcomes);
    for (const node of list.quiet)
      pushForEach(group.rules, { key: `peer/${node}>*`, node, namespace: null }, 'pass', outcomes);
    if (group.kind !== 'node') continue;
    for (const node of cluster.nodes.filter((each) => !isModelled(each))) {
      pushForEach(
        group.rules,
        { key: `node/${node.name}`, node: node.name, namespace: null },
        'notApplicable',
        outcomes,
      );
    }
  }
  return outcomes;
}

type Group = { readonly rules: readonly Rule[] } & (
  | { readonly kind: Exclude<TargetKind, 'peer'>; readonly among: null }
  | { readonly kind: 'peer'; readonly among: string }
);

/** Rules that share their targets: one engine each. */
function groupsOf(rules: readonly Rule[]): readonly Group[] {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const key = `${rule.target} ${rule.among ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return [...groups.values()].map((members): Group => {
    const [{ target, among }] = members as [Rule];
    if (target !== 'peer') return { rules: members, kind: target, among: null };
    return { rules: members, kind: target, among: among ?? '' };
  });
}

const TARGETS_AT_ONCE = 16;

async function judgeTargets(
  rules: readonly Rule[],
  list: TargetList,
  facts: FactStore,
  outcomes: Outcome[],
): Promise<void> {
  const comparer = createComparer(rules);
  for (const [index, target] of list.targets.entries()) {
    // Engines wait for nothing but each other: without a pause no signal would be seen until all is judged.
    if (index % TARGETS_AT_ONCE === 0) await setImmediate();
    const fact = (name: string) => facts.value(name, target);
    const comparisons = await comparer.compare(fact);
    const place = placeOf(target);
    for (const rule of rules)
      outcomes.push(outcomeOf(rule, target, place, comparisons.get(rule.id) ?? new Map(), fact));
  }
  for (const gap of list.gaps) pushGap(rules, gap, outcomes);
}

function outcomeOf(
  rule: Rule,
  target: Target,
  place: OutcomePlace,
  compared: ReadonlyMap<number, boolean>,
  fact: Parameters<typeof judge>[2],
): Outcome {
  const { outcome, leaves } = judge(rule, compared, fact);
  if (outcome === 'fail') return { rule, outcome, place, failure: { target, leaves, fact } };
  if (outcome === 'unknown') return { rule, outcome, place, ...describeMissing(leaves, fact) };
  return { rule, outcome, place };
}

function pushGap(rules: readonly Rule[], gap: TargetGap, outcomes: Outcome[]): void {
  const place = placeOfGap(gap);
  for (const rule of rules)
    outcomes.push({ rule, outcome: 'unknown', place, missing: gap.missing, reason: gap.reason });
}

function pushForEach(
  rules: readonly Rule[],
  place: OutcomePlace,
  outcome: 'pass' | 'notApplicable',
  outcomes: Outcome[],
): void {
  for (const rule of rules) outcomes.push({ rule, outcome, place });
}
