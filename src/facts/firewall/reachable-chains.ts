import type { Chain, NetfilterTable } from '../../model/netfilter.ts';

const answers = new WeakMap<NetfilterTable, ReadonlySet<Chain>>();

/** The chains of a table that some packet could reach: the base chains, and what they jump to. */
export function reachableChains(table: NetfilterTable): ReadonlySet<Chain> {
  const known = answers.get(table);
  if (known !== undefined) return known;
  const reached = new Set<Chain>([...table.chains.values()].filter((chain) => 'hook' in chain));
  for (const chain of reached) {
    for (const target of targetsOf(table, chain)) reached.add(target);
  }
  answers.set(table, reached);
  return reached;
}

function* targetsOf(table: NetfilterTable, chain: Chain): Generator<Chain> {
  for (const { statements } of chain.rules) {
    for (const statement of statements) {
      if (statement.kind === 'jump' || statement.kind === 'goto') {
        const target = table.chains.get(statement.chain);
        if (target !== undefined) yield target;
      } else if (statement.kind === 'verdict-map') {
        for (const { verdict } of table.sets.get(statement.map)?.elements ?? []) {
          const target = verdict && 'chain' in verdict ? table.chains.get(verdict.chain) : undefined;
          if (target !== undefined) yield target;
        }
      }
    }
  }
}
