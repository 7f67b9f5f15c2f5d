/** What a match says of a packet. */
export type Answer = 'yes' | 'no' | 'maybe';

export const answer = (holds: boolean): Answer => (holds ? 'yes' : 'no');

export const negate = (one: Answer, negated: boolean): Answer =>
  !negated || one === 'maybe' ? one : one === 'yes' ? 'no' : 'yes';

export function and(a: Answer, b: Answer): Answer {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'maybe';
}

export function or(a: Answer, b: Answer): Answer {
  if (a === 'yes' || b === 'yes') return 'yes';
  return a === 'no' && b === 'no' ? 'no' : 'maybe';
}
