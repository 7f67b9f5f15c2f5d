import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isFor } from '../../src/cli/policy.ts';
import { factRegistry } from '../../src/facts/registry.ts';
import { catalogue, loadRules } from '../../src/rules/load.ts';
import { kernelCases } from '../support/kernel-cases.ts';

/** Those of a scan: what upgrade-check judges are versions, and no packet tells whether they fit. */
const rules = loadRules([catalogue], factRegistry).rules.filter(({ id }) => isFor('scan', id));
const cases = await kernelCases();
const shownBy = (rule: string): string | undefined =>
  cases.find((one) => one.rule === rule || one.explains.includes(rule))?.file;

test('every rule is shown on a real kernel, or says why it is not', () => {
  const lacking = rules
    .filter(({ id, proof }) => proof === null && shownBy(id) === undefined)
    .map(
      ({ id }) =>
        `rules/${id}.yaml: no case in test/lab/cases or test/cluster/cases expects ${id}; add one (test/cluster/README.md says how), or write under "proof" why none can be made and what the rule's tests rest on (docs/rules.md).`,
    );
  expect(lacking).toEqual([]);
});

test('a rule that is shown says nothing else', () => {
  const outdated = rules
    .filter(({ id, proof }) => proof !== null && shownBy(id) !== undefined)
    .map(({ id }) => `rules/${id}.yaml: ${shownBy(id)} shows it on a real kernel; take "proof" out.`);
  expect(outdated).toEqual([]);
});

test('what stands in for a proof is there', () => {
  const unfounded = rules.flatMap(({ id, proof }) => {
    if (proof === null) return [];
    const files = proof.fixture.match(/\b(?:test|snapshots)\/[\w./-]*\w/g) ?? [];
    const gone = files.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)));
    return files.length === 0 && !proof.fixture.includes('https://')
      ? [`rules/${id}.yaml: fixture names neither a file below test/ or snapshots/ nor an address.`]
      : gone.map((file) => `rules/${id}.yaml: fixture names ${file}, which is not there.`);
  });
  expect(unfounded).toEqual([]);
});

test('cases are about rules that exist', () => {
  const known = new Set(rules.map(({ id }) => id));
  const wrong = cases.flatMap(({ file, name, rule, explains }) =>
    [rule, ...explains].filter((id) => !known.has(id)).map((id) => `${file}, "${name}": there is no rule ${id}.`),
  );
  expect(wrong).toEqual([]);
});

test('every case shows what its fault costs', () => {
  const without = cases
    .filter(({ loses }) => !loses)
    .map(({ file, name }) => `${file}, "${name}": breaks no flow; say with "loses" or "latent" what is lost.`);
  expect(without).toEqual([]);
});
