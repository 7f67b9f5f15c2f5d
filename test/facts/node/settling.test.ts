import { expect, test } from 'vitest';
import { settling } from '../../../src/facts/node/settling.ts';
import { buildClusterModel } from '../../../src/model/cluster.ts';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { rawNode, snapshotOf } from '../../support/raw-node.ts';

interface Made {
  readonly uptime?: number;
  readonly createdAt?: string;
  readonly ready?: string;
  readonly moved?: boolean;
}

/** The snapshot's nodes are read from 2026-01-01T00:00:00Z on. */
function reason({
  uptime = 90000,
  createdAt = '2025-12-01T00:00:00Z',
  ready = 'True',
  moved = false,
}: Made): string | null {
  const object = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n1', creationTimestamp: createdAt },
    status: { conditions: [{ type: 'Ready', status: ready }] },
  } as unknown as ApiObject;
  const cluster = buildClusterModel(
    snapshotOf({
      nodes: [rawNode('n1', { uname: 'Linux 6.1.0 x86_64\n', uptime: `${uptime}.00 1.00\n` })],
      objects: { nodes: [object] },
      motion: { moved: moved ? [{ resource: 'nodes', namespace: null, name: 'n1', change: 'changed' }] : [] },
    }),
  );
  const [node] = cluster.nodes;
  return node ? (settling(node, cluster)?.reason ?? null) : null;
}

test('an old node has settled', () => expect(reason({})).toBeNull());
test('one that was started a minute ago has not', () =>
  expect(reason({ uptime: 60 })).toBe('n1 was started 60 s before it was read'));
test('one that joined half a minute ago has not', () =>
  expect(reason({ createdAt: '2025-12-31T23:59:30Z' })).toBe('Node n1 was made 30 s before the nodes were read'));
test('one that joined in the meantime has not', () =>
  expect(reason({ createdAt: '2026-01-01T00:00:02Z' })).toBe('Node n1 was made while the nodes were read'));
test('one that is not Ready is given longer', () => {
  expect(reason({ createdAt: '2025-12-31T23:58:30Z' })).toBeNull();
  expect(reason({ createdAt: '2025-12-31T23:58:30Z', ready: 'False' })).toBe(
    'Node n1 was made 90 s before the nodes were read',
  );
});
test('one whose object moved has not', () =>
  expect(reason({ moved: true })).toBe('in motion: Node n1 changed while the nodes were read'));
