import type { Result } from '../evaluate/types.ts';
import type { Verdict } from '../gate/verdict.ts';
import { visible } from './escape.ts';
import { ended } from './pieces.ts';
import type { Report } from './report.ts';
import { shorten } from './shorten.ts';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * For the textfile collector of node_exporter. Every judged rule has its series, also at 0, so that none vanishes when a fault is gone;
 * no label holds a node, a pod or a Service, whose number has no bound.
 */
export const prometheus: Report = (result, { verdict }) => ended(linesOf(result, verdict));

function linesOf(result: Result, verdict: Verdict): readonly string[] {
  const { coverage, snapshot, rules, summary } = result;
  return [
    ...metric('netlint_build_info', 'Version of netlint that took the snapshot.', [
      { labels: { version: snapshot.netlint }, value: 1 },
    ]),
    ...metric('netlint_findings', 'Findings that count: no waiver accepts them.', perRule(result, false)),
    ...metric('netlint_findings_folded', 'Those of netlint_findings that another finding explains.', [
      { labels: {}, value: summary.folded },
    ]),
    ...metric('netlint_findings_suppressed', 'Findings that a waiver accepts.', perRule(result, true)),
    ...metric(
      'netlint_rule_targets',
      'What came of each rule, in targets.',
      rules.flatMap(({ id, failed, passed, unknown, notApplicable }) =>
        Object.entries({ fail: failed, pass: passed, unknown, not_applicable: notApplicable }).map(
          ([outcome, value]) => ({
            labels: { rule: id, outcome },
            value,
          }),
        ),
      ),
    ),
    ...metric('netlint_coverage_ratio', 'Part of the checks that could be made.', [
      { labels: {}, value: Number((coverage.percent / 100).toFixed(3)) },
    ]),
    ...metric('netlint_checks', 'Checks by whether they could be made.', [
      { labels: { outcome: 'made' }, value: coverage.checked },
      { labels: { outcome: 'unknown' }, value: coverage.unknown },
    ]),
    ...metric('netlint_sources', 'Sources of the snapshot by how reading them ended.', sources(result)),
    ...metric(
      'netlint_snapshot_timestamp_seconds',
      'When the last part of the snapshot was read.',
      timestamp(snapshot.to),
    ),
    ...metric('netlint_gate_exit_code', 'Exit code of the gate: 0 passed, 1 findings, 3 too little was looked at.', [
      { labels: {}, value: verdict.exitCode },
    ]),
  ];
}

function perRule({ findings, rules }: Result, suppressed: boolean): readonly Sample[] {
  const counts = Map.groupBy(
    findings.filter((finding) => (finding.suppressed !== null) === suppressed),
    ({ rule, severity }) => `${rule}\0${severity}`,
  );
  // A finding of a rule whose severity differs from the one in force has its series too.
  const series = new Set([...rules.map(({ id, severity }) => `${id}\0${severity}`), ...counts.keys()]);
  return [...series].sort().map((key) => {
    const [rule = '', severity = ''] = key.split('\0');
    return { labels: { rule, severity }, value: counts.get(key)?.length ?? 0 };
  });
}

function sources({ coverage }: Result): readonly Sample[] {
  return (['ok', 'partial', 'failed', 'skipped'] as const).map((status) => ({
    labels: { status },
    value: coverage.sources.filter((source) => source.status === status).length,
  }));
}

function timestamp(time: string | null): readonly Sample[] {
  const milliseconds = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(milliseconds) ? [] : [{ labels: {}, value: Math.floor(milliseconds / 1000) }];
}

function metric(name: string, help: string, samples: readonly Sample[]): readonly string[] {
  if (samples.length === 0) return [];
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
  ];
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/: backslash, quote and line feed. */
const escapeLabel = (value: string): string => visible(shorten(value)).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
