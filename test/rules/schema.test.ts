import { describe, expect, test } from 'vitest';
import { check, errorsOf, ruleText } from '../support/rule-files.ts';

const leaf = (text: string) => ({ fail: `{ ${text} }` });

describe('errors name file, line, column and what was probably meant', () => {
  const table: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    [
      'unknown fact',
      leaf('fact: node.mut, operator: equal, value: 3'),
      '5:15: unknown fact "node.mut"; did you mean "node.mtu"?',
    ],
    [
      'unknown operator',
      leaf('fact: node.mtu, operator: lesThan, value: 3'),
      '5:35: unknown operator "lesThan"; did you mean "lessThan"?',
    ],
    [
      'regular expression',
      leaf('fact: node.mode, operator: matches, value: ".*"'),
      '5:36: unknown operator "matches": regular expressions are not offered in rules; compare with `equal` or `in`, or ask a fact that answers the question',
    ],
    [
      'JSONPath',
      leaf('fact: node.mtu, path: "$..x", operator: equal, value: 3'),
      '5:25: unknown key "path" in a condition; possible are all, any, not, fact, operator, value',
    ],
    [
      'type of the value',
      leaf('fact: node.mtu, operator: equal, value: "3"'),
      '5:49: the value that node.mtu is compared with must be an integer, not the string 3; remove the quotes if it is one',
    ],
    [
      'version as a number',
      leaf('fact: node.mode, operator: equal, value: 1.30'),
      '5:50: the value that node.mode is compared with must be a string; quote it: "1.30" (YAML reads it as 1.3)',
    ],
    [
      'not one of the values',
      leaf('fact: node.mode, operator: equal, value: vxlen'),
      '5:50: the value that node.mode is compared with cannot be "vxlen"; did you mean "vxlan"?',
    ],
    [
      'operator for another type',
      leaf('fact: node.up, operator: lessThan, value: 3'),
      '5:34: lessThan does not work on node.up, which is of type boolean; possible are equal, notEqual, in, notIn, isPresent, isAbsent',
    ],
    [
      'fact of another target',
      leaf('fact: service.name, operator: equal, value: x'),
      "5:15: service.name is about a service, and the rule's target is a node; use a fact of the node, or another target",
    ],
    ['no value', leaf('fact: node.mtu, operator: equal'), '5:7: equal needs a "value"'],
    [
      'value too many',
      leaf('fact: node.mtu, operator: isPresent, value: 3'),
      '5:53: isPresent takes no value; remove it',
    ],
    [
      'unknown parameter',
      leaf('fact: node.mtu, operator: equal, value: { param: min }'),
      '5:58: the rule has no parameter "min"; declare it under params',
    ],
    ['empty any', { fail: '{ any: [] }' }, '5:14: "any" is empty; give it at least one condition'],
    [
      'two keys',
      { fail: '{ any: [], all: [] }' },
      '5:7: a condition has one key of all, any, not, or it is a comparison; this one has any, all',
    ],
    [
      'unknown field',
      leaf('fact: node.peers, operator: contains, value: { pear: x }'),
      '5:56: items of node.peers have no field "pear"; did you mean "peer"?',
    ],
    [
      'count of nothing',
      leaf('fact: node.peers, operator: countAtLeast, value: 0'),
      '5:58: countAtLeast needs 1 or more; for an empty list write not: countAtLeast 1',
    ],
    ['severity', { severity: 'hgh' }, '3:11: unknown severity "hgh"; did you mean "high"?'],
    ['target', { target: 'nodes' }, '4:9: unknown target "nodes"; did you mean "node"?'],
    [
      'id and path',
      { id: 'own/other' },
      '1:5: id "own/other" is not the file\'s path; write id: own/rule, or move the file',
    ],
    ['unknown key', { remedation: 'x' }, '7:1: unknown key "remedation" in a rule; did you mean "remediation"?'],
    ['number for a string', { title: '1.30' }, '2:8: title must be a string; quote it: "1.30" (YAML reads it as 1.3)'],
    ['failure mode', { failureMode: 'FM-5' }, '7:14: failureMode "FM-5" is not of the form FM-054'],
    [
      'fact in a message',
      { message: '"a {{node.nme}} b"' },
      '6:13: unknown fact "node.nme"; did you mean "node.name"?',
    ],
    [
      'list in a message',
      { message: '"{{node.peers}}"' },
      '6:11: node.peers is a list; write {{node.peers | each}} or {{node.peers | count}}',
    ],
    [
      'item field in a message',
      { message: `"{{node.mtu}} {{node.peers | each: '{{item.pear}}'}}"` },
      '6:46: items of node.peers have no field "pear"; did you mean "peer"?',
    ],
    [
      'item without a list',
      { message: '"{{item.peer}}"' },
      "6:11: message has no item here; write {{fact | each: '{{item.peer}}'}}",
    ],
    [
      'unclosed',
      { message: '"x {{node.name"' },
      `6:13: message: "{{" is never closed; write {{fact}} or {{fact | each: '…'}}`,
    ],
    [
      'filter',
      { message: '"{{node.peers | sort}}"' },
      `6:11: message: unknown filter "sort"; possible are count, each and each: '…'`,
    ],
    [
      'fix step',
      { fix: '[ { on: x } ]' },
      '7:8: a step of fix has either "run" (a command) or "manual" (what no command does)',
    ],
    [
      'item in a fix',
      { fix: '[ { on: x, run: "ip {{item.peer}}" } ]' },
      `7:26: run has no item here; write {{fact | each: '{{item.peer}}'}}, or give the step an "each: fact"`,
    ],
    [
      'value in quotes',
      { fix: `[ { on: x, run: "sh -c 'ip {{node.mode}}'" } ]` },
      `7:33: a value stands inside 'quotes' of the command; values are quoted by netlint, so put it outside`,
    ],
    ['proof without a fixture', { proof: '{ none: no hardware }' }, '7:8: proof has no "fixture"'],
    [
      'outcome',
      { tests: '[ { name: a, given: {}, expect: failed } ]' },
      '7:40: unknown outcome "failed"; did you mean "fail"?',
    ],
    [
      'type in a test',
      { tests: '[ { name: a, given: { node.mtu: big }, expect: fail } ]' },
      '7:40: node.mtu must be an integer, not the string big; remove the quotes if it is one',
    ],
    [
      'fact in a test',
      { tests: '[ { name: a, given: { __proto__: 1 }, expect: fail } ]' },
      '7:30: unknown fact "__proto__"; `netlint facts` lists them',
    ],
    [
      'url',
      { references: '[ { title: x, url: example.org } ]' },
      '7:32: url "example.org" does not start with https://',
    ],
    [
      'pairs',
      { target: 'peer', fail: '{ fact: node.mtu, operator: equal, value: 1 }' },
      '1:1: a rule with target: peer needs "among": a list fact of the node whose items have a field "peer"',
    ],
  ];
  test.each(table)('%s', (_, changes, wanted) => {
    expect(errorsOf(ruleText(changes))).toEqual([`own/rule.yaml:${wanted}`]);
  });
});

