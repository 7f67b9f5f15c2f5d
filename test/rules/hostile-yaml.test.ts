import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadRules } from '../../src/rules/load.ts';
import { formatProblem } from '../../src/rules/problem.ts';
import { errorsOf, madeFacts, ruleText, sampleFacts } from '../support/rule-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netlint-rules-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { rules, problems } = loadRules([{ path: folder, name: 'R', own: true }], sampleFacts);
  return {
    ids: rules.map(({ id }) => id),
    errors: problems.filter(({ level }) => level === 'error').map(formatProblem),
  };
}

const good = (id: string) => ruleText({ id });

describe('one bad file costs itself and no other', () => {
  test.each([
    [
      '10 MB',
      `title: ${'x'.repeat(10 * 1024 * 1024)}`,
      'R/a/bad.yaml: has 10485767 bytes; a rule file has at most 262144',
    ],
    [
      'an alias bomb',
      `a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]`,
      'R/a/bad.yaml:1:7: anchors and aliases are not allowed here; write the value out',
    ],
    ['brackets without end', '['.repeat(100_000), 'R/a/bad.yaml: not valid YAML: nested too deep'],
    ['dashes without end', '- '.repeat(100_000), 'R/a/bad.yaml: not valid YAML: nested too deep'],
    [
      'several documents',
      'a: 1\n---\nb: 2\n',
      'R/a/bad.yaml:2:1: a rule file has one YAML document; put each rule into a file of its own',
    ],
    ['a key twice', 'id: a\nid: b\n', 'R/a/bad.yaml:2:1: not valid YAML: Map keys must be unique'],
    ['nothing', '', 'R/a/bad.yaml:1:1: the file is empty; a rule is a YAML map with id, title, …'],
    ['a list', '- 1\n', 'R/a/bad.yaml:1:1: a rule must be a map, not a list'],
    [
      'a tag',
      'id: !!js/function "x"\n',
      'R/a/bad.yaml:1:5: not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function',
    ],
    ['a tab', 'fail:\n\tall: []\n', 'R/a/bad.yaml:2:1: not valid YAML: Tabs are not allowed as indentation'],
    ['no text at all', '\u0000\u0001\ufffe', undefined],
  ])('%s', (_, text, wanted) => {
    const { ids, errors } = load({ 'a/bad.yaml': text, 'a/good.yaml': good('a/good') });
    expect(ids).toEqual(['a/good']);
    if (wanted) expect(errors).toContain(wanted);
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) expect(error).toMatch(/^R\/a\/bad\.yaml:/);
  });

  test('the same id in two folders', () => {
    const { ids, errors } = load({ 'rule.yaml': good('a/rule'), 'a/rule.yaml': good('a/rule') });
    expect(ids).toEqual(['a/rule']);
    expect(errors).toEqual(['R/rule.yaml:1:1: duplicate id "a/rule"; R/a/rule.yaml has it already']);
  });

  test('a file that ends in .yml is not passed over in silence', () => {
    expect(load({ 'a/rule.yml': good('a/rule') }).errors).toEqual(['R/a/rule.yml: rule files end in .yaml; rename it']);
  });

  test('explainedBy in a circle', () => {
    const circle = (id: string, cause: string) => ruleText({ id, explainedBy: `[ ${cause} ]` });
    const { ids, errors } = load({
      'a/x.yaml': circle('a/x', 'a/y'),
      'a/y.yaml': circle('a/y', 'a/x'),
      'a/z.yaml': good('a/z'),
    });
    expect(ids).toEqual(['a/z']);
    expect(errors).toEqual([
      'R/a/x.yaml:7:16: explainedBy goes round in a circle: "a/y" is explained by "a/x"',
      'R/a/y.yaml:7:16: explainedBy goes round in a circle: "a/x" is explained by "a/y"',
    ]);
  });
});

