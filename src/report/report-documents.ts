import type { Summary } from '../evaluate/types.ts';
import { cutSentence } from './group.ts';
import type { PolicyResult } from './policy-result.ts';
import { yamlEntry, yamlMap } from './yaml-block.ts';

export interface ReportDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
  readonly numbers: Summary;
  /** The gravest first. */
  readonly findings: readonly PolicyResult[];
  /** What rules have beside findings: a few for each, which are always kept. */
  readonly others: readonly PolicyResult[];
}

/**
 * etcd takes requests of 1.5 MiB, and an API server keeps these objects as JSON; this, with room for what both add, is on the safe side.
 */
const LARGEST = 1_400_000;

const outcomes = ['pass', 'fail', 'warn', 'error', 'skip'] as const;

/** YAML documents for `kubectl apply --server-side`. The summary counts all results, also where not all fit into the object. */
export function* documentPieces(documents: readonly ReportDocument[]): Generator<string> {
  for (const document of documents) yield* pieces(document);
}

function* pieces({ apiVersion, kind, name, namespace, numbers, findings, others }: ReportDocument): Generator<string> {
  const results = [...findings, ...others];
  const fits = fitting(findings, LARGEST - sizeOf(others));
  const shown = fits + others.length;
  const cut = cutSentence(shown, results.length, 'an object of the API has a largest size', 'results');
  const { roots, folded, suppressed } = numbers;
  yield '---\n';
  yield yamlMap({
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === null ? {} : { namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'netlint' },
      annotations: {
        'netlint.io/findings': String(roots),
        'netlint.io/findings-folded': String(folded),
        'netlint.io/findings-suppressed': String(suppressed),
        ...(cut === null ? {} : { 'netlint.io/left-out': cut }),
      },
    },
    summary: Object.fromEntries(
      outcomes.map((outcome) => [outcome, results.filter(({ result }) => result === outcome).length]),
    ),
    ...(apiVersion.startsWith('openreports.io') ? { source: 'netlint' } : {}),
  });
  if (shown > 0) yield 'results:\n';
  for (const result of findings.slice(0, fits)) yield yamlEntry(result);
  for (const result of others) yield yamlEntry(result);
}

/** How many of them fit into the room. */
function fitting(results: readonly PolicyResult[], room: number): number {
  let left = room;
  for (const [index, result] of results.entries()) {
    left -= sizeOf([result]);
    if (left < 0) return index;
  }
  return results.length;
}

/** In bytes of JSON. */
const sizeOf = (results: readonly PolicyResult[]): number =>
  results.reduce((sum, result) => sum + Buffer.byteLength(JSON.stringify(result)) + 1, 0);
