import type { TargetGap } from '../facts/targets.ts';
import type { FactValue, Target } from '../facts/types.ts';
import type { Leaf, OutcomeName, Rule } from '../rules/types.ts';

/** What one rule says about one target, before findings are made of it. */
export interface Outcome {
  readonly rule: Rule;
  readonly outcome: OutcomeName;
  readonly place: OutcomePlace;
  /** Set for fail. */
  readonly failure?: Failure;
  /** Set for unknown. */
  readonly missing?: string;
  readonly reason?: string;
}

export interface OutcomePlace {
  readonly key: string;
  readonly node: string | null;
  readonly namespace: string | null;
}

export interface Failure {
  readonly target: Target;
  /** The comparisons that the failure rests on. */
  readonly leaves: readonly Leaf[];
  readonly fact: (name: string) => FactValue;
}

export function placeOf(target: Target): OutcomePlace {
  const node = 'node' in target ? target.node.name : null;
  if (target.kind === 'pod') return { key: target.key, node, namespace: target.pod.namespace };
  if (target.kind === 'service') return { key: target.key, node, namespace: target.service.namespace };
  if (target.kind === 'device') return { key: target.key, node, namespace: target.netns.pod?.namespace ?? null };
  return { key: target.key, node, namespace: null };
}

export const placeOfGap = ({ key, node }: TargetGap): OutcomePlace => ({ key, node, namespace: null });

/** How many missing inputs are named; the rest is counted. */
const NAMED = 3;

/** Which inputs the undecided comparisons lack, and why. */
export function describeMissing(
  leaves: readonly Leaf[],
  fact: (name: string) => FactValue,
): { missing: string; reason: string } {
  const missing = new Set<string>();
  const reasons = new Set<string>();
  for (const name of new Set(leaves.map((leaf) => leaf.fact))) {
    const value = fact(name);
    if (value.state === 'unknown') {
      missing.add(value.missing);
      reasons.add(value.reason);
    } else if (value.state === 'list') {
      for (const unseen of value.unseen) {
        missing.add(unseen.missing);
        reasons.add(`${unseen.who}: ${unseen.reason}`);
      }
    }
  }
  return { missing: some([...missing].sort(), ', '), reason: some([...reasons].sort(), '; ') };
}

const some = (texts: readonly string[], separator: string): string =>
  texts.length <= NAMED
    ? texts.join(separator)
    : [...texts.slice(0, NAMED), `and ${texts.length - NAMED} more`].join(separator);
