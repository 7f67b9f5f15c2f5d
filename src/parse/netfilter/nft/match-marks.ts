import type { Match } from '../../../model/netfilter.ts';
import type { JsonObject } from './json-documents.ts';
import { isObject } from './json-documents.ts';

/** `meta mark 0x1`, `meta mark & 0x4000 != 0`, `ct mark …`; undefined when the left side is no mark or the right side no number. */
export function markMatch({ op, left, right }: JsonObject): Match | undefined {
  let operand: unknown = left;
  let mask = 0xffffffff;
  const and = isObject(left) ? left['&'] : undefined;
  if (Array.isArray(and)) {
    operand = and[0];
    if (typeof and[1] !== 'number') return undefined;
    mask = and[1];
  }
  const kind = isMark(operand, 'meta') ? 'mark' : isMark(operand, 'ct') ? 'connmark' : undefined;
  if (kind === undefined || typeof right !== 'number' || (op !== '==' && op !== '!=')) return undefined;
  return { kind, negated: op === '!=', value: right, mask };
}

export function isMark(json: unknown, which: 'meta' | 'ct'): boolean {
  const body = isObject(json) ? json[which] : undefined;
  return isObject(body) && body['key'] === 'mark';
}
