import * as z from 'zod';
import type { Result } from '../evaluate/types.ts';
import { RESULT_VERSION, severities } from '../evaluate/types.ts';

const text = z.string();
const texts = z.array(text);
const count = z.number();
const scalar = z.union([text, z.number(), z.boolean(), z.null()]);
const counts = z.looseObject({ checked: count, unknown: count, notApplicable: count, percent: count });

/** What is read again of a saved result; schema/result.schema.json describes all of it. */
const resultSchema = z.looseObject({
  version: z.literal(RESULT_VERSION),
  snapshot: z.looseObject({ cluster: text.nullable(), to: text.nullable(), nodes: texts }),
  scope: z.looseObject({ rules: texts, nodes: texts, namespaces: texts, off: texts }),
  coverage: counts.extend({
    byArea: z.record(text, counts),
    byNode: z.record(text, counts),
    sources: z.array(z.looseObject({ id: text, status: text, reason: text.optional() })),
  }),
  findings: z.array(
    z.looseObject({
      rule: text,
      title: text,
      severity: z.enum(severities),
      target: z.looseObject({ key: text }),
      message: text,
      evidence: z.array(
        z.looseObject({
          path: text,
          value: z.union([scalar, z.array(z.record(text, scalar))]),
          source: text,
        }),
      ),
      fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
      causedBy: text.nullable(),
      suppressed: z.looseObject({}).nullable(),
    }),
  ),
  unknown: z.array(z.looseObject({ rule: text, target: text, missing: text, reason: text })),
  rules: z.array(z.looseObject({ id: text })),
});

/** Reads what `--format json` printed. Throws an Error that says what is wrong, for the caller to put the file's name before. */
export function parseResult(json: string): Result {
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch {
    throw new Error('it is no JSON');
  }
  if (typeof read !== 'object' || read === null || !('version' in read) || !('findings' in read))
    throw new Error('it is no result of netlint');
  if (read.version !== RESULT_VERSION)
    throw new Error(`it has version ${JSON.stringify(read.version)}, and this netlint reads version ${RESULT_VERSION}`);
  const checked = resultSchema.safeParse(read);
  if (checked.success) return checked.data as unknown as Result;
  const [issue] = checked.error.issues;
  throw new Error(`${issue?.path.join('.') || 'it'} is not what a result has there`);
}
