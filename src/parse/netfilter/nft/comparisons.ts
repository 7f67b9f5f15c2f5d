import type { PortRange } from '../../../model/netfilter.ts';

export const compares = (op: string): boolean => op === '<' || op === '>' || op === '<=' || op === '>=';

/** `tcp dport > 1023` as a range. */
export function compared(op: string, ranges: readonly PortRange[], max: number): readonly PortRange[] | undefined {
  if (!compares(op)) return ranges;
  const [range] = ranges;
  if (ranges.length !== 1 || range === undefined) return undefined;
  if (op === '<') return [{ first: 0, last: range.first - 1 }];
  if (op === '<=') return [{ first: 0, last: range.last }];
  return [{ first: op === '>' ? range.last + 1 : range.first, last: max }];
}
