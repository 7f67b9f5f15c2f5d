import { visibleJson } from './escape.ts';
import type { Report } from './report.ts';

/** The result as schema/result.schema.json describes it. Key order is that of the result, so equal results are equal bytes. */
export const json: Report = (result) => `${visibleJson(JSON.stringify(result, null, 2))}\n`;
