import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/read.ts';
import { configureRules } from '../../src/config/rules.ts';
import { configTemplate } from '../../src/config/template.ts';
import { checkWaivers } from '../../src/config/waivers.ts';
import { factRegistry } from '../../src/facts/registry.ts';
import { catalogue, loadRules } from '../../src/rules/load.ts';
import { formatProblem } from '../../src/rules/problem.ts';

/* What is shown to users works with the rules that there are. */

const { rules } = loadRules([{ ...catalogue, skipTests: true }], factRegistry);

function problemsOf(text: string): readonly string[] {
  const config = parseConfig(text, 'netlint.yaml', '.');
  const all = [...config.problems, ...configureRules(config, rules).problems, ...checkWaivers(config, rules).problems];
  return all.map(formatProblem);
}

test('what init writes, and each part of it that is commented out', () => {
  expect(problemsOf(configTemplate)).toEqual([]);
  const uncommented = configTemplate
    .split('\n')
    .filter((line) => !/^# \S/.test(line))
    .map((line) => line.replace(/^# {2}/, '  '))
    .join('\n')
    .replace('rules: {}', 'rules:')
    .replace('waivers: []', 'waivers:');
  expect(problemsOf(uncommented)).toEqual([]);
  const config = parseConfig(uncommented, 'netlint.yaml', '.');
  expect(config).toMatchObject({ rules: { length: 3 }, waivers: { length: 1 }, gate: { minCoverage: 90 } });
});

test('the examples in docs/gates.md', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'gates.md'), 'utf8');
  const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  expect(examples.length).toBeGreaterThanOrEqual(2);
  for (const text of examples) expect(problemsOf(text)).toEqual([]);
});
