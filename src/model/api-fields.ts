import {
  flagField,
  isObject,
  type JsonObject,
  numberField,
  objectField,
  objectsField,
  textField,
  textsField,
} from '../parse/json-fields.ts';
import type { ApiObject } from '../snapshot/types.ts';

export { flagField, isObject, type JsonObject, numberField, objectField, objectsField, textField, textsField };

export const spec = (object: ApiObject): JsonObject => objectField(object, 'spec');
export const status = (object: ApiObject): JsonObject => objectField(object, 'status');

/** Labels, annotations, selectors: a map of texts. */
export function textMap(value: unknown): Readonly<Record<string, string>> {
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
      )
    : {};
}

export const namespaceOf = (object: ApiObject): string => object.metadata.namespace ?? 'default';

/** `tcp`, `udp`, `sctp`; the API's default is TCP. */
export function protocolOf(port: JsonObject): 'tcp' | 'udp' | 'sctp' {
  const protocol = (textField(port, 'protocol') ?? 'TCP').toLowerCase();
  return protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp';
}
