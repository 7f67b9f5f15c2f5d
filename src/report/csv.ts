import { stringify } from 'csv-stringify/sync';
import type { Finding } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import type { Report } from './report.ts';

const columns = [
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
];

/** One row a finding (RFC 4180), for spreadsheets: what one would take for a formula gets a quote in front. */
export const csv: Report = ({ findings }) =>
  stringify(findings.map(row), { header: true, columns, escape_formulas: true, record_delimiter: 'windows' });

function row(finding: Finding): readonly string[] {
  const { severity, rule, failureMode, target, message, fingerprint, causedBy, explains, baseline, suppressed } =
    finding;
  const fix = finding.fix.map((step) => `${step.on}: ${'run' in step ? step.run : `(by hand) ${step.manual}`}`);
  return [
    severity,
    rule,
    failureMode ?? '',
    target.key,
    target.node ?? '',
    message,
    fingerprint,
    causedBy ?? '',
    String(explains),
    baseline ?? '',
    suppressed?.expires ?? '',
    suppressed?.owner ?? '',
    suppressed?.reason ?? '',
    fix.join(' ; '),
  ].map(visible);
}
