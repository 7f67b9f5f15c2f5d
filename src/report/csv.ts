import { stringify } from 'csv-stringify/sync';
import type { Finding, Result, UnknownOutcome } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import type { Report } from './report.ts';

const columns = [
  'outcome',
  'severity',
  'rule',
  'failure_mode',
  'target',
  'node',
  'message',
  'fingerprint',
  'caused_by',
  'explains',
  'baseline',
  'suppressed_until',
  'suppressed_by',
  'suppressed_because',
  'fix',
] as const;

type Row = Readonly<Partial<Record<(typeof columns)[number], string>>>;

/** Rows that are written at once. */
const BATCH = 500;

/**
 * One row a finding, then one for each check that could not be made (RFC 4180), for spreadsheets: what one would take for a formula gets a quote in
 * front.
 */
export const csv: Report = function* (result) {
  yield written([columns]);
  let batch: (readonly string[])[] = [];
  for (const row of rows(result)) {
    batch.push(columns.map((column) => visible(row[column] ?? '')));
    if (batch.length < BATCH) continue;
    yield written(batch);
    batch = [];
  }
  yield written(batch);
};

const written = (lines: readonly (readonly string[])[]): string =>
  stringify([...lines], { escape_formulas: true, record_delimiter: 'windows' });

function* rows({ findings, unknown, rules }: Result): Generator<Row> {
  for (const finding of findings) yield found(finding);
  const severities = new Map(rules.map(({ id, severity }) => [id, severity]));
  for (const each of unknown) yield { ...unseen(each), severity: severities.get(each.rule) ?? '' };
}

function found(finding: Finding): Row {
  const { severity, rule, failureMode, target, message, fingerprint, causedBy, explains, baseline, suppressed } =
    finding;
  const fix = finding.fix.map((step) => `${step.on}: ${'run' in step ? step.run : `(by hand) ${step.manual}`}`);
  return {
    outcome: 'fail',
    severity,
    rule,
    failure_mode: failureMode ?? '',
    target: target.key,
    node: target.node ?? '',
    message,
    fingerprint,
    caused_by: causedBy ?? '',
    explains: String(explains),
    baseline: baseline ?? '',
    suppressed_until: suppressed?.expires ?? '',
    suppressed_by: suppressed?.owner ?? '',
    suppressed_because: suppressed?.reason ?? '',
    fix: fix.join(' ; '),
  };
}

const unseen = ({ rule, target, missing, reason }: UnknownOutcome): Row => ({
  outcome: 'unknown',
  rule,
  target,
  message: `could not be judged: ${missing}: ${reason}`,
});
