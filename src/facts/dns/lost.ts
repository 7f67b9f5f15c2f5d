import type { Disposition, WalkOutcome } from '../../walk/types.ts';

/** Ends of a packet that nobody answers. Whether what left the known machines is answered nobody can see. */
const LOST: ReadonlySet<Disposition> = new Set([
  'dropped',
  'rejected',
  'refused',
  'no-route',
  'no-neighbour',
  'wrong-neighbour',
  'misdelivered',
  'loop',
]);

export const isLost = ({ disposition }: WalkOutcome): boolean => LOST.has(disposition);

/** What became of it, which line decided, and where; for people. */
export function endOf({ disposition, direction, decidedBy }: WalkOutcome): string {
  const what = `${direction === 'reply' ? 'the answer: ' : ''}${disposition}`;
  if (decidedBy === null) return what;
  const { node, netns, rule, text } = decidedBy;
  const place = netns === 'host' ? node : `${node}, ${netns}`;
  return rule === undefined
    ? `${what}: ${text} (${place})`
    : `${what} by ${rule.text} in ${rule.table}/${rule.chain} (${rule.backend}, ${place})`;
}