test('a place in a block text is the line it is on', () => {
  const text = ruleText({ remediation: '|\n  First {{node.name}}.\n  Then {{node.nme}}.' });
  expect(errorsOf(text)).toEqual(['own/rule.yaml:9:8: unknown fact "node.nme"; did you mean "node.name"?']);
});

test('every mistake of a file is told at once, and the rule is not used', () => {
  const { rule, problems } = check(ruleText({ severity: 'hgh', ...leaf('fact: node.mut, operator: equl, value: 3') }));
  expect(rule).toBeNull();
  expect(problems.filter(({ level }) => level === 'error')).toHaveLength(3);
});

test('a rule without tests and references works and is called incomplete', () => {
  const { rule, problems } = check(ruleText());
  expect(rule?.id).toBe('own/rule');
  expect(problems.map(({ level, message }) => `${level}: ${message}`)).toEqual(
    ['evidence', 'remediation', 'verify', 'references', 'tests'].map((key) => `incomplete: the rule has no "${key}"`),
  );
});

test('explainedBy: a rule, or a rule on the same device', () => {
  const explained = (text: string) => errorsOf(ruleText({ explainedBy: `[ ${text} ]` }));
  expect(check(ruleText({ explainedBy: '[ a/x, { rule: a/y, device: [gone, peer] } ]' })).rule?.explainedBy).toEqual([
    expect.objectContaining({ rule: 'a/x', device: null }),
    expect.objectContaining({ rule: 'a/y', device: ['gone', 'peer'] }),
  ]);
  expect(explained('{ rule: a/y }')).toEqual([expect.stringContaining('has no "device"')]);
  expect(explained('{ device: [gone] }')).toEqual([expect.stringContaining('has no "rule"')]);
  expect(explained('{ rule: a/y, device: [] }')).toEqual([expect.stringContaining('device is empty')]);
  expect(explained('{ rule: a/y, device: gone }')).toEqual([expect.stringContaining('device must be a list')]);
  expect(explained('{ rule: a/y, devices: [gone] }')).toContainEqual(expect.stringContaining('unknown key "devices"'));
});

test('parameters: types and bounds', () => {
  const parameter = (text: string) => errorsOf(ruleText({ params: `{ min: { ${text} } }` }));
  expect(parameter('type: integer, default: 3, min: 1, max: 9')).toEqual([]);
  expect(parameter('type: integer, default: 0, min: 1')).toEqual(['own/rule.yaml:7:42: min is 0, below its min 1']);
  expect(parameter('type: integer, default: x')).toEqual([
    'own/rule.yaml:7:42: default of min must be an integer, not the string x; remove the quotes if it is one',
  ]);
  expect(parameter('type: string, default: x, min: 1')).toEqual([
    'own/rule.yaml:7:49: min needs a parameter of type integer or number',
  ]);
});
