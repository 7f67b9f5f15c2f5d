import { expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { rawNode, snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';

const node = (name: string, ready: string, createdAt = '2025-12-01T00:00:00Z'): ApiObject =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, creationTimestamp: createdAt },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: ready,
          reason: ready === 'Unknown' ? 'NodeStatusUnknown' : 'KubeletReady',
          lastTransitionTime: '2025-12-31T23:58:00Z',
        },
      ],
    },
  }) as unknown as ApiObject;

const lease = (name: string, renewTime: string): ApiObject =>
  ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease' },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime },
  }) as unknown as ApiObject;

const pod = (name: string): ApiObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { nodeName: 'n2' },
    status: { phase: 'Running' },
  }) as unknown as ApiObject;

const machines = ['n1', 'n2'].map((name) =>
  rawNode(name, {
    processes: name === 'n1' ? 'pid=1 comm=kubelet netns=net:[1]\n' : 'pid=1 comm=containerd netns=net:[1]\n',
  }),
);

test('Ready is Unknown', () => {
  const { node: fact } = ask(
    snapshotOf({
      nodes: machines,
      objects: { nodes: [node('n1', 'True'), node('n2', 'Unknown')], pods: [pod('a'), pod('b')] },
    }),
  );
  expect(fact('node.kubelet.state', 'n1')).toEqual({ state: 'value', value: 'reporting' });
  expect(fact('node.kubelet.state', 'n2')).toEqual({ state: 'value', value: 'silent' });
  expect(fact('node.kubelet.silence', 'n2')).toMatchObject({
    value: 'Ready is Unknown (NodeStatusUnknown), last heard of at 2025-12-31T23:58:00Z',
  });
  expect(fact('node.kubelet.process', 'n2')).toMatchObject({ value: 'not running' });
  expect(fact('node.kubelet.pods', 'n2')).toMatchObject({ value: 2 });
});

test('leases are compared with each other, whatever the time of day', () => {
  const state = (other: string) =>
    ask(
      snapshotOf({
        nodes: machines,
        objects: {
          nodes: [node('n1', 'True'), node('n2', 'True')],
          leases: [lease('n1', '2020-01-01T00:01:00.000000Z'), lease('n2', other)],
        },
      }),
    ).node('node.kubelet.state', 'n2');
  expect(state('2020-01-01T00:00:30.000000Z')).toMatchObject({ value: 'reporting' });
  expect(state('2020-01-01T00:00:10.000000Z')).toMatchObject({ value: 'silent' });
});

test('a node that has just joined is given time', () => {
  const { node: fact } = ask(
    snapshotOf({ nodes: machines, objects: { nodes: [node('n2', 'Unknown', '2025-12-31T23:59:00Z')] } }),
  );
  expect(fact('node.kubelet.state', 'n2')).toMatchObject({
    state: 'unknown',
    reason: 'Node n2 was made 65 s before the nodes were read',
  });
});

test('without Node objects nothing is known', () => {
  expect(ask(snapshotOf({ nodes: machines })).node('node.kubelet.state', 'n1').state).toBe('unknown');
});