test('devices are compared by fields that the items have', () => {
  const peers = '{ fact: node.peers, operator: countAtLeast, value: 1 }';
  const facts = new Map([
    ...sampleFacts,
    ...madeFacts({ 'node.ports': { type: 'list', fields: { device: 'string' } } }),
  ]);
  const ports = '{ fact: node.ports, operator: countAtLeast, value: 1 }';
  mkdirSync(join(folder, 'a'));
  const write = (name: string, changes: Readonly<Record<string, string>>) =>
    writeFileSync(join(folder, `a/${name}.yaml`), ruleText({ id: `a/${name}`, ...changes }));
  write('cause', { fail: peers });
  write('right', { fail: ports, explainedBy: '[ { rule: a/cause, device: [peer] } ]' });
  write('typo', { fail: ports, explainedBy: '[ { rule: a/cause, device: [per] } ]' });
  write('without', { fail: peers, explainedBy: '[ { rule: a/cause, device: [peer] } ]' });
  const { problems } = loadRules([{ path: folder, name: 'R', own: true }], facts);
  expect(problems.map(formatProblem).filter((text) => text.includes('explainedBy'))).toEqual([
    expect.stringContaining('explainedBy names a field "per" that no list of "a/cause" has; did you mean "peer"?'),
    expect.stringContaining(
      'explainedBy compares devices, but no list in "when" or "fail" has items with a field "device"',
    ),
  ]);
});

test('a link is told, not passed over', () => {
  const { errors } = load({ 'store/rule.txt': good('rule') });
  expect(errors).toEqual([]);
  symlinkSync('store/rule.txt', join(folder, 'rule.yaml'));
  symlinkSync('nowhere', join(folder, 'dead.yaml'));
  symlinkSync('.', join(folder, 'circle'));
  expect(load({ 'other.yaml': good('other') })).toEqual({
    ids: ['other'],
    errors: ['dead', 'rule'].map(
      (name) => `R/${name}.yaml: is a link, which is not followed; put a copy of the file there`,
    ),
  });
});

test('names from Object.prototype are names like any other', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    expect(errorsOf(`${ruleText()}\n${name}: 1`)).toEqual([
      expect.stringContaining(`7:1: unknown key "${name}" in a rule`),
    ]);
    expect(errorsOf(ruleText({ fail: `{ fact: ${name}, operator: equal, value: 1 }` }))).toHaveLength(1);
    expect(errorsOf(ruleText({ fail: `{ fact: node.mtu, operator: ${name}, value: 1 }` }))).toHaveLength(1);
    expect(
      errorsOf(ruleText({ fail: `{ fact: node.peers, operator: contains, value: { ${name}: x } }` })),
    ).toHaveLength(1);
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

describe('property: no text makes the loader throw', () => {
  test('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void errorsOf(text)));
  });
  test('any YAML-like text', () => {
    const token = fc.constantFrom(
      'id',
      'fail',
      'when',
      'all',
      'fact',
      'node.mtu',
      ':',
      ' ',
      '\n',
      '\n  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '{{',
      '}}',
      '|',
      '&a',
      '*a',
      '!t',
      '1.30',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => void errorsOf(tokens.join(''))),
      { numRuns: 500 },
    );
  });
  test('a good rule with one piece replaced by another', () => {
    const text = ruleText({
      when: '{ all: [ { fact: node.up, operator: equal, value: true } ] }',
      fix: '[ { on: "{{node.name}}", each: node.peers, run: "ip link show {{item.peer}}" } ]',
      tests: '[ { name: a, given: { node.mtu: 1400, node.peers: [ { peer: n2 } ] }, expect: fail } ]',
    });
    const cut = fc.nat(text.length);
    fc.assert(
      fc.property(cut, cut, fc.string({ maxLength: 8 }), (from, length, piece) => {
        errorsOf(text.slice(0, from) + piece + text.slice(from + (length % 20)));
      }),
      { numRuns: 500 },
    );
  });
});
