import { describe, expect, it } from 'vitest';
import { buildClusterModel } from '../../src/model/cluster.ts';
import { type MadeSnapshot, rawNode, snapshotOf } from '../support/raw-node.ts';
import { endpointSliceObject, nodeObject, podObject, serviceObject } from './api-objects.ts';

const cluster = (made: MadeSnapshot) => buildClusterModel(snapshotOf(made));
const knownValue = <T>(reading: { state: string; value?: T }): T => {
  if (reading.state !== 'known' || reading.value === undefined) throw new Error(JSON.stringify(reading));
  return reading.value;
};
const address = (device: string, ip: string, length = 24) =>
  `[{"ifindex":2,"ifname":"${device}","mtu":1450,"flags":["UP"],"addr_info":[{"family":"inet","local":"${ip}","prefixlen":${length},"scope":"global"}]}]`;

describe('nodes', () => {
  it('are the machines and the Nodes that no machine is', () => {
    const model = cluster({
      nodes: [rawNode('vm', {}, { kubernetesNode: null }), rawNode('host-1', {}, { kubernetesNode: 'n1' })],
      objects: { nodes: [nodeObject('n2'), nodeObject('n1')] },
    });
    expect(model.nodes.map(({ name, seen, kubernetes }) => [name, seen, kubernetes.state])).toEqual([
      ['host-1', true, 'known'],
      ['n2', false, 'known'],
      ['vm', true, 'absent'],
    ]);
    expect(model.node('n1')?.name).toBe('host-1');
    expect(model.node('n2')?.host.links).toEqual({
      state: 'unknown',
      missing: 'ip-link',
      reason: 'node/n2 was not collected',
    });
    expect(model.node('nobody')).toBeUndefined();
  });

  it('say why a node was not collected', () => {
    const model = cluster({
      objects: { nodes: [nodeObject('n3')] },
      sources: [{ id: 'node/n3', status: 'failed', reason: 'ssh: connection refused' }],
    });
    expect(model.node('n3')?.host.links).toMatchObject({
      reason: 'node/n3 was not collected: ssh: connection refused',
    });
  });

  it('cost only themselves when their part cannot be read', () => {
    const snapshot = snapshotOf({ nodes: [rawNode('n1', {}), rawNode('n2', { 'ip-neigh': '[]' })] });
    const model = buildClusterModel({
      ...snapshot,
      readNode: (name) => {
        if (name === 'n1') throw new Error('nodes/n1/index.json is no JSON.');
        return snapshot.readNode(name);
      },
    });
    expect(model.node('n1')?.seen).toBe(false);
    expect(model.node('n1')?.host.neighbours).toMatchObject({
      state: 'unknown',
      reason: 'nodes/n1/index.json is no JSON.',
    });
    expect(model.node('n2')?.host.neighbours.state).toBe('known');
  });
});

describe('pods in namespaces', () => {
  const A = 'net:[4026532001]';
  const B = 'net:[4026532002]';
  const pods = [
    podObject('web-1', '10.244.1.7', { node: 'n1', uid: 'AAAA-1' }),
    podObject('web-2', '10.244.1.8', { node: 'n1', uid: 'aaaa-2' }),
    podObject('done', '10.244.1.8', { node: 'n1', phase: 'Succeeded' }),
    podObject('proxy', '192.168.10.161', { node: 'n1', hostNetwork: true }),
    podObject('elsewhere', '10.244.1.7', { node: 'n2' }),
  ];

  it('are found by UID, then by address', () => {
    const model = cluster({
      nodes: [
        rawNode(
          'n1',
          { [`ip-addr@${A}`]: address('eth0', '10.244.1.99'), [`ip-addr@${B}`]: address('eth0', '10.244.1.8') },
          {
            netns: [
              { id: A, podUid: 'aaaa_1' },
              { id: B, name: 'cni-b' },
            ],
          },
        ),
      ],
      objects: { pods },
    });
    expect(model.node('n1')?.namespaces.map(({ label, pod }) => [label, pod?.name])).toEqual([
      ['default/web-1', 'web-1'],
      ['default/web-2', 'web-2'],
    ]);
  });

  it('have no namespace of their own with hostNetwork', () => {
    const model = cluster({
      nodes: [
        rawNode('n1', {
          'ip-addr': address('eth0', '192.168.10.161'),
          [`ip-addr@${A}`]: address('eth0', '192.168.10.161'),
        }),
      ],
      objects: { pods },
    });
    expect(model.node('n1')?.host.pod).toBeNull();
    expect(model.node('n1')?.namespaces[0]?.pod).toBeNull();
    expect(model.node('n1')?.namespaces[0]?.label).toBe(A);
  });

  it('are found on a machine that is no node, whatever node the API says', () => {
    const model = cluster({
      nodes: [rawNode('vm', { [`ip-addr@${A}`]: address('vxlan0', '10.244.1.7') }, { kubernetesNode: null })],
      objects: { pods: [pods[4] ?? nodeObject('x')] },
    });
    expect(model.node('vm')?.namespaces[0]?.pod?.name).toBe('elsewhere');
  });

  it('are not guessed when the pods were not collected', () => {
    const model = cluster({ nodes: [rawNode('n1', { [`ip-addr@${A}`]: address('eth0', '10.244.1.7') })] });
    expect(model.node('n1')?.namespaces[0]?.pod).toBeNull();
    expect(model.pods).toEqual({ state: 'unknown', missing: 'cluster/pods', reason: 'not collected' });
  });
});

