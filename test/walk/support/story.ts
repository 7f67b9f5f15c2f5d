import type { WalkOutcome } from '../../../src/walk/types.ts';

/** An outcome with its hops, for messages of failing tests. */
export const outcomeStory = (one: WalkOutcome): string =>
  `${one.disposition} (${one.decidedBy?.text})\n  ${one.hops.map((hop) => `${hop.node} ${hop.netns} ${hop.layer}: ${hop.text}`).join('\n  ')}`;
