import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/read.ts';
import { configureRules } from '../../src/config/rules.ts';
import { checkWaivers } from '../../src/config/waivers.ts';
import { formatProblem } from '../../src/rules/problem.ts';
import { madeRule } from '../support/rule-files.ts';

const params =
  '{ low: { type: integer, default: 1400, min: 1280, max: 9000 }, mode: { type: string, default: a, values: [ a, b ] }, up: { type: boolean, default: true } }';
const rules = [
  madeRule({ id: 'mtu/low', params, fail: '{ fact: node.mtu, operator: lessThan, value: { param: low } }' }),
  madeRule({ id: 'mtu/other' }),
  madeRule({ id: 'ovs/one', severity: 'low' }),
];
const read = (text: string) => parseConfig(text, 'netlint.yaml', '.');
const configure = (text: string) => configureRules(read(text), rules);
const problems = (text: string) => configure(text).problems.map(formatProblem);

test('levels by id and by glob, the last one that fits; off is off', () => {
  const { rules: inForce, off } = configure('rules: { "*": info, "mtu/*": off, mtu/low: critical, ovs/one: off }');
  expect(inForce.map(({ id, severity }) => [id, severity])).toEqual([['mtu/low', 'critical']]);
  expect(off).toEqual(['mtu/other', 'ovs/one']);
});

test('parameters reach the conditions, and the place of each is known', () => {
  const { rules: inForce, places } = configure('rules:\n  mtu/low: { params: { low: 1300, mode: b } }');
  expect(inForce[0]?.leaves[0]).toMatchObject({ parameter: 'low', value: 1300 });
  expect(inForce[0]?.parameters.get('mode')?.value).toBe('b');
  expect(inForce[0]?.severity).toBe('high');
  expect([...places.keys()]).toEqual(['mtu/low low', 'mtu/low mode']);
});

test('without a configuration rules are what they are', () => {
  expect(configure('')).toMatchObject({ rules, off: [], problems: [], expiredWaivers: null });
});

test('the finding about expired waivers has a level, and cannot be off', () => {
  expect(configure('rules: { gate/waiver-expired: high }').expiredWaivers).toBe('high');
  expect(problems('rules: { gate/waiver-expired: off }')).toEqual([
    'netlint.yaml:1:31: gate/waiver-expired cannot be off: a waiver that has expired is always told',
  ]);
});

describe('mistakes', () => {
  test.each([
    ['rules: { mtu/lwo: low }', '1:10: there is no rule "mtu/lwo"; did you mean "mtu/low"?'],
    ['rules: { "dns/*": low }', '1:10: no rule matches "dns/*"; "netlint rules list" shows them'],
    ['rules: { mtu/low: { params: { lwo: 3 } } }', '1:36: mtu/low has no parameter "lwo"; did you mean "low"?'],
    ['rules: { ovs/one: { params: { low: 3 } } }', '1:36: ovs/one has no parameter "low"; it has none'],
    ['rules: { mtu/low: { params: { low: 3 } } }', '1:36: low is 3, below its min 1280'],
    ['rules: { mtu/low: { params: { low: 10000 } } }', '1:36: low is 10000, above its max 9000'],
    ['rules: { mtu/low: { params: { low: 1.5 } } }', '1:36: low must be an integer, not 1.5'],
    ['rules: { mtu/low: { params: { low: "1300" } } }', '1:36: low must be an integer, not "1300"'],
    ['rules: { mtu/low: { params: { mode: c } } }', '1:37: mode cannot be "c"; did you mean "a"?'],
    ['rules: { mtu/low: { params: { up: 1 } } }', '1:35: up must be a boolean, not 1'],
  ])('%s', (text, problem) => {
    expect(problems(text)).toEqual([`netlint.yaml:${problem}`]);
    expect(configure(text).rules).toHaveLength(3);
  });
});

describe('waivers that can never fit', () => {
  const check = (rule: string, target: string) =>
    checkWaivers(
      read(`waivers: [ { rule: ${rule}, target: "${target}", reason: r, owner: o, expires: 2026-12-31 } ]`),
      rules,
    );

  test.each(['node/n1', 'node/*', '*', '*/n1', 'n*', '?ode/x'])('%s fits a rule about nodes', (target) => {
    expect(check('mtu/low', target)).toMatchObject({ problems: [], waivers: { length: 1 } });
  });

  test.each([
    ['mtu/lwo', 'node/n1', '1:20: there is no rule "mtu/lwo"; did you mean "mtu/low"?'],
    ['gate/waiver-expired', '*', '1:20: an expired waiver cannot be waived; give it another day, or remove it'],
    [
      'mtu/low',
      'device/n1/host/eth0',
      '1:37: mtu/low is about a node, so "device/n1/host/eth0" never fits; its targets start with "node/"',
    ],
    ['mtu/low', 'nodes/n1', '1:37: "nodes/n1" is no target; did you mean "node"?'],
    ['mtu/low', 'n1', '1:37: "n1" is no target; write a key such as node/n1, as findings show it'],
  ])('%s on %s', (rule, target, problem) => {
    const { waivers, problems: found } = check(rule, target);
    expect(waivers).toEqual([]);
    expect(found.map(formatProblem)).toEqual([`netlint.yaml:${problem}`]);
  });
});
