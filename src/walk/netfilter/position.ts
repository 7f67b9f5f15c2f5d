import type { Chain } from '../../model/netfilter.ts';

/** Where a jump comes back to. */
export interface Frame {
  readonly chain: Chain;
  readonly position: number;
  readonly below: Frame | null;
  readonly depth: number;
  readonly key: string;
}

export interface Position {
  readonly chain: Chain;
  readonly rule: number;
  readonly statement: number;
  readonly frame: Frame | null;
}

export function frameOf(chain: Chain, position: number, below: Frame | null): Frame {
  return {
    chain,
    position,
    below,
    depth: (below?.depth ?? 0) + 1,
    key: `${below?.key ?? ''}>${chain.name}:${position}`,
  };
}

/** Index in `list` of its first position at or after `position`. */
export function firstFrom(list: readonly number[], position: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
