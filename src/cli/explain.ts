import { describeCondition, describeTemplate } from '../rules/describe.ts';
import type { FailureMode } from '../rules/failure-mode.ts';
import { findFailureMode, loadFailureModes } from '../rules/failure-mode.ts';
import { nearest } from '../rules/suggest.ts';
import type { Reference, Rule } from '../rules/types.ts';
import { UsageError } from './exit-codes.ts';
import { loadRuleSet } from './rule-set.ts';

/** Prints a rule or a failure mode for people. */
export function explain(name: string, folders: readonly string[]): void {
  const wanted = name.toUpperCase();
  if (/^FM-\d+$/.test(wanted)) {
    const mode = findFailureMode(wanted) ?? unknownMode(name);
    const rules = loadRuleSet(folders).rules.filter(({ failureMode }) => failureMode === mode.id);
    process.stdout.write(failureModeText(mode, rules));
    return;
  }
  const { rules } = loadRuleSet(folders);
  const rule = rules.find(({ id }) => id === name) ?? unknownRule(name, rules);
  process.stdout.write(ruleText(rule, rule.failureMode === null ? undefined : findFailureMode(rule.failureMode)));
}

function unknownMode(name: string): never {
  const near = nearest(
    name.toUpperCase(),
    loadFailureModes().map(({ id }) => id),
  );
  throw new UsageError(`there is no failure mode ${name}${near ? `; did you mean ${near}?` : ' in the catalogue.'}`);
}

function unknownRule(name: string, rules: readonly Rule[]): never {
  const slugs = new Map(loadFailureModes().map(({ id, slug }) => [slug, id]));
  const near = nearest(name, [...rules.map(({ id }) => id), ...slugs.keys()]);
  const meant = near && (slugs.get(near) ?? near);
  throw new UsageError(
    `there is no rule ${name}${meant ? `; did you mean ${meant}?` : '; "netlint rules list" shows them, and failure modes are named like FM-054.'}`,
  );
}

const WIDTH = 110;

function failureModeText(mode: FailureMode, rules: readonly Rule[]): string {
  const found =
    rules.length === 0
      ? 'No rule of this version looks for it.'
      : rules.map(({ id, title }) => `${id}: ${title}`).join('\n');
  return page(`${mode.id} ${mode.slug} (${mode.area}, ${mode.severity})`, [
    ['What is seen', mode.symptom],
    ['What happens', mode.mechanism],
    ['How it shows', mode.evidence],
    ['What looks like it and is fine', mode.guards],
    ['What to do', mode.fix],
    ['Rules', found],
    ['Stories', mode.stories.join(', ')],
    ['Can it be made in a lab', mode.proof],
    ['Read more', references(mode.references)],
  ]);
}

function ruleText(rule: Rule, mode: FailureMode | undefined): string {
  return page(`${rule.id} (${rule.severity})`, [
    ['', rule.title],
    ['Failure mode', mode ? `${mode.id} ${mode.slug}: ${mode.symptom}` : (rule.failureMode ?? '')],
    ['What happens', mode?.mechanism ?? ''],
    ['Judged', `once for every ${rule.target}`],
    ['Applies when', rule.when ? describeCondition(rule.when) : 'always'],
    ['Fails when', describeCondition(rule.fail)],
    [
      'Parameters',
      [...rule.parameters.values()]
        .map(({ name, value, type, doc }) => `${name} = ${value} (${type}) ${doc}`)
        .join('\n'),
    ],
    [
      'Explained by',
      rule.explainedBy.map((cause) => `${cause.rule}${cause.device ? ' on the same device' : ''}`).join('\n'),
    ],
    [
      'What to do',
      [
        describeTemplate(rule.remediation),
        ...rule.fix.map(
          (step) =>
            `on ${describeTemplate(step.on)}: ${'run' in step.action ? describeTemplate(step.action.run) : `by hand: ${describeTemplate(step.action.manual)}`}`,
        ),
      ].join('\n'),
    ],
    ['How to see that it helped', describeTemplate(rule.verify)],
    ['Not shown on a real kernel', rule.proof ? `${rule.proof.none}\nIts tests rest on ${rule.proof.fixture}` : ''],
    ['Read more', references(rule.references)],
  ]);
}

const references = (all: readonly Reference[]): string => all.map(({ title, url }) => `${title}: ${url}`).join('\n');

function page(title: string, sections: readonly (readonly [string, string])[]): string {
  const blocks = sections
    .filter(([, body]) => body.trim() !== '')
    .map(([head, body]) => `${head === '' ? '' : `${head}\n`}${indent(body.trim())}`);
  return `${[title, ...blocks].join('\n\n')}\n`;
}

const indent = (text: string): string =>
  text
    .split('\n')
    .flatMap(wrap)
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');

/** Breaks prose at blanks; lines with an address stay whole. */
function wrap(line: string): readonly string[] {
  if (line.includes('https://')) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > WIDTH) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
