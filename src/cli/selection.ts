import { matchesGlob } from '../evaluate/glob.ts';
import type { Selection } from '../evaluate/select.ts';
import type { ClusterModel } from '../model/types.ts';
import { nearest } from '../rules/suggest.ts';
import type { Rule } from '../rules/types.ts';
import { UsageError } from './exit-codes.ts';

/*
 * What --rule, --node and --namespace select. A glob that matches nothing is wrong usage: with nothing judged there is no
 * finding, which would read as a clean bill of health.
 */

export function selectRules(rules: readonly Rule[], globs: readonly string[]): readonly Rule[] {
  const ids = rules.map(({ id }) => id);
  for (const glob of globs) {
    if (ids.some((id) => matchesGlob(id, glob))) continue;
    const near = nearest(glob, ids);
    throw new UsageError(
      `--rule ${glob} matches no rule${near ? `; did you mean ${near}?` : '; "netlint rules list" shows them.'}`,
    );
  }
  return globs.length === 0 ? rules : rules.filter(({ id }) => globs.some((glob) => matchesGlob(id, glob)));
}

export function selectionOf(cluster: ClusterModel, nodes: readonly string[], namespaces: readonly string[]): Selection {
  const names = cluster.nodes.map(({ name }) => name);
  requireMatches('--node', nodes, names, 'node');
  requireMatches('--namespace', namespaces, namespacesOf(cluster), 'namespace with pods or Services');
  return { nodes, namespaces };
}

function namespacesOf({ pods, services }: ClusterModel): readonly string[] {
  const names = new Set<string>();
  for (const known of [pods, services]) {
    if (known.state === 'known') for (const { namespace } of known.value) names.add(namespace);
  }
  return [...names].sort();
}

/** Names that are listed for somebody who mistyped one. */
const NAMED = 8;

function requireMatches(option: string, globs: readonly string[], names: readonly string[], what: string): void {
  for (const glob of globs) {
    if (names.some((name) => matchesGlob(name, glob))) continue;
    const few = names.length > NAMED ? [...names.slice(0, NAMED), `${names.length - NAMED} more`] : names;
    const known = names.length === 0 ? 'it has none' : `it has ${few.join(', ')}`;
    throw new UsageError(`${option} ${glob} matches no ${what} of the snapshot; ${known}.`);
  }
}
