import { matchesGlob } from './glob.ts';
import type { Outcome, OutcomePlace } from './outcome.ts';
import type { Finding } from './types.ts';

/** What the user asked to see: globs with `*` and `?`; an empty list selects everything. */
export interface Selection {
  readonly nodes: readonly string[];
  readonly namespaces: readonly string[];
}

export const everything: Selection = { nodes: [], namespaces: [] };

const matchesAny = (name: string | null, globs: readonly string[]): boolean =>
  globs.length === 0 || (name !== null && globs.some((glob) => matchesGlob(name, glob)));

/** Nodes narrow down to what is on them; namespaces narrow down pods and Services and leave what is in none. */
const isPlaceSelected = ({ node, namespace }: OutcomePlace, { nodes, namespaces }: Selection): boolean =>
  matchesAny(node, nodes) && (namespace === null || matchesAny(namespace, namespaces));

export function selectOutcomes(outcomes: readonly Outcome[], selection: Selection): readonly Outcome[] {
  return outcomes.filter(({ place }) => isPlaceSelected(place, selection));
}

/** Selected findings, and their roots wherever those are: a cause on another node is what the user looks for. */
export function selectFindings(findings: readonly Finding[], selection: Selection): readonly Finding[] {
  if (selection.nodes.length === 0 && selection.namespaces.length === 0) return findings;
  const selected = new Set(
    findings.filter(({ target }) =>
      isPlaceSelected({ key: target.key, node: target.node ?? null, namespace: target.namespace ?? null }, selection),
    ),
  );
  const causes = new Set([...selected].map(({ causedBy }) => causedBy));
  const shown = findings.filter(
    (finding) => selected.has(finding) || (finding.causedBy === null && causes.has(finding.fingerprint)),
  );
  const counts = new Map<string, number>();
  for (const { causedBy } of shown) if (causedBy !== null) counts.set(causedBy, (counts.get(causedBy) ?? 0) + 1);
  return shown.map((finding) =>
    finding.causedBy === null ? { ...finding, explains: counts.get(finding.fingerprint) ?? 0 } : finding,
  );
}
