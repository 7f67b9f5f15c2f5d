import type { FactRegistry } from '../facts/registry.ts';
import type { ClusterModel } from '../model/types.ts';
import type { Rule } from '../rules/types.ts';
import type { Manifest } from '../snapshot/types.ts';
import { coverageOf } from './coverage.ts';
import type { OutputsOf } from './evidence.ts';
import type { InternalError } from './fact-store.ts';
import { createFactStore } from './fact-store.ts';
import { draftOf } from './finding.ts';
import { fold } from './fold.ts';
import { judgeAll } from './judge-all.ts';
import { notesOf } from './notes.ts';
import type { Outcome } from './outcome.ts';
import { ruleOutcomes } from './rule-outcomes.ts';
import type { Selection } from './select.ts';
import { everything, selectFindings, selectOutcomes } from './select.ts';
import { summaryOf } from './summary.ts';
import type { Result, Scope, UnknownOutcome } from './types.ts';
import { RESULT_VERSION } from './types.ts';

export interface EvaluationInput {
  readonly cluster: ClusterModel;
  readonly manifest: Manifest;
  readonly rules: readonly Rule[];
  readonly facts: FactRegistry;
  /** For evidence: the commands that were run on a node. */
  readonly outputsOf: OutputsOf;
  readonly selection?: Selection;
  /** What was left out before `rules` came here, for the result to say. */
  readonly left?: Pick<Scope, 'rules' | 'off'>;
}

export interface Evaluation {
  readonly result: Result;
  /** Facts that threw: bugs of netlint, which cost those facts only. */
  readonly internalErrors: readonly InternalError[];
}

/** Judges a cluster by the rules. The same input gives the same result, whatever the clock and the order of the input. */
export async function evaluate({
  cluster,
  manifest,
  rules,
  facts,
  outputsOf,
  selection = everything,
  left = { rules: [], off: [] },
}: EvaluationInput): Promise<Evaluation> {
  const store = createFactStore(cluster, facts);
  const outcomes = await judgeAll(cluster, rules, store);
  const drafts = outcomes.flatMap(({ rule, failure }) => (failure ? [draftOf(rule, failure, facts, outputsOf)] : []));
  const selected = selectOutcomes(outcomes, selection);
  const findings = selectFindings(fold(drafts), selection);
  const result: Result = {
    version: RESULT_VERSION,
    snapshot: {
      cluster: manifest.cluster,
      from: manifest.from,
      to: manifest.to,
      netlint: manifest.netlint,
      nodes: cluster.nodes.map(({ name }) => name).sort(),
      notes: notesOf(cluster),
    },
    scope: { rules: left.rules, nodes: selection.nodes, namespaces: selection.namespaces, off: left.off },
    coverage: coverageOf(selected, manifest.sources),
    summary: summaryOf(findings),
    findings,
    unknown: unknownOf(selected),
    rules: ruleOutcomes(rules, selected),
    waivers: [],
    baseline: null,
  };
  return { result, internalErrors: store.internalErrors };
}

function unknownOf(outcomes: readonly Outcome[]): readonly UnknownOutcome[] {
  return outcomes
    .filter(({ outcome }) => outcome === 'unknown')
    .map(({ rule, place, missing = '', reason = '' }) => ({ rule: rule.id, target: place.key, missing, reason }))
    .sort(compareUnknown);
}

function compareUnknown(a: UnknownOutcome, b: UnknownOutcome): number {
  for (const key of ['rule', 'target', 'missing', 'reason'] as const)
    if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  return 0;
}
