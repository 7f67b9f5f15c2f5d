import { XMLBuilder } from 'fast-xml-parser';
import type { Finding, Result, RuleOutcomes, UnknownOutcome } from '../evaluate/types.ts';
import { visible, visibleLines } from './escape.ts';
import { areaOf } from './group.ts';
import type { Report } from './report.ts';

/** Findings and reasons that one testcase tells in full. */
const SHOWN = 20;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  format: true,
  suppressEmptyNode: true,
});

/**
 * A testsuite an area, a testcase a rule: `failure` where something fails that no waiver accepts, `error` where nothing fails and
 * somebody could not look, `skipped` where the rule applies to nothing.
 */
export const junit: Report = (result) => {
  const findings = Map.groupBy(result.findings, ({ rule }) => rule);
  const unknown = Map.groupBy(result.unknown, ({ rule }) => rule);
  const suites = [...Map.groupBy(result.rules, ({ id }) => areaOf(id))].sort(([a], [b]) => (a < b ? -1 : 1));
  const written = suites.map(([area, rules]) => {
    const cases = rules.map((rule) => testcase(area, rule, findings.get(rule.id) ?? [], unknown.get(rule.id) ?? []));
    return {
      ...attributes({ name: `netlint.${area}`, ...numbers(cases), time: '0', ...time(result) }),
      testcase: cases,
    };
  });
  const all = written.flatMap(({ testcase: cases }) => cases);
  const root = { ...attributes({ name: 'netlint', ...numbers(all), time: '0' }), testsuite: written };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: root })}`;
};

type Case = Readonly<Record<string, unknown>>;

function testcase(area: string, rule: RuleOutcomes, all: readonly Finding[], unknown: readonly UnknownOutcome[]): Case {
  const failing = all.filter(({ suppressed }) => !suppressed);
  const accepted = all.length - failing.length;
  const about = attributes({ name: rule.id, classname: `netlint.${area}`, time: '0' });
  const said =
    accepted === 0
      ? {}
      : {
          'system-out': {
            '#': lines([
              `${accepted} suppressed by waivers:`,
              ...all.filter(({ suppressed }) => suppressed).map(sentence),
            ]),
          },
        };
  if (failing.length > 0) {
    const message =
      failing.length === 1 ? (failing[0] as Finding).message : `${failing.length} findings: ${rule.title}`;
    return {
      ...about,
      failure: {
        ...attributes({ message: visible(message), type: (failing[0] as Finding).severity }),
        '#': lines(failing.map(sentence)),
      },
      ...said,
    };
  }
  if (rule.unknown > 0) {
    const message = `could not be judged on ${rule.unknown} of ${rule.unknown + rule.passed + rule.failed} targets`;
    return {
      ...about,
      error: {
        ...attributes({ message, type: 'unknown' }),
        '#': lines(unknown.map(({ target, missing, reason }) => `${target}: ${missing}: ${reason}`)),
      },
      ...said,
    };
  }
  if (rule.passed + rule.failed === 0)
    return { ...about, skipped: attributes({ message: 'applies to nothing here' }), ...said };
  return { ...about, ...said };
}

const sentence = ({ severity, target, message, fingerprint, causedBy, suppressed }: Finding): string =>
  `${severity} ${target.key}: ${message} (${fingerprint}${causedBy === null ? '' : `, explained by ${causedBy}`}${suppressed ? `, accepted until ${suppressed.expires} by ${suppressed.owner}: ${suppressed.reason}` : ''})`;

function lines(all: readonly string[]): string {
  const shown = all.slice(0, SHOWN).map((line) => visible(line));
  if (all.length > SHOWN) shown.push(`and ${all.length - SHOWN} more of ${all.length}`);
  return visibleLines(shown.join('\n'));
}

const numbers = (cases: readonly Case[]): Readonly<Record<string, string>> => ({
  tests: String(cases.length),
  failures: String(cases.filter((each) => 'failure' in each).length),
  errors: String(cases.filter((each) => 'error' in each).length),
  skipped: String(cases.filter((each) => 'skipped' in each).length),
});

/** Without a zone, as the format has it; UTC. */
function time({ snapshot }: Result): Readonly<Record<string, string>> {
  const milliseconds = snapshot.to === null ? Number.NaN : Date.parse(snapshot.to);
  return Number.isNaN(milliseconds) ? {} : { timestamp: new Date(milliseconds).toISOString().slice(0, 19) };
}

const attributes = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`@${name}`, value]));
