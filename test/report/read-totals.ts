import { parse as parseCsv } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';
import type { Log } from 'sarif';
import { parseAllDocuments } from 'yaml';
import type { Severity, Summary } from '../../src/evaluate/types.ts';
import { severities } from '../../src/evaluate/types.ts';
import type { Format } from '../../src/report/report.ts';

/** The numbers that a reader finds in an output; what the format does not tell is not there. */
export type Totals = Partial<Summary> & { readonly checked?: number; readonly unknown?: number };

const number = (text: string | undefined): number => Number(text ?? 0);

const words = (text: string): Totals => ({
  // "3 findings (1 critical), 4 more explained by them, 1 suppressed"; where nothing is found it says so.
  roots: number(/(\d+) findings?\b/.exec(text)?.[1]),
  folded: number(/(\d+) more explained/.exec(text)?.[1]),
  suppressed: number(/(\d+) suppressed/.exec(text)?.[1]),
});

function coverage(text: string): Totals {
  const [, checked, all] = /Coverage [\d.]+ % \((\d+) of (\d+) checks\)/.exec(text) ?? [];
  return { checked: number(checked), unknown: number(all) - number(checked) };
}

const lineWith = (text: string, part: RegExp): string => text.split('\n').find((line) => part.test(line)) ?? '';

const sums = (entries: Iterable<readonly [string, number]>): Readonly<Record<string, number>> => {
  const total: Record<string, number> = {};
  for (const [name, value] of entries) total[name] = (total[name] ?? 0) + value;
  return total;
};

const bySeverity = (numbers: Readonly<Record<string, number>>): Record<Severity, number> =>
  Object.fromEntries(severities.map((severity) => [severity, numbers[severity] ?? 0])) as Record<Severity, number>;

const counts = (names: readonly string[]): Readonly<Record<string, number>> => sums(names.map((name) => [name, 1]));

function ofSarif(text: string): Totals {
  const [run] = (JSON.parse(text) as Log).runs;
  if (run === undefined) throw new Error('no run');
  const { summary, coverage: checks } = run.properties as {
    summary: Summary;
    coverage: { checked: number; unknown: number };
  };
  const found = (run.results ?? []).filter(({ baselineState }) => baselineState !== 'absent');
  const cut = run.invocations?.[0]?.toolExecutionNotifications?.some(({ message }) =>
    message.text?.startsWith('Shown are'),
  );
  if (cut) return { ...summary, checked: checks.checked, unknown: checks.unknown };
  const counted = found.filter(({ suppressions }) => suppressions === undefined);
  const folded = counted.filter(({ properties }) => properties?.causedBy !== undefined).length;
  return {
    roots: counted.length - folded,
    folded,
    suppressed: found.length - counted.length,
    bySeverity: bySeverity(counts(counted.map(({ properties }) => properties?.severity))),
    checked: checks.checked,
    unknown: checks.unknown,
  };
}

function ofJunit(text: string): Totals {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => name === 'testsuite' || name === 'property',
  });
  type Suite = { properties: { property: { name: string; value: string }[] } };
  const suites: Suite[] = parser.parse(text).testsuites.testsuite ?? [];
  const numbers = sums(
    suites
      .flatMap(({ properties }) => properties.property)
      .map(({ name, value }) => [name.replace('netlint.', ''), Number(value)] as const),
  );
  const { roots = 0, folded = 0, suppressed = 0, checked = 0, unknown = 0 } = numbers;
  return { roots, folded, suppressed, bySeverity: bySeverity(numbers), checked, unknown };
}

function ofPrometheus(text: string): Totals {
  const samples = [...text.matchAll(/^(netlint_\w+)(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name = '', labels = '', value]) => ({
      name,
      label: (wanted: string): string => new RegExp(`${wanted}="([^"]*)"`).exec(labels)?.[1] ?? '',
      value: Number(value),
    }),
  );
  const of = (name: string) => samples.filter((sample) => sample.name === name);
  const total = (name: string): number => of(name).reduce((sum, { value }) => sum + value, 0);
  const checks = sums(of('netlint_checks').map(({ label, value }) => [label('outcome'), value]));
  const folded = total('netlint_findings_folded');
  return {
    roots: total('netlint_findings') - folded,
    folded,
    suppressed: total('netlint_findings_suppressed'),
    bySeverity: bySeverity(sums(of('netlint_findings').map(({ label, value }) => [label('severity'), value]))),
    checked: checks.made ?? 0,
    unknown: checks.unknown ?? 0,
  };
}

function ofReports(text: string): Totals {
  type Report = { metadata: { annotations: Record<string, string> }; summary: { fail: number; warn: number } };
  // Without the results, which take a YAML parser many seconds where they are many thousands.
  const heads = text.replace(/^results:\n(?:[- ] .*\n)*/gm, '');
  const reports = parseAllDocuments(heads).map((document): Report => document.toJS());
  const annotated = (name: string): number =>
    reports.reduce((sum, { metadata }) => sum + Number(metadata.annotations[`netlint.io/${name}`]), 0);
  const failing = reports.reduce((sum, { summary }) => sum + summary.fail + summary.warn, 0);
  const folded = annotated('findings-folded');
  if (annotated('findings') + folded !== failing) throw new Error('annotations and summary differ');
  return { roots: failing - folded, folded, suppressed: annotated('findings-suppressed') };
}

function ofCsv(text: string): Totals {
  const rows: Record<string, string>[] = parseCsv(text, { columns: true });
  const found = rows.filter(({ outcome }) => outcome === 'fail');
  const counted = found.filter(({ suppressed_until: until }) => until === '');
  const folded = counted.filter(({ caused_by: cause }) => cause !== '').length;
  return {
    roots: counted.length - folded,
    folded,
    suppressed: found.length - counted.length,
    bySeverity: bySeverity(counts(counted.map(({ severity }) => severity ?? ''))),
    unknown: rows.length - found.length,
  };
}

/** Reads the totals back from an output, each by a reader for its format. */
export const readTotals: Readonly<Record<Format, (text: string) => Totals>> = {
  text: (text) => ({ ...words(text.slice(0, text.indexOf('\n'))), ...coverage(text) }),
  json: (text) => {
    const { summary, coverage: checks } = JSON.parse(text);
    return { ...summary, checked: checks.checked, unknown: checks.unknown };
  },
  sarif: ofSarif,
  junit: ofJunit,
  markdown: (text) => ({ ...words(lineWith(text, /^## netlint/)), ...coverage(text) }),
  prometheus: ofPrometheus,
  openreports: ofReports,
  policyreport: ofReports,
  github: (text) => ({
    ...words(lineWith(text, /^::notice title=netlint::/)),
    ...coverage(text.replaceAll('%25', '%')),
  }),
  csv: ofCsv,
};
