import type { SetField } from '../../../model/netfilter.ts';
import { isObject } from './json-documents.ts';
import type { TableReader } from './reader.ts';
import { readElements } from './sets.ts';

/** `@name`, or the name under which an anonymous map is kept. */
export function mapName(data: unknown, names: readonly SetField[], reader: TableReader): string | undefined {
  if (typeof data === 'string') return data.startsWith('@') ? data.slice(1) : undefined;
  const listed = isObject(data) ? data['set'] : undefined;
  if (!Array.isArray(listed)) return undefined;
  return reader.anonymous(readElements(listed, names, reader.family, undefined, reader.miss), true);
}
