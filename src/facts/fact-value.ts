import type { Reading, Unknown } from '../model/reading.ts';
import type { FactValue, Item, Scalar, Unseen } from './types.ts';

/** Short forms for what a fact's compute gives back. */
export const scalarValue = (value: Scalar): FactValue => ({ state: 'value', value });
export const absentBecause = (reason: string): FactValue => ({ state: 'absent', reason });
export const unknownBecause = ({ missing, reason }: Pick<Unknown, 'missing' | 'reason'>): FactValue => ({
  state: 'unknown',
  missing,
  reason,
});
export const listOf = (items: readonly Item[], unseen: readonly Unseen[] = []): FactValue => ({
  state: 'list',
  items,
  unseen,
});

/** The fact that a reading answers: `answer` for what is known, and the reading's own reason for the rest. */
export function fromReading<T>(reading: Reading<T>, answer: (value: T) => FactValue): FactValue {
  if (reading.state === 'known') return answer(reading.value);
  return reading.state === 'absent' ? absentBecause(reading.reason) : unknownBecause(reading);
}
