import type { Match } from '../../../model/netfilter.ts';
import { fieldsOf } from './fields.ts';
import type { JsonObject } from './json-documents.ts';
import { isObject } from './json-documents.ts';
import { requirements } from './matches.ts';
import type { ReadStatement } from './read-statement.ts';
import type { TableReader } from './reader.ts';
import { ruleText } from './rule-text.ts';

const units: Readonly<Record<string, number>> = { bytes: 1, kbytes: 1024, mbytes: 1024 ** 2, gbytes: 1024 ** 3 };
/** No packet is larger, whatever segments are put together on the way. */
const LARGEST_PACKET = 65_536;

/** Whether it holds depends on packets that came before, or on something that is not listed beside it. */
const undecidable = (json: JsonObject): Match => ({
  kind: 'unmodelled',
  negated: false,
  text: ruleText([json], undefined),
});

/** The rule goes on here, or ends. */
export const maybe = (json: JsonObject): ReadStatement => ({
  matches: [],
  statement: { kind: 'match', match: undecidable(json) },
});

/**
 * `limit`, `quota` and `ct count` end the rule where they do not hold. The walk follows one packet of an otherwise idle client, which is
 * below every rate that is larger than it. How much of a quota is used up and how many connections there are, and what a limit that
 * is named elsewhere says, cannot be told.
 */
export function statefulMatch(json: JsonObject): Match {
  const { limit } = json;
  if (!isObject(limit)) return undecidable(json);
  const { rate, burst, inv } = limit;
  if (typeof rate !== 'number' || rate <= 0) return undecidable(json);
  if (limit['rate_unit'] !== undefined) {
    const unit = (which: string): number => units[String(limit[which] ?? 'bytes')] ?? 0;
    const bytes = rate * unit('rate_unit') + (typeof burst === 'number' ? burst * unit('burst_unit') : 0);
    if (bytes < LARGEST_PACKET) return undecidable(json);
  }
  return { kind: 'always', negated: inv === true, what: 'rate limit not reached' };
}

/** Statements of an element that only look on. */
const lookOn: ReadonlySet<string> = new Set(['counter', 'last']);

export const isPassive = (statement: unknown): boolean =>
  isObject(statement) && Object.keys(statement).every((kind) => lookOn.has(kind));

/**
 * `add @set { … }`, `update @set { … }` and `meter … { … }`: what stands with the element (a limit, a quota, a count of connections) is
 * asked for the packet's own element, and ends the rule where it does not hold. How far each element is cannot be told.
 */
export function setUpdate(json: JsonObject, body: JsonObject, reader: TableReader): ReadStatement {
  const element = body['elem'] ?? body['key'];
  const key = isObject(element) && isObject(element['elem']) ? element['elem']['val'] : element;
  const matches = requirements(fieldsOf(key), reader);
  if (matches === undefined)
    return { matches: [{ kind: 'always', negated: true, what: 'the other family' }], statement: { kind: 'continue' } };
  const { stmt } = body;
  const asked: readonly unknown[] = stmt === undefined ? [] : Array.isArray(stmt) ? stmt : [stmt];
  if (!('meter' in json) && asked.every(isPassive))
    return { matches, statement: { kind: 'no-effect', text: ruleText([json], undefined) } };
  return { matches, statement: { kind: 'match', match: undecidable(json) } };
}
