import type { FactRegistry } from '../facts/registry.ts';
import { targetKinds } from '../facts/scope.ts';
import type { Checker } from './checker.ts';
import { createChecker } from './checker.ts';
import type { Problem } from './problem.ts';
import { readCondition } from './schema-condition.ts';
import type { Names } from './schema-fact.ts';
import { readFix } from './schema-fix.ts';
import {
  readAmong,
  readEvidence,
  readId,
  readProof,
  readReferences,
  readRuleNames,
  readSwitch,
} from './schema-identity.ts';
import { readParameters } from './schema-parameters.ts';
import { emptyTemplate, readTemplate } from './schema-template.ts';
import { readTests } from './schema-tests.ts';
import { severities } from './severity.ts';
import type { Leaf, Rule } from './types.ts';
import type { YamlMap, YamlSource, YamlValue } from './yaml-source.ts';

const keys = [
  'id',
  'title',
  'severity',
  'failureMode',
  'target',
  'among',
  'params',
  'when',
  'fail',
  'explainedBy',
  'lastResort',
  'discriminator',
  'message',
  'evidence',
  'remediation',
  'fix',
  'verify',
  'references',
  'proof',
  'tests',
] as const;

/** What every rule of the catalogue says, and a user's own rule should. Failure modes are the catalogue's: only its rules must name one. */
const complete = ['evidence', 'remediation', 'verify', 'references', 'tests'] as const;

export interface CheckedRule {
  /** Null when the file has an error. */
  readonly rule: Rule | null;
  readonly problems: readonly Problem[];
}

/** Checks one file against the facts that exist. `expectedId` is the path below the rules folder. */
export function checkRule(source: YamlSource, expectedId: string, facts: FactRegistry): CheckedRule {
  const check = createChecker(source);
  const root = source.root && check.map(source.root, 'a rule', keys);
  const rule = root ? readRule(check, root, expectedId, facts) : undefined;
  const broken = check.problems.some(({ level }) => level === 'error');
  return { rule: broken ? null : (rule ?? null), problems: check.problems };
}

function readRule(check: Checker, root: YamlMap, expectedId: string, facts: FactRegistry): Rule | undefined {
  const of = (key: (typeof keys)[number]): YamlValue | undefined => root.entries.get(key)?.value;
  const need = (key: (typeof keys)[number]): YamlValue | undefined => check.required(root, key, 'the rule');
  const text = (key: (typeof keys)[number], node: YamlValue | undefined): string | undefined =>
    node && check.text(node, key);

  const id = readId(check, need('id'), expectedId);
  const title = text('title', need('title'));
  const severityNode = need('severity');
  const severity = severityNode && check.oneOf(severityNode, 'severity', severities);
  const targetNode = need('target');
  const target = targetNode && check.oneOf(targetNode, 'target', targetKinds);
  const failureModeNode = of('failureMode');
  const failureMode = text('failureMode', failureModeNode);
  if (failureMode !== undefined && failureModeNode && !/^FM-\d{3}$/.test(failureMode)) {
    check.error(failureModeNode.at, `failureMode "${failureMode}" is not of the form FM-054`);
  }
  for (const key of complete) if (!root.entries.has(key)) check.incomplete(root.at, `the rule has no "${key}"`);
  const failNode = need('fail');
  const messageNode = need('message');
  if (!target) return undefined;

  const parameters = readParameters(check, of('params'));
  const names: Names = { target, facts, parameters };
  const leaves: Leaf[] = [];
  const whenNode = of('when');
  const when = whenNode && readCondition(check, whenNode, names, leaves);
  const fail = failNode && readCondition(check, failNode, names, leaves);
  const template = (key: (typeof keys)[number], node: YamlValue | undefined) =>
    (node && readTemplate(check, node, names, { what: key, list: null, command: false })) ?? emptyTemplate;
  const discriminatorNode = of('discriminator');
  const message = template('message', messageNode);
  const among = readAmong(check, root, of('among'), names);
  const rest = {
    explainedBy: readRuleNames(check, of('explainedBy')),
    lastResort: readSwitch(check, of('lastResort'), 'lastResort'),
    discriminator: discriminatorNode ? template('discriminator', discriminatorNode) : null,
    evidence: readEvidence(check, of('evidence'), names),
    remediation: template('remediation', of('remediation')),
    fix: readFix(check, of('fix'), names),
    verify: template('verify', of('verify')),
    references: readReferences(check, of('references')),
    proof: readProof(check, of('proof')),
    tests: readTests(check, of('tests'), names),
  };
  if (id === undefined || title === undefined || !severity || !fail || among === undefined) return undefined;
  return {
    id,
    area: id.includes('/') ? id.slice(0, id.indexOf('/')) : 'own',
    file: check.source.file,
    own: false,
    title,
    severity,
    failureMode: failureMode ?? null,
    target,
    among,
    parameters,
    when: when ?? null,
    fail,
    leaves,
    message,
    ...rest,
    evidence: rest.evidence.length > 0 ? rest.evidence : [...new Set(leaves.map(({ fact }) => fact))],
    place: (at) => {
      const { line, column } = check.source.problem(at, '');
      return { line, column };
    },
  };
}
