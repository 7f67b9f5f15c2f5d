import type { AddressRange, ConntrackStateMatch, Match, NftValue, PortRange } from '../../../model/netfilter.ts';
import { compared, compares } from './comparisons.ts';
import type { Field } from './fields.ts';
import { fieldOf, fieldsOf } from './fields.ts';
import type { JsonObject } from './json-documents.ts';
import { isObject } from './json-documents.ts';
import { lengthMatch } from './match-length.ts';
import { markMatch } from './match-marks.ts';
import { otherMatch } from './match-others.ts';
import type { TableReader } from './reader.ts';
import { readElements } from './sets.ts';
import { literalValue } from './values.ts';

/** One `{"match": {op, left, right}}`; what is not modelled still demands the protocol that it looks at. */
export function readMatch(body: JsonObject, reader: TableReader, unmodelled: () => Match): readonly Match[] {
  const { op, left, right } = body;
  const fields = fieldsOf(left);
  const needs = requirements(fields, reader);
  if (needs === undefined) return [{ kind: 'always', negated: true, what: 'an address of the other family' }];
  const match =
    markMatch(body) ??
    lengthMatch(body) ??
    otherMatch(body, reader) ??
    fieldMatch(String(op), left, right, fields, reader);
  if (match?.kind === 'tcp-flags') needs.push({ kind: 'protocol', negated: false, protocols: ['tcp'] });
  return [...needs, match ?? unmodelled()];
}

const operators: ReadonlySet<string> = new Set(['==', '!=', 'in', '!', '<', '>', '<=', '>=']);

/** What the expressions demand of the packet beside the comparison; undefined when no packet of this family has it. */
export function requirements(fields: readonly Field[], { family }: TableReader): Match[] | undefined {
  const matches: Match[] = [];
  for (const field of fields) {
    if (field.family !== null && field.family !== family) return undefined;
    if (field.protocols.length > 0) matches.push({ kind: 'protocol', negated: false, protocols: field.protocols });
  }
  return matches;
}

function fieldMatch(
  op: string,
  left: unknown,
  right: unknown,
  fields: readonly Field[],
  reader: TableReader,
): Match | undefined {
  const names = fields.map(({ field }) => field);
  if (names.includes('unmodelled') || names.includes('random')) return undefined;
  // `!` asks for none of several flags.
  if (!operators.has(op) || (op === '!' && names.some((name) => name !== 'conntrack-state'))) return undefined;
  const negated = op === '!=' || op === '!';
  if (compares(op) && (names.length > 1 || typeof right === 'string')) return undefined;
  if (typeof right === 'string' && right.startsWith('@')) {
    return { kind: 'set', negated, name: right.slice(1), native: true, fields: names };
  }
  if (isObject(left) && 'concat' in left) {
    const listed = isObject(right) && Array.isArray(right['set']) ? right['set'] : [right];
    const elements = readElements(listed, names, reader.family, undefined, reader.miss);
    return { kind: 'set', negated, name: reader.anonymous(elements, false), native: true, fields: names };
  }
  const { field } = fieldOf(left);
  const literals: readonly unknown[] =
    isObject(right) && Array.isArray(right['set']) ? right['set'] : Array.isArray(right) ? right : [right];
  const values = literals.map((literal) => literalValue(literal, field, reader.family));
  if (!values.every((value) => value !== undefined)) return undefined;
  // Several bits of `ct state` at once are no state of any packet.
  if (field === 'conntrack-state' && !values.every((value) => states.has(String(value)))) return undefined;
  return simpleMatch(field, op, negated, values);
}

function simpleMatch(
  field: Field['field'],
  op: string,
  negated: boolean,
  values: readonly NftValue[],
): Match | undefined {
  switch (field) {
    case 'source':
    case 'destination':
      return compares(op) ? undefined : { kind: field, negated, networks: values.filter(isAddressRange) };
    case 'source-port':
    case 'destination-port': {
      const ranges = compared(op, values.filter(isNumberRange), 65535);
      return ranges && { kind: field, negated, ranges };
    }
    case 'protocol':
      return compares(op) ? undefined : { kind: 'protocol', negated, protocols: values.map(String) };
    case 'family':
      return compares(op) ? undefined : { kind: 'protocol-family', negated, families: values.map(String) };
    case 'in-interface':
    case 'out-interface':
      return compares(op) ? undefined : { kind: field, negated, names: values.map(String) };
    case 'conntrack-state':
      return compares(op)
        ? undefined
        : { kind: 'conntrack-state', negated, states: values.map((value) => String(value) as ConntrackStateMatch) };
    case 'icmp-type': {
      const [only] = values.filter(isNumberRange);
      return values.length === 1 && only?.first === only?.last && only && !compares(op)
        ? { kind: 'icmp-type', negated, type: only.first, code: null }
        : undefined;
    }
    default:
      return undefined;
  }
}

const states: ReadonlySet<string> = new Set(['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED']);

const isAddressRange = (value: NftValue): value is AddressRange =>
  typeof value === 'object' && typeof value.first === 'bigint';
const isNumberRange = (value: NftValue): value is PortRange =>
  typeof value === 'object' && typeof value.first === 'number';
