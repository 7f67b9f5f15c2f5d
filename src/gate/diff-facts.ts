import type { Picture } from '../model/picture.ts';
import type { PictureSection } from '../model/picture-section.ts';

/** Something about a node that is not what it was. */
export interface MovedFact {
  readonly node: string;
  readonly netns: string;
  /** `device`, `route (IPv4)`, `chain (IPv4)`, … */
  readonly what: string;
  readonly name: string;
  /** Null where it was not there, or is not any more. */
  readonly before: string | null;
  readonly after: string | null;
}

/** A cluster that was set up anew has moved altogether: beyond this number facts are counted, not kept. */
const MAXIMUM_MOVED = 10_000;

export interface MovedFacts {
  readonly moved: readonly MovedFact[];
  /** How many more moved than `moved` has. */
  readonly more: number;
  /** What cannot be compared, since one side did not read it. */
  readonly notCompared: readonly NotCompared[];
}

interface NotCompared {
  readonly node: string;
  readonly netns: string;
  readonly what: string;
  readonly side: 'before' | 'after';
  readonly reason: string;
}

/** Compares what both sides know, node by node. Nodes that only one side has are a change of coverage. */
export function movedFacts(before: Picture, after: Picture): MovedFacts {
  const moved: MovedFact[] = [];
  const notCompared: NotCompared[] = [];
  let more = 0;
  const nodes = new Set(after.nodes);
  for (const node of before.nodes.filter((name) => nodes.has(name))) {
    const newer = new Map(after.sectionsOf(node).map((section) => [keyOf(section), section]));
    for (const was of before.sectionsOf(node)) {
      const now = newer.get(keyOf(was));
      if (!now) continue;
      const { netns, what } = was;
      if (was.items !== null && now.items !== null) {
        const moves = movesIn(was, now);
        const kept = moves.slice(0, MAXIMUM_MOVED - moved.length);
        moved.push(...kept);
        more += moves.length - kept.length;
      } else if (was.items !== null) notCompared.push({ node, netns, what, side: 'after', reason: now.reason ?? '' });
      else if (now.items !== null) notCompared.push({ node, netns, what, side: 'before', reason: was.reason ?? '' });
    }
  }
  return { moved, more, notCompared };
}

const keyOf = ({ netns, what }: PictureSection): string => `${netns}\0${what}`;

/** From a section that was not read wholly nothing is gone, and to it nothing has come. */
function movesIn(was: PictureSection, now: PictureSection): readonly MovedFact[] {
  const { node, netns, what } = was;
  const [older, newer] = [was.items ?? new Map<string, string>(), now.items ?? new Map<string, string>()];
  const moves: MovedFact[] = [];
  for (const [name, value] of older) {
    const after = newer.get(name) ?? null;
    if (after === value || (after === null && now.reason !== null)) continue;
    moves.push({ node, netns, what, name, before: value, after });
  }
  for (const [name, value] of newer)
    if (!older.has(name) && was.reason === null) moves.push({ node, netns, what, name, before: null, after: value });
  return moves.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
