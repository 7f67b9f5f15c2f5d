import type { Statement } from '../../model/netfilter.ts';
import type { Packet } from '../types.ts';

type MarkStatement = Extract<Statement, { kind: 'set-mark' | 'set-connmark' | 'save-mark' | 'restore-mark' }>;

const changed = (old: number, mask: number, value: number): number => ((old & ~mask) ^ value) >>> 0;

/** The packet with its marks after the statement; bits that were uncertain stay so until something overwrites them. */
export function applyMark(packet: Packet, statement: MarkStatement): Packet {
  const { mark, markUncertain = 0, connmark = 0, connmarkUncertain = 0 } = packet;
  const { mask } = statement;
  switch (statement.kind) {
    case 'set-mark':
      return withMark(packet, changed(mark, mask, statement.value), (markUncertain & ~mask) >>> 0);
    case 'set-connmark':
      return withConnmark(packet, changed(connmark, mask, statement.value), (connmarkUncertain & ~mask) >>> 0);
    case 'save-mark':
      return withConnmark(
        packet,
        changed(connmark, statement.ctMask, mark & mask),
        ((connmarkUncertain & ~statement.ctMask) | (markUncertain & mask)) >>> 0,
      );
    case 'restore-mark':
      return withMark(
        packet,
        changed(mark, mask, connmark & statement.ctMask),
        ((markUncertain & ~mask) | (connmarkUncertain & statement.ctMask)) >>> 0,
      );
  }
}

function withMark({ markUncertain: _, ...packet }: Packet, mark: number, uncertain: number): Packet {
  return { ...packet, mark, ...(uncertain === 0 ? {} : { markUncertain: uncertain }) };
}

function withConnmark(
  { connmark: _, connmarkUncertain: __, ...packet }: Packet,
  connmark: number,
  uncertain: number,
): Packet {
  return {
    ...packet,
    ...(connmark === 0 ? {} : { connmark }),
    ...(uncertain === 0 ? {} : { connmarkUncertain: uncertain }),
  };
}
