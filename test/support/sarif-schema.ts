import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import ajvDraft04 from 'ajv-draft-04';
import type { Log } from 'sarif';

// The package is CommonJS: its default export is a member there.
const Ajv = ajvDraft04.default;
// Its formats (uri, date-time) are annotations, and one pattern of it is none with the flag u.
const valid = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

/** Reads a log; throws where it does not follow the schema of SARIF 2.1.0. */
export function readSarif(text: string): Log {
  const log: unknown = JSON.parse(text);
  valid(log);
  if (valid.errors) throw new Error(`no SARIF 2.1.0: ${JSON.stringify(valid.errors)}`);
  return log as Log;
}
