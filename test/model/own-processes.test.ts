import { expect, test } from 'vitest';
import { ownProcesses } from '../../src/model/own-processes.ts';

const process = (name: string, netns: string | null) => ({ pid: 1, name, flags: {}, netns });

test('daemons of nodes in containers are not the machine’s own', () => {
  const all = [
    process('kubelet', 'host'),
    process('kube-proxy', 'net:[2]'),
    process('flanneld', null),
    process('coredns', 'net:[2]'),
    process('ovsdb-server', 'net:[9]'),
  ];
  expect(ownProcesses(all, ['net:[2]', 'net:[3]']).map(({ name }) => name)).toEqual([
    'kubelet',
    'flanneld',
    'coredns',
    'ovsdb-server',
  ]);
});
