import { XMLBuilder } from 'fast-xml-parser';
import { summaryOf } from '../evaluate/summary.ts';
import type { Finding, Result } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import { areaOf } from './group.ts';
import { attributes, type Case, testcase } from './junit-case.ts';
import type { Report } from './report.ts';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  format: true,
  suppressEmptyNode: true,
});

/**
 * A testsuite an area, a testcase a rule: `failure` where something fails that no waiver accepts, `error` where nothing fails and
 * somebody could not look, `skipped` where the rule applies to nothing. Follows the schema of Jenkins' xunit plugin, junit-10.xsd.
 */
export const junit: Report = function* (result) {
  const findings = Map.groupBy(result.findings, ({ rule }) => rule);
  const unknown = Map.groupBy(result.unknown, ({ rule }) => rule);
  const areas = [...Map.groupBy(result.rules, ({ id }) => areaOf(id))].sort(([a], [b]) => (a < b ? -1 : 1));
  const suites = areas.map(([area, rules]) => {
    const cases = rules.map((rule) =>
      testcase(`netlint.${area}`, rule, findings.get(rule.id) ?? [], unknown.get(rule.id) ?? []),
    );
    const there = rules.flatMap(({ id }) => findings.get(id) ?? []);
    const { skipped, ...numbers } = numbersOf(cases);
    return {
      ...attributes({ name: `netlint.${area}`, ...numbers, skipped, time: '0', ...time(result) }),
      properties: { property: properties(there, result, area) },
      testcase: cases,
    };
  });
  // The schema knows no number of skipped ones here.
  const { skipped: _, ...numbers } = numbersOf(suites.flatMap(({ testcase: cases }) => cases));
  const root = { ...attributes({ name: 'netlint', ...numbers, time: '0' }), testsuite: suites };
  yield `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: root })}`;
};

const numbersOf = (cases: readonly Case[]) => ({
  tests: String(cases.length),
  failures: String(cases.filter((each) => 'failure' in each).length),
  errors: String(cases.filter((each) => 'error' in each).length),
  skipped: String(cases.filter((each) => 'skipped' in each).length),
});

/** The numbers of the result, by area: a testcase that fails may stand for many findings. */
function properties(findings: readonly Finding[], { snapshot, coverage }: Result, area: string): readonly object[] {
  const { roots, folded, suppressed, bySeverity } = summaryOf(findings);
  const checks = coverage.byArea[area];
  const numbers = { roots, folded, suppressed, ...bySeverity, checked: checks?.checked, unknown: checks?.unknown };
  return Object.entries({ cluster: snapshot.cluster, taken: snapshot.to, ...numbers })
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => attributes({ name: `netlint.${name}`, value: visible(String(value)) }));
}

/** Without a zone, as the format has it; UTC. */
function time({ snapshot }: Result): Readonly<Record<string, string>> {
  const milliseconds = snapshot.to === null ? Number.NaN : Date.parse(snapshot.to);
  return Number.isNaN(milliseconds) ? {} : { timestamp: new Date(milliseconds).toISOString().slice(0, 19) };
}
