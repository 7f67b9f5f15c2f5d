import type { Checker } from './checker.ts';
import { article, isOfType, readScalar } from './schema-value.ts';
import { hint } from './suggest.ts';
import type { Parameter } from './types.ts';
import type { YamlMap, YamlValue } from './yaml-source.ts';

const keys = ['type', 'default', 'min', 'max', 'values', 'doc'] as const;
const types = ['string', 'integer', 'number', 'boolean'] as const;

/** `params:` a map of name → { type, default, min?, max?, values?, doc? }: what users may tune. */
export function readParameters(check: Checker, value: YamlValue | undefined): ReadonlyMap<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  const map = value && check.map(value, 'params');
  for (const [name, entry] of map?.entries ?? []) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(name))
      check.error(entry.keyAt, `"${name}" is no parameter name; write it like minPeers`);
    const body = check.map(entry.value, `parameter ${name}`, keys);
    const parameter = body && readParameter(check, name, body);
    if (parameter) parameters.set(name, parameter);
  }
  return parameters;
}

function readParameter(check: Checker, name: string, body: YamlMap): Parameter | undefined {
  const typeNode = check.required(body, 'type', `parameter ${name}`);
  const type = typeNode && check.oneOf(typeNode, 'type', types);
  const defaultNode = check.required(body, 'default', `parameter ${name}`);
  if (!type || !defaultNode) return undefined;
  const bound = (key: 'min' | 'max'): number | null => {
    const node = body.entries.get(key)?.value;
    if (!node) return null;
    if (type !== 'integer' && type !== 'number')
      return check.error(node.at, `${key} needs a parameter of type integer or number`) ?? null;
    const scalar = readScalar(check, node, `${key} of ${name}`, type);
    return typeof scalar === 'number' ? scalar : null;
  };
  const valuesNode = body.entries.get('values')?.value;
  const valueList = valuesNode && check.list(valuesNode, `values of ${name}`);
  const values = valueList
    ? valueList.items
        .map((item) => readScalar(check, item, `a value of ${name}`, type))
        .filter((item) => item !== undefined)
    : null;
  const docNode = body.entries.get('doc')?.value;
  const doc = docNode ? (check.text(docNode, `doc of ${name}`) ?? '') : '';
  const value = readScalar(check, defaultNode, `default of ${name}`, type, values);
  if (value === undefined) return undefined;
  const parameter: Parameter = { name, type, value, minimum: bound('min'), maximum: bound('max'), values, doc };
  const mistake = outOfRange(parameter, value);
  return mistake ? check.error(defaultNode.at, mistake) : parameter;
}

/** Why a value from a configuration is none for this parameter. */
export function mistakeInParameter(parameter: Parameter, value: Parameter['value']): string | undefined {
  const { name, type, values } = parameter;
  if (!isOfType(value, type))
    return `${name} must be ${article(type)}, not ${typeof value === 'string' ? `"${value.slice(0, 60)}"` : String(value)}`;
  if (values && !values.includes(value)) {
    const names = values.map(String);
    return `${name} cannot be "${value}"${hint(String(value), names, `; possible are ${names.join(', ')}`)}`;
  }
  return outOfRange(parameter, value);
}

/** Why a value of the right type is none for this parameter. */
export function outOfRange({ name, minimum, maximum }: Parameter, value: Parameter['value']): string | undefined {
  if (typeof value !== 'number') return undefined;
  if (minimum !== null && value < minimum) return `${name} is ${value}, below its min ${minimum}`;
  if (maximum !== null && value > maximum) return `${name} is ${value}, above its max ${maximum}`;
  return undefined;
}
