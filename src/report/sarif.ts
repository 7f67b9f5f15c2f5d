import type { Log, Notification, ReportingDescriptor, Run } from 'sarif';
import type { Finding, Result, RuleOutcomes } from '../evaluate/types.ts';
import { visible, visibleJson } from './escape.ts';
import { areaOf, cutSentence } from './group.ts';
import type { Report } from './report.ts';
import { absentResult, levels, sarifResult } from './sarif-result.ts';

/** GitHub takes 25,000 results of a run and keeps 5,000. */
const SHOWN = 5000;

/** SARIF 2.1.0: rules with their help, results with logical locations, fingerprints and suppressions; what could not be read as notifications. */
export const sarif: Report = (result, { verdict }) => {
  const all = result.findings.length + (result.baseline?.fixed.length ?? 0);
  const findings = result.findings.slice(0, SHOWN);
  const ruleIndex = new Map(result.rules.map(({ id }, index) => [id, index]));
  const results = [
    ...findings.map((finding) => sarifResult(finding, result, ruleIndex)),
    ...(result.baseline?.fixed ?? [])
      .slice(0, SHOWN - findings.length)
      .map((entry) => absentResult(entry, result, ruleIndex)),
  ];
  const cut = cutSentence(results.length, all, 'readers of SARIF keep no more of one run');
  const run: Run = {
    tool: { driver: { name: 'netlint', semanticVersion: result.snapshot.netlint, rules: rules(result) } },
    automationDetails: { id: `netlint/${visible(result.snapshot.cluster ?? 'snapshot')}/` },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: verdict.exitCode !== 3,
        exitCode: verdict.exitCode,
        toolExecutionNotifications: notifications(result, [
          ...(cut === null ? [] : [cut]),
          ...verdict.notes,
          verdict.lastLine,
        ]),
      },
    ],
    ...(taxa(result).length === 0
      ? {}
      : { taxonomies: [{ name: 'netlint failure modes', taxa: taxa(result).map((id) => ({ id })) }] }),
    properties: {
      coverage: {
        percent: result.coverage.percent,
        checked: result.coverage.checked,
        unknown: result.coverage.unknown,
      },
      summary: result.summary,
    },
    results,
  };
  const log: Log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${visibleJson(JSON.stringify(log, null, 2))}\n`;
};

function rules(result: Result): ReportingDescriptor[] {
  const first = new Map(result.findings.toReversed().map((finding) => [finding.rule, finding]));
  return result.rules.map((rule) => descriptor(rule, first.get(rule.id)));
}

/** What to do is told by a finding of the rule: where there is none, nobody needs it. */
function descriptor(
  { id, title, failureMode, severity }: RuleOutcomes,
  finding: Finding | undefined,
): ReportingDescriptor {
  const read = finding?.references ?? [];
  const text = finding
    ? [finding.remediation, finding.verify, ...read.map(({ title: name, url }) => `${name}: ${url}`)]
        .filter((part) => part !== '')
        .join('\n\n')
    : '';
  return {
    id,
    name: id.replaceAll(/(?:^|[/-])([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    ...(text === '' ? {} : { help: { text, markdown: text } }),
    ...(read[0] ? { helpUri: read[0].url } : {}),
    defaultConfiguration: { level: levels[severity] },
    ...(failureMode === null
      ? {}
      : {
          relationships: [
            { target: { id: failureMode, toolComponent: { name: 'netlint failure modes' } }, kinds: ['relevant'] },
          ],
        }),
    properties: { tags: ['kubernetes', 'network', areaOf(id)], 'problem.severity': problem[severity], severity },
  };
}

const problem = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'recommendation',
  info: 'recommendation',
} as const;

const taxa = ({ rules: all }: Result): readonly string[] =>
  [...new Set(all.flatMap(({ failureMode }) => failureMode ?? []))].sort();

function notifications({ coverage }: Result, sentences: readonly string[]): Notification[] {
  const broken = coverage.sources.filter(({ status }) => status !== 'ok');
  return [
    ...broken.map(
      ({ id, status, reason }): Notification => ({
        level: status === 'failed' ? 'error' : 'warning',
        descriptor: { id: `collect/${status}` },
        message: { text: `${visible(id)}: ${status}${reason === undefined ? '' : `, ${visible(reason)}`}` },
        locations: [{ logicalLocations: [{ fullyQualifiedName: visible(id), kind: 'source' }] }],
      }),
    ),
    ...sentences.map((text): Notification => ({ level: 'note', message: { text: visible(text) } })),
  ];
}
