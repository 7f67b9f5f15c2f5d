import type { Finding, Result, Severity } from '../../src/evaluate/types.ts';
import { severities } from '../../src/evaluate/types.ts';
import { baselineOf, compareWithBaseline } from '../../src/gate/baseline.ts';
import type { FailOn, Verdict } from '../../src/gate/verdict.ts';
import { verdictOf } from '../../src/gate/verdict.ts';
import { applyWaivers } from '../../src/gate/waivers.ts';
import { madeFinding, madeResult } from '../support/made-result.ts';

/** A row of a table of decisions: `high (waived), medium (folded)`, `80`, `--fail-on low`, 0. */
export interface DecisionCase {
  readonly findings: string;
  readonly coverage: string;
  readonly options: string;
  readonly exitCode: number;
}

const TODAY = '2026-06-15';

interface Made {
  readonly finding: Finding;
  readonly words: ReadonlySet<string>;
}

/** Finds, accepts, compares and decides as a scan does. A folded finding folds under the last root before it. */
export function decide({ findings, coverage, options }: DecisionCase): { result: Result; verdict: Verdict } {
  const made = findings === '–' ? [] : madeFindings(findings);
  const base = madeResult({ findings: made.map(({ finding }) => finding), ...collected(coverage) });
  const waivers = made.flatMap(({ finding, words }) =>
    words.has('waived') || words.has('expired')
      ? [
          {
            rule: finding.rule,
            target: finding.target.key,
            reason: 'because',
            owner: 'somebody',
            expires: words.has('expired') ? '2026-06-14' : TODAY,
            place: 'netlint.yaml:1',
          },
        ]
      : [],
  );
  const accepted = applyWaivers(base, { waivers, today: TODAY, severity: null });
  const compared = made.some(({ words }) => words.has('known') || words.has('new'));
  const before = made.filter(({ words }) => words.has('known')).map(({ finding }) => finding);
  const result = compared ? compareWithBaseline(accepted, baselineOf(madeResult({ findings: before }))) : accepted;
  return { result, verdict: verdictOf(result, thresholds(options)) };
}

function madeFindings(text: string): readonly Made[] {
  let root = '';
  return text.split(', ').map((entry, index) => {
    const [, name = '', marks = ''] = /^(\w+)(?: \(([^)]+)\))?$/.exec(entry) ?? [];
    const severity = severities.find((each) => each === name);
    if (!severity) throw new Error(`no finding: ${entry}`);
    const words = new Set(marks.split(' ').filter((word) => word !== ''));
    for (const word of words)
      if (!['waived', 'waiver', 'expired', 'known', 'new', 'folded'].includes(word))
        throw new Error(`unknown word ${word}`);
    const fingerprint = String(index + 1).padStart(16, '0');
    if (!words.has('folded')) root = fingerprint;
    return { finding: oneFinding(index, severity, fingerprint, words.has('folded') ? root : null), words };
  });
}

const oneFinding = (index: number, severity: Severity, fingerprint: string, causedBy: string | null): Finding =>
  madeFinding({
    rule: `area/rule-${index}`,
    severity,
    fingerprint,
    causedBy,
    target: { kind: 'node', key: `node/n${index}`, node: `n${index}` },
  });

function collected(coverage: string): Partial<Result> {
  const { coverage: made } = madeResult();
  if (coverage === 'nothing')
    return {
      coverage: { ...made, checked: 0, unknown: 10, percent: 0, sources: [{ id: 'node/n1', status: 'failed' }] },
    };
  const percent = Number(coverage);
  const unknown = 100 - percent;
  const missing = { rule: 'area/other', target: 'node/n2', missing: 'ip-route4', reason: 'not found' };
  return {
    coverage: { ...made, checked: percent, unknown, percent },
    unknown: Array.from({ length: unknown }, () => missing),
  };
}

function thresholds(options: string): { failOn: FailOn; minimumCoverage: number | null } {
  const words = options.split(' ').filter((word) => word !== '');
  const after = (name: string): string | undefined =>
    words.includes(name) ? words[words.indexOf(name) + 1] : undefined;
  const minimum = after('--min-coverage');
  return {
    failOn: (after('--fail-on') ?? 'high') as FailOn,
    minimumCoverage: minimum === undefined ? null : Number(minimum),
  };
}
