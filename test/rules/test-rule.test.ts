import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/rules/problem.ts';
import { testRule } from '../../src/rules/test-rule.ts';
import { madeRule, sampleFacts } from '../support/rule-files.ts';

async function problemsOf(changes: Readonly<Record<string, string>>) {
  const { problems } = await testRule(madeRule(changes), sampleFacts);
  return problems.map((problem) => `${problem.level} ${formatProblem(problem)}`);
}

const list = (...tests: readonly string[]) => `\n${tests.map((each) => `  - { ${each} }`).join('\n')}`;
const small = 'name: small, given: { node.mtu: 1400 }, expect: fail';
const large = 'name: large, given: { node.mtu: 1500 }, expect: pass';
const dark = 'name: dark, given: { node.mtu: { unknown: not collected } }, expect: unknown';

test('a rule whose tests show everything', async () => {
  expect(await problemsOf({ tests: list(small, large, dark) })).toEqual([]);
});

describe('what tests get wrong', () => {
  test('another outcome', async () => {
    expect(
      await problemsOf({ tests: list(small, large, dark, 'name: wrong, given: { node.mtu: 1501 }, expect: fail') }),
    ).toEqual(['error own/rule.yaml:11:5: test "wrong": expected fail, got pass']);
  });
  test('a fact that the test does not give is unknown', async () => {
    expect(await problemsOf({ tests: list(small, large, dark, 'name: empty, given: {}, expect: pass') })).toEqual([
      'error own/rule.yaml:11:5: test "empty": expected pass, got unknown (node.mtu unknown)',
    ]);
  });
  test('message and fix', async () => {
    const said =
      'name: said, given: { node.name: n1, node.mtu: 1400 }, expect: fail, message: n1 is small, fix: [ ip link ]';
    expect(
      await problemsOf({
        fix: '[ { on: "{{node.name}}", run: "ip link set mtu 1500" } ]',
        tests: list(said, large, dark),
      }),
    ).toEqual([
      'error own/rule.yaml:9:5: test "said": the message is "n1 has a small MTU"',
      'error own/rule.yaml:9:5: test "said": the fix is ["ip link set mtu 1500"]',
    ]);
  });
});

describe('what tests leave unseen', () => {
  test('outcomes', async () => {
    expect(await problemsOf({ tests: list(small) })).toEqual([
      'incomplete own/rule.yaml:1:1: no test of the rule expects pass',
      'incomplete own/rule.yaml:1:1: no test of the rule expects unknown',
      'incomplete own/rule.yaml:5:7: no test makes "node.mtu lessThan" false',
    ]);
  });
  test('sides of a comparison in when', async () => {
    const given = (test: string) => test.replace('given: {', 'given: { node.up: true,');
    const when = '{ fact: node.up, operator: equal, value: true }';
    expect(await problemsOf({ when, tests: list(given(small), given(large), given(dark)) })).toEqual([
      'incomplete own/rule.yaml:7:7: no test makes "node.up equal" false',
    ]);
    const off = 'name: off, given: { node.up: false }, expect: notApplicable';
    expect(await problemsOf({ when, tests: list(given(small), given(large), given(dark), off) })).toEqual([]);
  });
});

test('parameters of a test count for that test', async () => {
  const changes = {
    params: '{ least: { type: integer, default: 1500 } }',
    fail: '{ fact: node.mtu, operator: lessThan, value: { param: least } }',
    tests: list(small, large, dark, 'name: tuned, params: { least: 9000 }, given: { node.mtu: 1500 }, expect: fail'),
  };
  expect(await problemsOf(changes)).toEqual([]);
});

test('lists: items fail even while somebody is unseen, none and somebody unseen is unknown', async () => {
  const changes = {
    fail: '{ fact: node.peers, operator: countAtLeast, value: 1 }',
    tests: list(
      'name: one, given: { node.peers: { items: [ { peer: n2 } ], unseen: [ node/n3 ] } }, expect: fail',
      'name: none, given: { node.peers: [] }, expect: pass',
      'name: nobody asked, given: { node.peers: { unseen: [ node/n3 ] } }, expect: unknown',
    ),
  };
  expect(await problemsOf(changes)).toEqual([]);
});
