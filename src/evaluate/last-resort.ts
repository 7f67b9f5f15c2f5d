import type { Item } from '../facts/types.ts';
import { severityRank } from '../rules/severity.ts';
import type { Draft } from './fold.ts';

/**
 * What a rule of last resort saw is explained by whatever loses packets (high and above) where it happened: a finding about the
 * cluster, or about a node that the item is about. Every item needs one; the gravest of them is the cause.
 */
export function causeOfLastResort(draft: Draft, others: readonly Draft[]): Draft | undefined {
  const losing = others.filter(({ rule }) => severityRank(rule.severity) <= severityRank('high'));
  const items: readonly (Item | null)[] = draft.items.length > 0 ? draft.items : [null];
  const causes = items.map((item) => {
    const nodes = new Set(nodesOf(draft, item));
    return losing.filter((cause) => concerns(cause, nodes));
  });
  if (causes.some((some) => some.length === 0)) return undefined;
  return causes.flat().sort((a, b) => severityRank(a.rule.severity) - severityRank(b.rule.severity))[0];
}

const nodesOf = ({ finding: { target } }: Draft, item: Item | null): readonly unknown[] =>
  [target.node, target.peer, item?.peer, item?.node].filter((name) => typeof name === 'string');

function concerns({ finding: { target }, items }: Draft, nodes: ReadonlySet<unknown>): boolean {
  return (
    target.kind === 'cluster' ||
    nodes.has(target.node) ||
    nodes.has(target.peer) ||
    items.some((item) => nodes.has(item.peer) || nodes.has(item.node))
  );
}
