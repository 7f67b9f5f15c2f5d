import { visibleJson } from './escape.ts';

/**
 * `JSON.stringify(value, null, 2)` piece by piece, with nothing hidden in it: the containers down to `depth` are opened, what is in them comes in one
 * piece each. A big result is so never one string.
 */
export function* jsonPieces(value: unknown, depth: number, indent = ''): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield visibleJson(JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`));
    return;
  }
  const isList = Array.isArray(value);
  const entries = isList ? value.map((each) => ['', each] as const) : Object.entries(value);
  const there = entries.filter(([, each]) => isList || each !== undefined);
  if (there.length === 0) {
    yield isList ? '[]' : '{}';
    return;
  }
  const inner = `${indent}  `;
  let separator = isList ? '[\n' : '{\n';
  for (const [key, each] of there) {
    yield `${separator}${inner}${isList ? '' : `${visibleJson(JSON.stringify(key))}: `}`;
    yield* jsonPieces(each ?? null, depth - 1, inner);
    separator = ',\n';
  }
  yield `\n${indent}${isList ? ']' : '}'}`;
}
