import * as z from 'zod';
import { isNodeName } from './names.ts';
import { LONGEST_REASON, plain, quoted, reasonOf } from './quote.ts';
import { type Manifest, SNAPSHOT_FORMAT, SnapshotError } from './types.ts';

const time = z.iso.datetime({ offset: true }).nullable();

/** A stranger's snapshot may have a book there. */
export const reasonText = z.string().transform((text) => plain(text, LONGEST_REASON));

export const sourceStatus = z.enum(['ok', 'partial', 'failed', 'skipped']);

const schema = z.object({
  format: z.literal(SNAPSHOT_FORMAT),
  netlint: z.string(),
  cluster: z.string().nullable(),
  from: time,
  to: time,
  nodes: z.array(
    z.object({ name: z.string().refine(isNodeName, 'is no node name'), kubernetesNode: z.string().nullable() }),
  ),
  sources: z.array(
    z.object({
      id: z.string(),
      status: sourceStatus,
      reason: reasonText.exactOptional(),
      from: z.iso.datetime({ offset: true }).exactOptional(),
      to: z.iso.datetime({ offset: true }).exactOptional(),
      way: z.string().max(100).exactOptional(),
    }),
  ),
});

/** The first thing that is wrong, for a sentence: `nodes[2].name: is no node name`. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'does not fit';
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${path === '' ? '' : `${path.replace(/^\./, '')}: `}${issue.message}`;
}

function formatOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
}

/**
 * Reads the text of a `manifest.json`. `where` names the file in errors.
 * Throws SnapshotError for what is no manifest, and for a format that this version does not know.
 */
export function parseManifest(text: string, where: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SnapshotError(`${where} is no valid JSON (${reasonOf(error)}): take or import the snapshot again.`);
  }
  const format = formatOf(value);
  if (typeof format === 'number' && format > SNAPSHOT_FORMAT) {
    throw new SnapshotError(
      `${where}: made by a newer netlint (format ${format}); this one reads format ${SNAPSHOT_FORMAT}: upgrade netlint.`,
    );
  }
  if (format !== SNAPSHOT_FORMAT) {
    const found = format === undefined ? 'has no "format"' : `has format ${quoted(String(format))}`;
    throw new SnapshotError(`${where} ${found}, a netlint snapshot has ${SNAPSHOT_FORMAT}: is this a snapshot?`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new SnapshotError(
      `${where} does not fit the format (${firstIssue(parsed.error)}): take or import the snapshot again.`,
    );
  }
  return parsed.data;
}
