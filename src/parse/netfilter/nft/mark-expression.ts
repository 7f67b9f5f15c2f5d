import type { Statement } from '../../../model/netfilter.ts';
import { isObject } from './json-documents.ts';
import { isMark } from './match-marks.ts';

const all = 0xffffffff;

/** Every chain of &, | and ^ with constants comes down to (from & and) ^ xor. */
interface Bits {
  readonly from: 'mark' | 'connmark' | null;
  readonly and: number;
  readonly xor: number;
}

/** `meta mark set meta mark | 0x4000`, `ct mark set mark`, …; undefined when it is no such expression. */
export function markStatement(key: unknown, value: unknown): Statement | undefined {
  const target = isMark(key, 'meta') ? 'mark' : isMark(key, 'ct') ? 'connmark' : undefined;
  const bits = target && bitsOf(value, 0);
  if (bits === undefined) return undefined;
  const { from, and, xor } = bits;
  if (from === null || from === target) {
    return {
      kind: target === 'mark' ? 'set-mark' : 'set-connmark',
      value: xor,
      mask: from === null ? all : ~and >>> 0,
    };
  }
  if (xor !== 0) return undefined;
  return target === 'mark'
    ? { kind: 'restore-mark', mask: all, ctMask: and }
    : { kind: 'save-mark', mask: and, ctMask: all };
}

function bitsOf(json: unknown, depth: number): Bits | undefined {
  if (typeof json === 'number') return { from: null, and: 0, xor: json };
  if (isMark(json, 'meta')) return { from: 'mark', and: all, xor: 0 };
  if (isMark(json, 'ct')) return { from: 'connmark', and: all, xor: 0 };
  if (!isObject(json) || depth > 8) return undefined;
  const [operator, operands] = Object.entries(json)[0] ?? [];
  if (!Array.isArray(operands)) return undefined;
  const left = bitsOf(operands[0], depth + 1);
  const constant: unknown = operands[1];
  if (left === undefined || typeof constant !== 'number') return undefined;
  switch (operator) {
    case '&':
      return { ...left, and: (left.and & constant) >>> 0, xor: (left.xor & constant) >>> 0 };
    case '|':
      return { ...left, and: (left.and & ~constant) >>> 0, xor: ((left.xor & ~constant) | constant) >>> 0 };
    case '^':
      return { ...left, xor: (left.xor ^ constant) >>> 0 };
    default:
      return undefined;
  }
}
