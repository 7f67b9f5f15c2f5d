import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { factRegistry } from '../../src/facts/registry.ts';
import { targetKinds } from '../../src/facts/scope.ts';
import { operators } from '../../src/rules/operators.ts';
import { formatProblem } from '../../src/rules/problem.ts';
import { checkRule } from '../../src/rules/schema.ts';
import { testRule } from '../../src/rules/test-rule.ts';
import { readYaml } from '../../src/rules/yaml-source.ts';

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');

test('the rule in docs/rules.md is a good rule', async () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const { rule, problems } = checkRule(readYaml('docs/rules.md', example), 'flannel/vtep-mac-stale', factRegistry);
  expect(problems.map(formatProblem)).toEqual([]);
  if (!rule) throw new Error('no rule');
  expect((await testRule(rule, factRegistry)).problems.map(formatProblem)).toEqual([]);
});

test('docs/rules.md has every operator and every target', () => {
  for (const name of [...operators.keys(), ...targetKinds]) expect(page).toContain(`\`${name}\``);
});
