import type { FactRegistry } from '../facts/registry.ts';
import type { FactValue, Item } from '../facts/types.ts';
import { renderFix } from '../rules/fix.ts';
import { operators } from '../rules/operators.ts';
import type { RenderContext } from '../rules/render.ts';
import { renderText } from '../rules/render.ts';
import type { Leaf, Rule } from '../rules/types.ts';
import type { OutputsOf } from './evidence.ts';
import { evidenceOf } from './evidence.ts';
import { findingTarget } from './finding-target.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Draft } from './fold.ts';
import type { Failure } from './outcome.ts';

/** Makes a finding of a failure: the rule's words with the values of the target in them. */
export function draftOf(
  rule: Rule,
  { target, leaves, fact }: Failure,
  facts: FactRegistry,
  outputsOf: OutputsOf,
): Draft {
  const context: RenderContext = { fact, parameter: (name) => rule.parameters.get(name)?.value };
  const prose: RenderContext = { ...context, quoting: true };
  const items = itemsOf(leaves, fact);
  return {
    rule,
    itemNodes: itemNodesOf(items),
    items,
    finding: {
      rule: rule.id,
      title: rule.title,
      failureMode: rule.failureMode,
      severity: rule.severity,
      target: findingTarget(target),
      message: renderText(rule.message, context),
      evidence: evidenceOf(rule.evidence, target, fact, facts, outputsOf),
      remediation: renderText(rule.remediation, prose).trim(),
      fix: renderFix(rule.fix, context),
      verify: renderText(rule.verify, prose).trim(),
      references: rule.references,
      fingerprint: fingerprintOf(rule.id, target.key, rule.discriminator && renderText(rule.discriminator, context)),
    },
  };
}

/** The items that made the rule fail. */
function itemsOf(leaves: readonly Leaf[], fact: (name: string) => FactValue): readonly Item[] {
  return leaves.flatMap((leaf) => {
    const value = fact(leaf.fact);
    return value.state === 'list' ? failingItems(leaf, value.items) : [];
  });
}

/** Which nodes the items are about; null as soon as one item names none. */
function itemNodesOf(items: readonly Item[]): readonly string[] | null {
  const nodes = new Set<string>();
  for (const item of items) {
    const node = item.peer ?? item.node;
    if (typeof node !== 'string') return null;
    nodes.add(node);
  }
  return nodes.size > 0 ? [...nodes].sort() : null;
}

/** For `contains` the items that match, for every other comparison all of them. */
function failingItems(leaf: Leaf, items: readonly Item[]): readonly Item[] {
  if (leaf.operator !== 'contains') return items;
  const contains = operators.get('contains');
  return items.filter((item) => contains?.compare({ state: 'list', items: [item], unseen: [] }, leaf.value));
}
