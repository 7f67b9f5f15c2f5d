import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { factRegistry } from '../../src/facts/registry.ts';
import { buildClusterModel } from '../../src/model/cluster.ts';
import { json } from '../../src/report/json.ts';
import { text } from '../../src/report/text.ts';
import { catalogue, loadRules } from '../../src/rules/load.ts';
import { openSnapshot } from '../../src/snapshot/open.ts';
import { printed } from '../support/made-result.ts';
import { resultMistakes } from '../support/result-schema.ts';

const folder = fileURLToPath(new URL('../../snapshots/', import.meta.url));
const names = readdirSync(folder)
  .filter((name) => existsSync(`${folder}${name}/manifest.json`))
  .sort();
const { rules } = loadRules([{ ...catalogue, skipTests: true }], factRegistry);

async function judge(name: string, backwards: boolean) {
  const snapshot = await openSnapshot(`${folder}${name}`);
  try {
    return await evaluate({
      cluster: buildClusterModel(snapshot),
      manifest: snapshot.manifest,
      rules: backwards ? rules.toReversed() : rules,
      facts: factRegistry,
      outputsOf: (node) => (snapshot.nodeNames.includes(node) ? snapshot.readNode(node).index.outputs : []),
    });
  } finally {
    snapshot.close();
  }
}

describe('every snapshot in the repository', () => {
  test.each(names)('%s: follows the schema, has no bug in it, and gives the same bytes again', async (name) => {
    const first = await judge(name, false);
    const second = await judge(name, true);
    expect(first.internalErrors).toEqual([]);
    expect(resultMistakes(JSON.parse(printed(json, first.result)))).toEqual([]);
    expect(printed(json, second.result)).toBe(printed(json, first.result));
    expect(printed(text, first.result)).not.toMatch(/undefined|\[object/);
  });
});