describe('owners of addresses', () => {
  it('are devices of every namespace that was seen', () => {
    const model = cluster({
      nodes: [
        rawNode('n1', {
          'ip-addr': address('cni0', '10.244.1.1'),
          'ip-addr@net:[4026532001]': address('eth0', '10.244.1.7'),
        }),
        rawNode('n2', {
          'ip-addr': `${address('eth0', '10.244.1.7').slice(0, -1)},{"ifindex":1,"ifname":"lo","mtu":65536,"flags":[],"addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8}]}]`,
        }),
      ],
    });
    expect(
      model.ownersOf('10.244.1.7').map(({ node, netns, address: it }) => [node.name, netns.id, it.device]),
    ).toEqual([
      ['n1', 'net:[4026532001]', 'eth0'],
      ['n2', 'host', 'eth0'],
    ]);
    expect(model.ownersOf('127.0.0.1')).toEqual([]);
    expect(model.ownersOf('nonsense')).toEqual([]);
  });
});

describe('what the API says', () => {
  it('flannel annotations of vxlan, host-gw and udp, under any prefix', () => {
    const read = (annotations: Record<string, string>) =>
      knownValue(
        cluster({ objects: { nodes: [nodeObject('n1', { annotations })] } }).nodes[0]?.kubernetes ?? {
          state: 'unknown',
        },
      ).flannel;
    expect(
      read({
        'flannel.alpha.coreos.com/backend-type': 'vxlan',
        'flannel.alpha.coreos.com/backend-data': '{"VNI":1,"VtepMAC":"12:C6:65:89:b4:e3"}',
        'flannel.alpha.coreos.com/public-ip': '192.168.10.161',
      }),
    ).toEqual({
      prefix: 'flannel.alpha.coreos.com/',
      backendType: 'vxlan',
      subnetManager: false,
      vni: 1,
      vtepMac: '12:c6:65:89:b4:e3',
      publicIp: '192.168.10.161',
      publicIpOverwrite: null,
      v6: null,
    });
    expect(
      read({ 'flannel.alpha.coreos.com/backend-type': 'host-gw', 'flannel.alpha.coreos.com/backend-data': 'null' }),
    ).toMatchObject({ backendType: 'host-gw', vni: null });
    expect(
      read({
        'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
        'flannel.alpha.coreos.com/backend-data': '{broken',
      }),
    ).toMatchObject({ backendType: '' });
    expect(
      read({ 'example.org/flannel-backend-type': 'vxlan', 'example.org/flannel-public-ip': '10.0.0.1' }),
    ).toMatchObject({ backendType: 'vxlan', publicIp: '10.0.0.1' });
    expect(read({ other: 'x' })).toBeNull();
  });

  it('pods: the name that survives the night', () => {
    const owner = (kind: string, name: string, hash?: string) =>
      podObject('web-7d4b9c-x1', '10.0.0.1', {
        owners: [{ kind, name, controller: true }],
        ...(hash ? { labels: { 'pod-template-hash': hash } } : {}),
      });
    const owners = knownValue(
      cluster({
        objects: {
          pods: [
            owner('ReplicaSet', 'web-7d4b9c', '7d4b9c'),
            owner('DaemonSet', 'flannel'),
            owner('StatefulSet', 'db'),
            owner('Node', 'n1'),
            podObject('alone', '10.0.0.2'),
          ],
        },
      }).pods,
    );
    expect(owners.map((pod) => pod.owner).sort()).toEqual([
      'alone',
      'flannel',
      'web',
      'web-7d4b9c-x1',
      'web-7d4b9c-x1',
    ]);
  });

  it('Services and their endpoints', () => {
    const model = cluster({
      objects: {
        services: [serviceObject('web', '10.96.0.5'), serviceObject('headless', 'None')],
        endpointslices: [
          endpointSliceObject('web', [
            {
              addresses: ['10.244.1.7'],
              conditions: { ready: true },
              nodeName: 'n1',
              targetRef: { kind: 'Pod', name: 'web-1' },
            },
            { addresses: ['10.244.2.9'], conditions: { ready: false, serving: true, terminating: true } },
            { addresses: ['10.244.2.10'], conditions: {} },
          ]),
          endpointSliceObject('web', [{ addresses: ['10.244.1.7'], conditions: { ready: true } }]),
        ],
      },
    });
    expect(knownValue(model.services).map((service) => [service.name, service.clusterIps])).toEqual([
      ['headless', []],
      ['web', ['10.96.0.5']],
    ]);
    expect(
      knownValue(model.endpoints)
        .get('default/web')
        ?.map((it) => [it.address, it.port, it.ready, it.serving, it.terminating, it.pod]),
    ).toEqual([
      ['10.244.1.7', 8080, true, true, false, 'default/web-1'],
      ['10.244.2.10', 8080, true, true, false, null],
      ['10.244.2.9', 8080, false, true, true, null],
    ]);
  });

  it('falls back to Endpoints', () => {
    const endpoints = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'kubernetes', namespace: 'default' },
      subsets: [
        {
          addresses: [{ ip: '10.16.203.160' }],
          notReadyAddresses: [{ ip: '10.16.203.161' }],
          ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
        },
      ],
    };
    const model = cluster({ objects: { endpoints: [endpoints] } });
    expect(knownValue(model.endpoints).get('default/kubernetes')).toMatchObject([
      { address: '10.16.203.160', port: 6443, ready: true },
      { address: '10.16.203.161', ready: false },
    ]);
  });

  it('which OVS port carries a pod, under whatever names', () => {
    const nic = (fields: Record<string, unknown>) => ({
      apiVersion: 'sdn.example.org/v1',
      kind: 'Nic',
      metadata: { name: '192.100.0.31-vpc-default', namespace: 'kube-system' },
      ...fields,
    });
    const read = (fields: Record<string, unknown>) =>
      knownValue(
        cluster({ objects: { podnics: [nic(fields)], pods: [podObject('web-1', '192.100.0.31')] } }).podNics,
      )[0];
    const expected = { ip: '192.100.0.31', pod: 'web-1', port: 'if2090037512165' };
    expect(read({ spec: { podName: 'web-1', portName: 'if2090037512165' } })).toMatchObject(expected);
    expect(
      read({ spec: { vm: 'web-1', mac: 'd0:00:37:51:21:65', interface: { name: 'x' }, ifName: 'if2090037512165' } }),
    ).toMatchObject(expected);
    expect(read({ status: { target: 'web-1', ovs_port: 'if2090037512165', port: 6632 } })).toMatchObject(expected);
    expect(read({ spec: { other: 1 } })).toMatchObject({ pod: null, port: null });
  });

  it('is known in part where only a part was collected', () => {
    const model = cluster({
      objects: { pods: [] },
      sources: [
        { id: 'cluster/pods', status: 'partial', reason: 'only namespace sdn-1' },
        { id: 'cluster/services', status: 'failed', reason: 'forbidden' },
      ],
    });
    expect(model.pods).toMatchObject({ state: 'known', partial: 'only namespace sdn-1' });
    expect(model.services).toEqual({ state: 'unknown', missing: 'cluster/services', reason: 'forbidden' });
  });
});
