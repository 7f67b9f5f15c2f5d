import { describe, expect, test } from 'vitest';
import { allFacts } from '../../src/facts/registry.ts';
import { targetKinds } from '../../src/facts/scope.ts';

test('names are unique', () => {
  const names = allFacts.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe('every fact is declared so that rules and documentation can rest on it', () => {
  test.each(allFacts.map((fact) => [fact.name, fact] as const))('%s', (name, fact) => {
    expect(name).toMatch(/^[a-z]+(?:\.[a-z][A-Za-z0-9]*)+$/);
    expect(targetKinds).toContain(fact.target);
    expect(name.startsWith(`${fact.target}.`)).toBe(true);
    expect(fact.doc.length).toBeGreaterThan(10);
    if (fact.type === 'list') expect(Object.keys(fact.fields ?? {}).length).toBeGreaterThan(0);
    else expect(fact.fields).toBeUndefined();
    for (const source of fact.sources) expect(source).toMatch(/^(?:cluster\/)?[a-zA-Z0-9:.-]+$/);
  });
});
