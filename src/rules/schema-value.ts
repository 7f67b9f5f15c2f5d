import type { AnyFact } from '../facts/registry.ts';
import type { FactType, Item, Scalar } from '../facts/types.ts';
import type { Checker } from './checker.ts';
import { kindOf } from './checker.ts';
import { hint } from './suggest.ts';
import type { YamlValue } from './yaml-source.ts';

type ScalarType = Exclude<FactType, 'list'>;
type FieldType = NonNullable<AnyFact['fields']>[string];

/** A scalar of a type, as facts and parameters have them; `values` is the closed set of them, if there is one. */
export function readScalar(
  check: Checker,
  value: YamlValue,
  what: string,
  type: ScalarType,
  values: readonly Scalar[] | null = null,
): Scalar | undefined {
  if (value.kind !== 'scalar' || value.value === null)
    return check.error(value.at, `${what} must be ${article(type)}, not ${kindOf(value)}`);
  const scalar = value.value;
  if (!isOfType(scalar, type)) {
    if (type === 'string') return void check.text(value, what) as undefined;
    return check.error(
      value.at,
      `${what} must be ${article(type)}, not ${kindOf(value)}${typeof scalar === 'string' ? '; remove the quotes if it is one' : ''}`,
    );
  }
  if (values && !values.includes(scalar)) {
    const names = values.map(String);
    return check.error(
      value.at,
      `${what} cannot be "${scalar}"${hint(String(scalar), names, `; possible are ${names.join(', ')}`)}`,
    );
  }
  return scalar;
}

export function isOfType(value: Scalar, type: ScalarType): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

export const article = (type: ScalarType): string => (type === 'integer' ? 'an integer' : `a ${type}`);

/** Item fields of type mac, ip and cidr are strings. */
const scalarTypeOf = (type: FieldType): ScalarType =>
  type === 'mac' || type === 'ip' || type === 'cidr' ? 'string' : type;

/** Field values of a list fact's item; fields that are not written are null. */
export function readFields(check: Checker, value: YamlValue, fact: AnyFact, what: string): Item | undefined {
  const map = check.map(value, what);
  if (!map) return undefined;
  const fields = fact.fields ?? {};
  const item = new Map<string, Scalar | null>();
  const before = check.problems.length;
  for (const [name, entry] of map.entries) {
    const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!type) {
      check.error(
        entry.keyAt,
        `items of ${fact.name} have no field "${name}"${hint(name, Object.keys(fields), `; they have ${Object.keys(fields).join(', ')}`)}`,
      );
      continue;
    }
    if (entry.value.kind === 'scalar' && entry.value.value === null) item.set(name, null);
    else {
      const scalar = readScalar(check, entry.value, `${fact.name} → ${name}`, scalarTypeOf(type));
      if (scalar !== undefined) item.set(name, scalar);
    }
  }
  return check.problems.length === before ? Object.fromEntries(item) : undefined;
}
