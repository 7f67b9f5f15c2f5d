import { getOrMake } from '../facts/get-or-make.ts';
import type { AnyFact, FactRegistry } from '../facts/registry.ts';
import { computeFact } from '../facts/registry.ts';
import { targetInScope } from '../facts/scope.ts';
import type { FactContext, FactValue, Target } from '../facts/types.ts';
import type { ClusterModel } from '../model/types.ts';

/** A fact that threw: a bug of netlint, which costs that fact and nothing else. */
export interface InternalError {
  readonly fact: string;
  readonly target: string;
  readonly error: unknown;
}

export interface FactStore {
  /** Value of a fact as a rule on `target` sees it: on the target itself, or on its node or cluster. Computed once. */
  value(name: string, target: Target): FactValue;
  readonly internalErrors: readonly InternalError[];
}

export function createFactStore(cluster: ClusterModel, facts: FactRegistry): FactStore {
  const values = new Map<unknown, Map<string, FactValue>>();
  const memos = new Map<string, unknown>();
  const internalErrors: InternalError[] = [];

  const context: FactContext = {
    cluster,
    fact: (name, target) => value(name, target),
    memo: <T>(key: string, make: () => T): T => {
      if (!memos.has(key)) memos.set(key, make());
      return memos.get(key) as T;
    },
  };

  const value = (name: string, target: Target): FactValue => {
    const fact = facts.get(name);
    const own = fact && targetInScope(target, fact.target);
    if (!fact || !own) throw new Error(`fact ${name} cannot be asked about ${target.key}`);
    const known = getOrMake(values, identityOf(own), () => new Map<string, FactValue>());
    const before = known.get(name);
    if (before) return before;
    // A fact that asks itself must not recurse for ever.
    known.set(name, failed(fact, 'it asks itself'));
    const computed = compute(fact, own);
    known.set(name, computed);
    return computed;
  };

  const compute = (fact: AnyFact, target: Target): FactValue => {
    try {
      const computed = computeFact(fact, target, context);
      const mismatch = typeMismatch(fact, computed);
      if (mismatch) throw new TypeError(mismatch);
      return computed;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // A snapshot file that cannot be read is the snapshot's fault; anything else is netlint's.
      if (error instanceof Error && error.name === 'SnapshotError')
        return { state: 'unknown', missing: fact.name, reason: message };
      internalErrors.push({ fact: fact.name, target: target.key, error });
      return failed(fact, message);
    }
  };

  return { value, internalErrors };
}

const failed = (fact: AnyFact, why: string): FactValue => ({
  state: 'unknown',
  missing: fact.name,
  reason: `a bug in netlint: ${why}`,
});

/** Pods of one owner share a key, so values are kept by what a target is about. */
function identityOf(target: Target): unknown {
  switch (target.kind) {
    case 'node':
      return target.node;
    case 'device':
      return target.device;
    case 'pod':
      return target.pod;
    case 'service':
      return target.port;
    default:
      return target.key;
  }
}

function typeMismatch({ name, type }: AnyFact, computed: FactValue): string | undefined {
  if (computed.state === 'list') return type === 'list' ? undefined : `${name} gave a list, and is declared as ${type}`;
  if (computed.state !== 'value') return undefined;
  const fits = type === 'integer' ? Number.isInteger(computed.value) : typeof computed.value === type;
  return fits
    ? undefined
    : `${name} gave ${typeof computed.value} ${String(computed.value)}, and is declared as ${type}`;
}
