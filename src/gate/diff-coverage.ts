import type { Result, UnknownOutcome } from '../evaluate/types.ts';
import { createSight, knowsNodes, nodeIn } from './looked-for.ts';

export interface CoverageChange {
  /** Checks that were made before and could not be made after, with why; and the other way round, with why not before. */
  readonly lost: readonly UnknownOutcome[];
  readonly gained: readonly UnknownOutcome[];
  /** Of those that are gone, `unread` are not known to have left the cluster: nobody asked the API. */
  readonly nodes: {
    readonly gone: readonly string[];
    readonly come: readonly string[];
    readonly unread: readonly string[];
  };
  /** Rules that only one side judged. */
  readonly rules: { readonly gone: readonly string[]; readonly come: readonly string[] };
  readonly sources: readonly SourceChange[];
}

/** `null` where a side does not have the source. */
export interface SourceChange {
  readonly id: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
}

export function coverageChange(before: Result, after: Result): CoverageChange {
  const ids = ({ rules }: Result): readonly string[] =>
    rules.map(({ id }) => id).filter((id) => !id.startsWith('gate/'));
  const nodes = exchange(before.snapshot.nodes, after.snapshot.nodes);
  return {
    lost: onlyIn(after, before),
    gained: onlyIn(before, after),
    nodes: { ...nodes, unread: knowsNodes(after) ? [] : nodes.gone },
    rules: exchange(ids(before), ids(after)),
    sources: sourceChanges(before, after),
  };
}

/** What one side could not look at although the other one did. */
function onlyIn(blind: Result, seeing: Result): readonly UnknownOutcome[] {
  const whyUnseen = createSight(seeing);
  const nodes = new Set(seeing.snapshot.nodes);
  return blind.unknown.filter((outcome) => {
    const node = nodeIn(outcome.target);
    return (node === null || nodes.has(node)) && whyUnseen(outcome) === null;
  });
}

function exchange(before: readonly string[], after: readonly string[]) {
  const [older, newer] = [new Set(before), new Set(after)];
  return { gone: before.filter((name) => !newer.has(name)), come: after.filter((name) => !older.has(name)) };
}

function sourceChanges(before: Result, after: Result): readonly SourceChange[] {
  const [older, newer] = [before, after].map(
    ({ coverage }) => new Map(coverage.sources.map((source) => [source.id, source])),
  ) as [Map<string, Source>, Map<string, Source>];
  return [...new Set([...older.keys(), ...newer.keys()])].sort().flatMap((id) => {
    const [was, now] = [older.get(id), newer.get(id)];
    if (was?.status === now?.status) return [];
    return [{ id, before: was?.status ?? null, after: now?.status ?? null, reason: now?.reason ?? null }];
  });
}

type Source = Result['coverage']['sources'][number];
