import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { parseConfig } from '../../src/config/read.ts';
import { configTemplate } from '../../src/config/template.ts';
import { formatProblem } from '../../src/rules/problem.ts';

const read = (text: string) => parseConfig(text, 'netlint.yaml', '/etc/netlint');
const problems = (text: string) => read(text).problems.map(formatProblem);

const whole = `rules:
  ovs/*: off
  flannel/vtep-mac-stale: { level: low, params: { minPeers: 2, name: x, strict: true } }
ruleFolders: [ a, ../b ]
waivers:
  - { rule: a/b, target: "node/*", reason: r, owner: o, expires: 2026-12-31 }
output: { format: json, verbose: true, files: { text: out/x.txt } }
gate: { failOn: "new:high", minCoverage: 90.5, baseline: b.json }
`;

test('everything that can be set is read, with its place', () => {
  const config = read(whole);
  expect(config.problems).toEqual([]);
  expect(config.rules.map(({ glob, level, parameters }) => [glob, level, Object.fromEntries(parameters)])).toEqual([
    ['ovs/*', 'off', {}],
    ['flannel/vtep-mac-stale', 'low', { minPeers: 2, name: 'x', strict: true }],
  ]);
  expect(config.rules[0]?.place('level')).toEqual({ line: 2, column: 10 });
  expect(config.rules[1]?.place({ parameter: 'strict' })).toEqual({ line: 3, column: 81 });
  expect(config.waivers).toMatchObject([{ rule: 'a/b', target: 'node/*', expires: '2026-12-31', at: { line: 6 } }]);
  expect(config.waivers[0]?.place('owner')).toEqual({ line: 6, column: 54 });
  expect(config.ruleFolders).toEqual(['a', '../b']);
  expect(config.output).toEqual({ format: 'json', verbose: true, files: { text: 'out/x.txt' } });
  expect(config.gate).toEqual({ failOn: 'new:high', minCoverage: 90.5, baseline: 'b.json' });
  expect(config.place('gate', 'failOn')).toEqual({ line: 8, column: 17 });
});

test.each(['', '# nothing\n', '---\n', '{}'])('an empty file (%j) sets nothing', (text) => {
  expect(read(text)).toMatchObject({ problems: [], rules: [], waivers: [], output: {}, gate: {} });
});

