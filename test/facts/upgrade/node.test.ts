import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';
import { kubeProxyOn, nodeWith, upgradeTo } from './made-upgrade.ts';

const machine = (outputs: MadeOutputs, objects: Readonly<Record<string, readonly ApiObject[]>> = {}, target = '1.36') =>
  ask(snapshotOf({ nodes: [rawNode('n1', outputs)], objects }), upgradeTo(target));

const answerOf = (outputs: MadeOutputs, fact: string, objects: Readonly<Record<string, readonly ApiObject[]>> = {}) => {
  const answer = machine(outputs, objects).node(fact, 'n1');
  return answer.state === 'value' ? answer.value : answer.state;
};

describe('kernel and operating system', () => {
  test.each([
    ['Linux 5.4.0-150-generic x86_64', 5004],
    ['Linux 5.13.0 x86_64', 5013],
    ['Linux 5.14.21-150500.53-default x86_64', 5014],
    ['Linux 6.12.0-124.8.1.el10_1.x86_64 x86_64', 6012],
    ['Linux six x86_64', 'unknown'],
  ])('%s: %s', (uname, expected) => {
    expect(answerOf({ uname }, 'node.kernel.number')).toBe(expected);
  });

  test('where the machine was not read, the Node says it', () => {
    const nodes = [
      nodeWith('n1', { kernelVersion: '4.18.0-553.el8_10.x86_64', osImage: 'Rocky Linux 10.1 (Red Quartz)' }),
    ];
    expect(answerOf({}, 'node.kernel.number', { nodes })).toBe(4018);
    expect(answerOf({}, 'node.os.withoutIptables', { nodes })).toBe(true);
    expect(answerOf({}, 'node.kernel.number')).toBe('unknown');
  });

  test.each([
    ['Rocky Linux 10.1 (Red Quartz)', true],
    ['Red Hat Enterprise Linux 10.0 (Coughlan)', true],
    ['AlmaLinux 10.0 (Purple Lion)', true],
    ['Oracle Linux Server 10.0', true],
    ['CentOS Stream 10 (Coughlan)', true],
    ['Rocky Linux 9.6 (Blue Onyx)', false],
    ['Debian GNU/Linux 12 (bookworm)', false],
    ['SUSE Linux Enterprise Server 15 SP5', false],
    ['Ubuntu 24.04.1 LTS', false],
  ])('%s: %s', (name, expected) => {
    const outputs = { uname: 'Linux 6.1.0 x86_64', 'os-release': `PRETTY_NAME="${name}"\n` };
    expect(answerOf(outputs, 'node.os.withoutIptables')).toBe(expected);
  });
});

describe('modules of iptables', () => {
  const loaded = (...names: readonly string[]) => names.map((name) => `${name} 16384 1 - Live 0x0\n`).join('');

  test('those that are not loaded, unless rules are there that need them', () => {
    expect(machine({ modules: loaded('nf_tables', 'xt_mark') }).items('node.iptables.missingModules', 'n1')).toEqual([
      { module: 'xt_comment' },
      { module: 'xt_conntrack' },
    ]);
    expect(
      machine({ modules: loaded('xt_comment', 'xt_mark', 'xt_conntrack') }).items('node.iptables.missingModules', 'n1'),
    ).toEqual([]);
    expect(machine({}).node('node.iptables.missingModules', 'n1')).toMatchObject({
      state: 'unknown',
      missing: 'modules',
    });
  });
});

describe('control groups', () => {
  test.each([
    ['cgroup2fs\n', 2],
    ['tmpfs\n', 1],
    ['ext2/ext3\n', 'unknown'],
  ])('%j: version %s', (cgroup, expected) => {
    expect(answerOf({ cgroup }, 'node.cgroup.version')).toBe(expected);
  });

  const kubelet = (flags = '') => `pid=7 comm=kubelet netns=host${flags}\n`;
  const config = (text: string): readonly ApiObject[] => [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kubelet-config', namespace: 'kube-system' },
      data: { kubelet: text },
    },
  ];
  test.each([
    [
      'the flag',
      { processes: kubelet(' flag:--fail-cgroupv1=false'), 'kubelet-config': 'failCgroupV1: true\n' },
      '',
      true,
    ],
    ['the file', { processes: kubelet(), 'kubelet-config': 'failCgroupV1: false\n' }, '', true],
    ['the file, which says nothing', { processes: kubelet(), 'kubelet-config': 'clusterDomain: a\n' }, '', false],
    ['the ConfigMap', { processes: kubelet() }, 'maxPods: 110\nfailCgroupV1: false\n', true],
    ['the ConfigMap, which says nothing', { processes: kubelet() }, 'maxPods: 110\n', false],
  ])('whether the kubelet takes version 1: %s', (_, outputs, shared, expected) => {
    const objects: Readonly<Record<string, readonly ApiObject[]>> = shared === '' ? {} : { configmaps: config(shared) };
    expect(answerOf(outputs, 'node.kubelet.takesCgroupV1', objects)).toBe(expected);
  });
  test('and nobody knows where nothing was read', () => {
    expect(answerOf({}, 'node.kubelet.takesCgroupV1')).toBe('unknown');
  });
});

describe('flags that the target does not know', () => {
  const flags = 'flag:--network-plugin=cni flag:--pod-infra-container-image=registry.k8s.io/pause:3.9';
  test('only of the kubelet, and only those that are gone by then', () => {
    const processes = `pid=7 comm=kubelet netns=host ${flags}\n`;
    const of = (target: string) =>
      machine({ processes }, {}, target)
        .items('node.kubelet.removedFlags', 'n1')
        .map(({ flag }) => flag);
    expect(of('1.36')).toEqual(['--network-plugin', '--pod-infra-container-image']);
    expect(of('1.34')).toEqual(['--network-plugin']);
    expect(of('1.23')).toEqual([]);
    expect(answerOf({ processes: `pid=7 comm=cri-dockerd netns=host ${flags}\n` }, 'node.kubelet.removedFlags')).toBe(
      'absent',
    );
    expect(answerOf({}, 'node.kubelet.removedFlags')).toBe('unknown');
  });
});

describe('container runtime', () => {
  test.each([
    ['containerd://1.7.20-k3s2.28', true],
    ['containerd://2.2.1', false],
    ['containerd://10.0.0', false],
    ['cri-o://1.33.2', false],
  ])('%s: %s', (containerRuntimeVersion, expected) => {
    const nodes = [nodeWith('n1', { containerRuntimeVersion })];
    expect(answerOf({}, 'node.runtime.isContainerd1', { nodes })).toBe(expected);
  });
});

describe('nft', () => {
  test.each([
    ['is there', { text: 'table ip filter\n' }, 'there'],
    ['is not there', { text: '', status: 'missing', stderr: 'nft: not found\n' }, 'missing'],
    ['was not called', { text: '', status: 'skipped', stderr: 'absent: no nft table\n' }, 'unknown'],
  ] as const)('%s', (_, output, expected) => {
    expect(answerOf({ 'nft-tables': output }, 'node.nft.tool')).toBe(expected);
  });

  test('is brought by the image where kube-proxy runs in a pod', () => {
    expect(answerOf({}, 'node.kubeProxy.inPod', { pods: [kubeProxyOn('n1', 'kube-proxy:v1.33.4')] })).toBe(true);
    expect(answerOf({}, 'node.kubeProxy.inPod', { pods: [] })).toBe(false);
    expect(answerOf({}, 'node.kubeProxy.inPod')).toBe('unknown');
  });
});
