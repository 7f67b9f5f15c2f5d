import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isNodeName, isOutputFileName, isSnapshotPath } from '../../src/snapshot/names.ts';

describe('names out of foreign hands', () => {
  test.each(['n1', 'k8s-node', 'ip-10-0-0-1.eu-west-1.compute.internal', '10.0.0.1', `${'a'.repeat(63)}.b`])(
    '%s is a node name',
    (name) => expect(isNodeName(name)).toBe(true),
  );

  test.each(['', '.', '..', 'a..b', '-a', 'a-', 'A', 'a_b', 'a/b', 'a\n', 'ä', 'a'.repeat(64), 'a.'.repeat(127)])(
    '%j is none',
    (name) => expect(isNodeName(name)).toBe(false),
  );

  test('no name leads anywhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', '0', '-', '\0', '~') }), (name) => {
        if (isNodeName(name) || isOutputFileName(name)) expect(name).not.toMatch(/^\.|[/\\\0]/);
        if (isSnapshotPath(name)) expect(name.split('/')).not.toContain('..');
      }),
    );
  });

  test.each(['index.json', '.x', 'a/b', '', 'a b', 'x\n'])('%j is no file of an output', (name) =>
    expect(isOutputFileName(name)).toBe(false),
  );

  test.each([
    ['manifest.json', true],
    ['notes.md', true],
    ['cluster/pods.jsonl', true],
    ['nodes/n1/index.json', true],
    ['nodes/n1/host.ip-link.out', true],
    ['README.md', false],
    ['cluster/pods.json', false],
    ['cluster/a/pods.jsonl', false],
    ['nodes/n1', false],
    ['nodes/n1/a/b', false],
    ['nodes/../x', false],
    ['other/n1/x', false],
  ])('%s belongs to a snapshot: %s', (path, belongs) => expect(isSnapshotPath(path)).toBe(belongs));
});
