import type { Match } from '../../../model/netfilter.ts';
import { compared } from './comparisons.ts';
import type { JsonObject } from './json-documents.ts';
import { isObject } from './json-documents.ts';
import { literalValue } from './values.ts';

const operators: ReadonlySet<string> = new Set(['==', '!=', 'in', '<', '>', '<=', '>=']);

/** `meta length` and `ip length`: bytes of the IP packet, by any of the comparisons. IPv6's own field leaves its header out. */
export function lengthMatch({ op, left, right }: JsonObject): Match | undefined {
  if (!isObject(left) || !operators.has(String(op)) || !isLength(left)) return undefined;
  const listed = isObject(right) && Array.isArray(right['set']) ? right['set'] : [right];
  const values = listed.map((one) => literalValue(one, 'destination-port', 4));
  const ranges = values.flatMap((value) =>
    typeof value === 'object' && typeof value.first === 'number'
      ? [{ first: value.first, last: Number(value.last) }]
      : [],
  );
  if (ranges.length !== values.length || ranges.length === 0) return undefined;
  const held = compared(String(op), ranges, 65_535);
  return held && { kind: 'length', negated: op === '!=', ranges: held };
}

function isLength({ meta, payload }: JsonObject): boolean {
  if (isObject(meta)) return meta['key'] === 'length';
  return isObject(payload) && payload['protocol'] === 'ip' && payload['field'] === 'length';
}
