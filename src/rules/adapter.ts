import type { RuleResult, TopLevelCondition } from 'json-rules-engine';
import { Engine } from 'json-rules-engine';
import type { FactValue } from '../facts/types.ts';
import { operators } from './operators.ts';
import type { Condition, LeafValue } from './types.ts';

/**
 * The only file that knows json-rules-engine. The engine compares leaves; what unknown facts make of the comparisons is
 * decided in condition.ts, since the engine knows only true and false.
 */
export interface Comparer {
  /** Compares the leaves of all rules on one target. Runs of one comparer must follow one another (the engine keeps state). */
  compare(lookup: (fact: string) => FactValue): Promise<Comparisons>;
}

/** Rule id → results by leaf index; a leaf that did not need to be compared is not in it. */
type Comparisons = ReadonlyMap<string, ReadonlyMap<number, boolean>>;

/** The parts of a rule that the engine sees. */
export interface Comparable {
  readonly id: string;
  readonly when: Condition | null;
  readonly fail: Condition;
}

/** The one fact that the engine is given: everything else goes through the path resolver, so JSONPath is never reached. */
const TARGET = 'target';

/** Builds one engine for the rules of one target kind. */
export function createComparer(rules: readonly Comparable[]): Comparer {
  const engine = new Engine([], { pathResolver: (target, path) => (target as TargetFacts).lookup(path) });
  for (const { name, compare } of operators.values()) {
    // An unknown fact reaches no comparison: the engine's answer for it is not used, and `false` keeps it from going on.
    engine.addOperator<FactValue, Operand>(
      name,
      (fact, { operand }) => fact.state !== 'unknown' && compare(fact, operand),
    );
  }
  for (const { id, when, fail } of rules) {
    // `when` first: facts of `fail` can be costly (packet walks) and are not asked where the rule does not apply.
    const parts = when ? [toEngine(when, 2), toEngine(fail, 1)] : [toEngine(fail, 1)];
    engine.addRule({ name: id, conditions: { all: parts } as TopLevelCondition, event: { type: 'holds' } });
  }
  return {
    async compare(lookup) {
      const target: TargetFacts = { lookup };
      const { results, failureResults } = await engine.run({ [TARGET]: target });
      const comparisons = new Map<string, ReadonlyMap<number, boolean>>();
      for (const result of results) comparisons.set(result.name, resultsOf(result));
      for (const result of failureResults) comparisons.set(result.name, resultsOf(result));
      return comparisons;
    },
  };
}

interface TargetFacts {
  readonly lookup: (fact: string) => FactValue;
}

/** Boxed: the engine takes an object with a key `fact` for a reference to another fact. */
interface Operand {
  readonly operand: LeafValue;
}

interface EngineNode {
  readonly all?: readonly EngineNode[];
  readonly any?: readonly EngineNode[];
  readonly not?: EngineNode;
  readonly name?: string;
  readonly result?: boolean;
  readonly [key: string]: unknown;
}

/** One priority inside `when` and inside `fail`, so that the engine compares all leaves of a part once it has begun. */
function toEngine(condition: Condition, priority: number): EngineNode {
  switch (condition.kind) {
    case 'leaf':
      return {
        fact: TARGET,
        path: condition.fact,
        operator: condition.operator,
        value: { operand: condition.value } satisfies Operand,
        name: String(condition.index),
        priority,
      };
    case 'not':
      return { not: toEngine(condition.condition, priority), priority };
    default:
      return { [condition.kind]: condition.conditions.map((part) => toEngine(part, priority)), priority };
  }
}

/** Reads the leaves' results off the engine's own trace. */
function resultsOf(result: RuleResult): ReadonlyMap<number, boolean> {
  const results = new Map<number, boolean>();
  const visit = (node: EngineNode): void => {
    if (node.name !== undefined && typeof node.result === 'boolean') results.set(Number(node.name), node.result);
    for (const part of node.all ?? node.any ?? []) visit(part);
    if (node.not) visit(node.not);
  };
  visit(result.conditions as EngineNode);
  return results;
}
