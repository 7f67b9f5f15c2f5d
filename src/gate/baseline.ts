import * as z from 'zod';
import type { BaselineEntry, BaselineUse, Finding, Result } from '../evaluate/types.ts';
import { EXPIRED_WAIVER, severities } from '../evaluate/types.ts';
import { createSight } from './looked-for.ts';

export const BASELINE_VERSION = 1;

const baselineSchema = z.object({
  netlintBaseline: z.literal(BASELINE_VERSION),
  cluster: z.string().nullable(),
  taken: z.string().nullable(),
  entries: z.array(
    z.object({
      fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
      rule: z.string(),
      target: z.string(),
      severity: z.enum(severities),
    }),
  ),
});

/** What an earlier scan found. Findings are told apart by fingerprint alone; rule and target are for people, and for looking again. */
export type Baseline = Readonly<z.infer<typeof baselineSchema>>;

/**
 * Everything that was found, accepted or not: a baseline remembers, it does not accept. What is about waivers is left out, since
 * it is not about the cluster and changes with the day.
 */
export function baselineOf({ snapshot, findings }: Result): Baseline {
  return {
    netlintBaseline: BASELINE_VERSION,
    cluster: snapshot.cluster,
    taken: snapshot.to,
    entries: [...entriesOf(findings).values()].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)),
  };
}

function entriesOf(findings: readonly Finding[]): ReadonlyMap<string, BaselineEntry> {
  return new Map(
    findings
      .filter(({ rule }) => rule !== EXPIRED_WAIVER)
      .map(({ fingerprint, rule, target, severity }) => [
        fingerprint,
        { fingerprint, rule, target: target.key, severity },
      ]),
  );
}

/** One line an entry, so that a version control system shows what came and what went. */
export function baselineText({ entries, ...head }: Baseline): string {
  const fields = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n${[...fields, `  "entries": ${list}`].join(',\n')}\n}\n`;
}

/** Bytes; room for half a million findings. */
export const LARGEST_BASELINE = 64 * 1024 * 1024;

/** True for a baseline of any version, also a damaged one. */
export const isBaseline = (text: string): boolean => /^\s*\{\s*"netlintBaseline"\s*:/.test(text);

/** Throws an Error that says what is wrong, for the caller to put the file's name before. */
export function parseBaseline(text: string): Baseline {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
  const version = typeof read === 'object' && read !== null && 'netlintBaseline' in read ? read.netlintBaseline : null;
  if (version === null) throw new Error('it is no baseline');
  if (version !== BASELINE_VERSION)
    throw new Error(`it has version ${JSON.stringify(version)}, and this netlint reads version ${BASELINE_VERSION}`);
  const checked = baselineSchema.safeParse(read);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new Error(`${issue?.path.join('.') || 'it'} is damaged`);
}

/** Says for each finding whether it was there before, and what of the baseline is gone or could not be looked for. */
export function compareWithBaseline(result: Result, baseline: Baseline): Result {
  const before = new Set(baseline.entries.map(({ fingerprint }) => fingerprint));
  const findings = result.findings.map(
    (finding): Finding => ({ ...finding, baseline: before.has(finding.fingerprint) ? 'known' : 'new' }),
  );
  const now = new Set(findings.map(({ fingerprint }) => fingerprint));
  const whyUnseen = createSight(result);
  const fixed: BaselineEntry[] = [];
  const unseen: BaselineUse['unseen'][number][] = [];
  for (const entry of baseline.entries) {
    if (now.has(entry.fingerprint)) continue;
    const reason = whyUnseen(entry);
    if (reason === null) fixed.push(entry);
    else unseen.push({ ...entry, reason });
  }
  const known = findings.filter((finding) => finding.baseline === 'known').length;
  return {
    ...result,
    findings,
    baseline: {
      cluster: baseline.cluster,
      taken: baseline.taken,
      new: findings.length - known,
      known,
      fixed: fixed.sort(compareEntries),
      unseen: unseen.sort(compareEntries),
    },
  };
}

function compareEntries(a: BaselineEntry, b: BaselineEntry): number {
  for (const key of ['rule', 'target', 'fingerprint'] as const) if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  return 0;
}
