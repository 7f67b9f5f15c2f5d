import type { Log, Run } from 'sarif';
import type { Result } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import { cutSentence } from './group.ts';
import { jsonPieces } from './json-pieces.ts';
import type { Report } from './report.ts';
import { notifications } from './sarif-notifications.ts';
import { absentResult, sarifResult } from './sarif-result.ts';
import { descriptors } from './sarif-rule.ts';
import { shorten } from './shorten.ts';

/** GitHub takes 25,000 results of a run and keeps 5,000. */
const SHOWN = 5000;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** SARIF 2.1.0: rules with their help, results with logical locations, fingerprints and suppressions; what could not be read as notifications. */
export const sarif: Report = function* (result, { verdict }) {
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
    tool: {
      driver: {
        name: 'netlint',
        semanticVersion: visible(shorten(result.snapshot.netlint)),
        rules: descriptors(result),
      },
    },
    automationDetails: { id: `netlint/${visible(shorten(result.snapshot.cluster ?? 'snapshot'))}/` },
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
  const log: Log = { $schema: SCHEMA, version: '2.1.0', runs: [run] };
  yield* jsonPieces(log, 4);
  yield '\n';
};

const taxa = ({ rules: all }: Result): readonly string[] =>
  [...new Set(all.flatMap(({ failureMode }) => failureMode ?? []))].sort();
