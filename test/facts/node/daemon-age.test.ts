import { expect, test } from 'vitest';
import { onceProgrammed, programming } from '../../../src/facts/flannel/programming.ts';
import { daemonAge, justStarted } from '../../../src/facts/node/daemon-age.ts';
import { buildClusterModel } from '../../../src/model/cluster.ts';
import type { NodeModel } from '../../../src/model/types.ts';
import { rawNode, snapshotOf } from '../../support/raw-node.ts';

function nodeWith(processes: string, uptime = '90000.00 1.00\n'): NodeModel {
  const cluster = buildClusterModel(
    snapshotOf({ nodes: [rawNode('n1', { uname: 'Linux 6.1.0 x86_64\n', uptime, processes })] }),
  );
  const [node] = cluster.nodes;
  if (node === undefined) throw new Error('no node');
  return node;
}

const flanneld = (start: number, netns = 'net:[1]'): string => `pid=7 comm=flanneld netns=${netns} start=${start}\n`;
const cluster = buildClusterModel(snapshotOf({ nodes: [] }));

test('the youngest process of a name counts', () => {
  expect(daemonAge(nodeWith(flanneld(8_999_500)), 'flanneld')).toBe(5);
  expect(daemonAge(nodeWith(flanneld(100) + flanneld(8_999_800)), 'flanneld')).toBe(2);
});
test('nobody said when it began, or there is none', () => {
  expect(daemonAge(nodeWith('pid=7 comm=flanneld netns=net:[1]\n'), 'flanneld')).toBeNull();
  expect(daemonAge(nodeWith(flanneld(100)), 'kubelet')).toBeNull();
  expect(daemonAge(nodeWith(flanneld(100), ''), 'flanneld')).toBeNull();
});
test('a process of another namespace is another one', () => {
  const node = nodeWith('pid=7 comm=coredns netns=net:[2] start=8999900\n');
  expect(justStarted(node, 'coredns', 10, 'net:[2]')?.reason).toBe('coredns was started 1 s before n1 was read');
  expect(justStarted(node, 'coredns', 10, 'net:[3]')).toBeNull();
});
test('what a young flanneld has not written yet is unknown, what it has is as it is', () => {
  const young = nodeWith(flanneld(8_999_900));
  const missing = { state: 'list', items: [{ device: 'flannel.1' }], unseen: [] } as const;
  const none = { state: 'list', items: [], unseen: [] } as const;
  expect(onceProgrammed(young, cluster, missing)).toEqual({
    state: 'unknown',
    missing: 'processes',
    reason: 'flanneld was started 1 s before n1 was read',
  });
  expect(onceProgrammed(young, cluster, none)).toBe(none);
  expect(onceProgrammed(nodeWith(flanneld(100)), cluster, missing)).toBe(missing);
});
test('after half a minute it has done what it does', () => {
  expect(programming(nodeWith(flanneld(8_997_100)), cluster)).not.toBeNull();
  expect(programming(nodeWith(flanneld(8_997_000)), cluster)).toBeNull();
});
