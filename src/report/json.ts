import { jsonPieces } from './json-pieces.ts';
import type { Report } from './report.ts';

/** The result as schema/result.schema.json describes it. Key order is that of the result, so equal results are equal bytes. */
export const json: Report = function* (result) {
  yield* jsonPieces(result, 2);
  yield '\n';
};