describe('mistakes', () => {
  const waiver = (changes: Readonly<Record<string, string | undefined>>) =>
    `waivers:\n  - ${Object.entries({
      rule: 'a/b',
      target: 'node/n1',
      reason: 'r',
      owner: 'o',
      expires: '2026-12-31',
      ...changes,
    })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n    ')}\n`;

  test.each([
    ['gate: { failon: high }', '1:9: unknown key "failon" in gate; did you mean "failOn"?'],
    ['gates: {}', '1:1: unknown key "gates" in the configuration; did you mean "gate"?'],
    ['gate: { failOn: hihg }', '1:17: gate.failOn cannot be "hihg"; did you mean "high"?'],
    ['gate: { minCoverage: "90" }', '1:22: gate.minCoverage must be a number, not "90"; remove the quotes'],
    ['gate: { minCoverage: 120 }', '1:22: gate.minCoverage must be from 0 to 100, not the number 120'],
    ['gate: high', '1:7: gate must be a map, not "high"'],
    ['gate:', '1:6: gate must be a map, not empty'],
    ['output: { format: jason }', '1:19: output.format cannot be "jason"; did you mean "json"?'],
    ['output: { files: { jason: x } }', '1:20: unknown key "jason" in output.files; did you mean "json"?'],
    [
      'output: { files: { json: /etc/passwd } }',
      '1:26: output.files.json must stay below the folder of the configuration; use --output for other places',
    ],
    [
      'output: { files: { json: a/../../x } }',
      '1:26: output.files.json must stay below the folder of the configuration; use --output for other places',
    ],
    ['rules: { a/b: hgih }', '1:15: the level of a/b cannot be "hgih"; did you mean "high"?'],
    ['rules: { a/b: { levl: low } }', '1:17: unknown key "levl" in rules.a/b; did you mean "level"?'],
    [
      'rules: { a/b: { level: grave } }',
      '1:24: rules.a/b.level cannot be "grave"; possible are off, info, low, medium, high, critical',
    ],
    [
      'rules: { a/b: { params: { x: [ 1 ] } } }',
      '1:30: rules.a/b.params.x must be a string, a number or true or false, not a list',
    ],
    ['rules: [ a/b ]', '1:8: rules must be a map, not a list'],
    ['ruleFolders: rules', '1:14: ruleFolders must be a list, not "rules"'],
    ['- a', '1:1: the configuration must be a map, not a list'],
    ['waivers: [ x ]', '1:12: the waiver must be a map, not "x"'],
    [waiver({ reason: undefined }), '2:5: the waiver has no "reason"; say why the finding is accepted'],
    [waiver({ reason: '""' }), '4:13: reason of the waiver is empty'],
    [waiver({ reason: '" "' }), '4:13: reason of the waiver is empty'],
    [waiver({ owner: undefined }), '2:5: the waiver has no "owner"; say who answers for it'],
    [
      waiver({ expires: undefined }),
      '2:5: the waiver has no "expires"; give the last day on which it holds, such as 2026-12-31',
    ],
    [
      waiver({ expires: '31.12.2026' }),
      '6:14: expires of the waiver must be a day of the calendar such as 2026-12-31, not "31.12.2026"',
    ],
    [
      waiver({ expires: '2026-02-30' }),
      '6:14: expires of the waiver must be a day of the calendar such as 2026-12-31, not "2026-02-30"',
    ],
    [
      waiver({ expires: '20261231' }),
      '6:14: expires of the waiver must be a string, not the number 20261231; quote it: "20261231"',
    ],
    [
      waiver({ until: 'x' }),
      '7:5: unknown key "until" in the waiver; possible are rule, target, reason, owner, expires',
    ],
    ['rules: &x {}', '1:11: anchors and aliases are not allowed here; write the value out'],
    [
      'gate: { failOn: high',
      '1:21: not valid YAML: Flow map in block collection must be sufficiently indented and end with a }',
    ],
    ['rules: {}\n---\nrules: {}', '2:1: a configuration has one YAML document; join them'],
    ['rules: {}\nrules: {}', '2:1: not valid YAML: Map keys must be unique'],
    ['__proto__: { failOn: never }', '1:1: unknown key "__proto__"; remove it'],
    ['rules: { __proto__: off }', '1:10: unknown key "__proto__"; remove it'],
  ])('%s', (text, problem) => {
    expect(problems(text)[0]).toBe(`netlint.yaml:${problem}`);
  });

  test('cost their entry alone, and places after them stay right', () => {
    const config = read(`rules:
  a/b: hgih
  a/c: low
waivers:
  - { rule: a/b, target: x, reason: r, owner: o }
  - { rule: a/c, target: y, reason: r, owner: o, expires: 2026-12-31 }
gate: { failOn: nothing, minCoverage: 50 }
`);
    expect(config.problems.map(({ line }) => line)).toEqual([2, 5, 7]);
    expect(config.rules.map(({ glob }) => glob)).toEqual(['a/c']);
    expect(config.waivers).toMatchObject([{ rule: 'a/c', at: { line: 6 } }]);
    expect(config.gate).toEqual({ minCoverage: 50 });
  });

  test('never throw, whatever the file', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        read(text);
      }),
    );
    const keys = fc.constantFrom(
      'rules',
      'waivers',
      'gate',
      'output',
      'files',
      'rule',
      'level',
      'failOn',
      '__proto__',
      'constructor',
    );
    fc.assert(
      fc.property(fc.object({ key: keys, maxDepth: 4 }), (object) => {
        read(JSON.stringify(object));
        expect(({} as { failOn?: unknown }).failOn).toBeUndefined();
      }),
    );
    for (const text of ['['.repeat(5000), '- '.repeat(5000), `a: ${'x'.repeat(100_000)}`, '\u0000', '{a: {b: '])
      expect(read(text).problems.length).toBeGreaterThan(0);
  });
});

describe('the JSON Schema for editors', () => {
  const file: unknown = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', 'schema', 'config.schema.json'), 'utf8'),
  );
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(file as object);

  test('is what the check is made of; "npm run schemas" writes it anew', () => {
    expect(file).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
  });

  test.each([
    [whole, true],
    [configTemplate, true],
    ['gate: { failon: high }', false],
    ['rules: { a/b: hgih }', false],
    ['waivers: [ { rule: a/b, target: x, owner: o, expires: 2026-12-31 } ]', false],
    ['waivers: [ { rule: a/b, target: x, reason: r, owner: o, expires: 2026-02-30 } ]', false],
    ['gate: { minCoverage: 120 }', false],
  ])('%s: %s', (text, valid) => {
    expect(validate(parse(text))).toBe(valid);
    expect(read(text).problems.length === 0).toBe(valid);
  });
});
