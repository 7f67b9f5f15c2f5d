import { stringify } from 'yaml';
import type { Severity } from '../evaluate/types.ts';
import { cutSentence, fitting } from './group.ts';

export interface PolicyResult {
  readonly source: string;
  readonly policy: string;
  readonly rule?: string;
  readonly category: string;
  readonly severity: Severity;
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
  readonly result: 'pass' | 'fail' | 'warn' | 'error' | 'skip';
  readonly scored: boolean;
  readonly message: string;
  readonly properties?: Readonly<Record<string, string>>;
}

export interface ReportDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
  readonly results: readonly PolicyResult[];
}

/** An API server takes objects of up to 1.5 MiB; JSON is longer than what etcd stores, so this, with room for the head, is on the safe side. */
const LARGEST = 1_400_000;

/** YAML documents for `kubectl apply`. The summary counts all results, also where not all fit into the object. */
export const documentsOf = (documents: readonly ReportDocument[]): string =>
  documents
    .map((document) => `---\n${stringify(objectOf(document), { lineWidth: 0, aliasDuplicateObjects: false })}`)
    .join('');

function objectOf({ apiVersion, kind, name, namespace, results }: ReportDocument): object {
  const shown = fitting(results, LARGEST, (result) => Buffer.byteLength(JSON.stringify(result)) + 1);
  const cut = cutSentence(shown.length, results.length, 'an object of the API has a largest size');
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === null ? {} : { namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'netlint' },
      ...(cut === null ? {} : { annotations: { 'netlint.io/left-out': cut } }),
    },
    summary: Object.fromEntries(
      (['pass', 'fail', 'warn', 'error', 'skip'] as const).map((outcome) => [
        outcome,
        results.filter(({ result }) => result === outcome).length,
      ]),
    ),
    ...(apiVersion.startsWith('openreports.io') ? { source: 'netlint' } : {}),
    results: shown,
  };
}
