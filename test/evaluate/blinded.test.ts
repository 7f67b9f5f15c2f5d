import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { severities } from '../../src/evaluate/types.ts';
import { factRegistry } from '../../src/facts/registry.ts';
import { buildClusterModel } from '../../src/model/cluster.ts';
import { catalogue, loadRules } from '../../src/rules/load.ts';
import { openSnapshot } from '../../src/snapshot/open.ts';
import type { RawNode, Snapshot } from '../../src/snapshot/types.ts';

/**
 * Nobody could look is neither fine nor broken: whatever one thing is taken away from a snapshot, no finding becomes a pass, and what was
 * fine is no finding.
 */
const folder = fileURLToPath(new URL('../../snapshots/', import.meta.url));
/** One of each kind: all of them take some minutes. */
const names =
  process.env.NETLINT_BLINDED === 'all'
    ? readdirSync(folder).filter((name) => existsSync(`${folder}${name}/manifest.json`))
    : ['healthy-flannel-vxlan', 'flannel-cross-node-lab-vtep-mac', 'one-node-services-dead-lab-notrack', 'healthy-ovs'];
const rules = loadRules([{ ...catalogue, skipTests: true }], factRegistry).rules.filter(
  ({ id }) => !id.startsWith('upgrade/'),
);

async function judge(snapshot: Snapshot) {
  const outcomes = new Map<string, string>();
  const { result } = await evaluate({
    cluster: buildClusterModel(snapshot),
    manifest: snapshot.manifest,
    rules,
    facts: factRegistry,
    outputsOf: (node) => (snapshot.nodeNames.includes(node) ? snapshot.readNode(node).index.outputs : []),
  });
  for (const { rule, target, severity } of result.findings) outcomes.set(`${rule} ${target.key}`, severity);
  for (const { rule, target } of result.unknown) outcomes.set(`${rule} ${target}`, 'unknown');
  return outcomes;
}

const withoutOutput = (snapshot: Snapshot, where: string | null, id: string): Snapshot => ({
  ...snapshot,
  readNode(name) {
    const node = snapshot.readNode(name);
    if (where !== null && where !== name) return node;
    const outputs = node.index.outputs.filter((output) => output.id !== id);
    const left: RawNode = {
      ...node,
      index: { ...node.index, outputs },
      record: (wanted, netns, reading) => (wanted === id ? undefined : node.record(wanted, netns, reading)),
    };
    return left;
  },
});

const withoutResource = (snapshot: Snapshot, resource: string): Snapshot => ({
  ...snapshot,
  resources: snapshot.resources.filter((each) => each !== resource),
  objects: (wanted) => (wanted === resource ? undefined : snapshot.objects(wanted)),
});

/** What could not be listed is unknown as `bridge/n1/*`. */
const isToldBy = (outcomes: ReadonlyMap<string, string>, key: string): boolean =>
  outcomes.has(key) || [...key.matchAll(/(?<=[/>])/g)].some(({ index }) => outcomes.has(`${key.slice(0, index)}*`));

const isSerious = (outcome: string | undefined): boolean =>
  outcome !== undefined &&
  outcome !== 'unknown' &&
  severities.indexOf(outcome as 'high') <= severities.indexOf('medium');

describe('without any one output or resource, no finding becomes a pass and no pass a finding', () => {
  test.each(names)('%s', { timeout: 600_000 }, async (name) => {
    const snapshot = await openSnapshot(`${folder}${name}`);
    try {
      const all = await judge(snapshot);
      const ids = new Set(
        snapshot.nodeNames.flatMap((node) => snapshot.readNode(node).index.outputs.map(({ id }) => id)),
      );
      const blinded = [
        ...[...ids].flatMap((id) =>
          [null, ...snapshot.nodeNames].map(
            (node) => [`${id} of ${node ?? 'all'}`, withoutOutput(snapshot, node, id)] as const,
          ),
        ),
        ...snapshot.resources.map((resource) => [resource, withoutResource(snapshot, resource)] as const),
      ];
      const wrong: string[] = [];
      for (const [what, left] of blinded) {
        const outcomes = await judge(left);
        for (const [key, outcome] of all)
          if (isSerious(outcome) && !isToldBy(outcomes, key))
            wrong.push(`without ${what}: ${key} ${outcome} -> passes`);
        for (const [key, outcome] of outcomes)
          if (isSerious(outcome) && !isSerious(all.get(key)))
            wrong.push(`without ${what}: ${key} ${all.get(key) ?? 'fine'} -> ${outcome}`);
      }
      expect(wrong).toEqual([]);
    } finally {
      snapshot.close();
    }
  });
});
