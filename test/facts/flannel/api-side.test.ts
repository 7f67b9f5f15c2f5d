import { describe, expect, test } from 'vitest';
import type { ApiObject, RawNode } from '../../../src/snapshot/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';

interface MadeNode {
  readonly annotations?: Record<string, string>;
  readonly podCidr?: string | null;
  readonly ready?: string;
  readonly outputs?: MadeOutputs;
  readonly seen?: boolean;
  readonly createdAt?: string;
}

const prefix = 'flannel.alpha.coreos.com/';

function nodeObject(name: string, { annotations = {}, podCidr, ready = 'True', createdAt }: MadeNode): ApiObject {
  const cidr = podCidr === undefined ? `10.244.${name.slice(1)}.0/24` : podCidr;
  const all = { 'kube-subnet-manager': 'true', 'backend-type': 'vxlan', ...annotations };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      creationTimestamp: createdAt ?? '2025-12-01T00:00:00Z',
      annotations: Object.fromEntries(Object.entries(all).map(([key, value]) => [`${prefix}${key}`, value])),
    },
    spec: cidr === null ? {} : { podCIDR: cidr, podCIDRs: [cidr] },
    status: {
      addresses: [{ type: 'InternalIP', address: `192.168.10.16${name.slice(1)}` }],
      conditions: [{ type: 'Ready', status: ready }],
    },
  } as unknown as ApiObject;
}

const flannelPod = (node: string, ready: boolean, waiting?: string, at = '2025-12-01T00:00:00Z'): ApiObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `kube-flannel-ds-${node}`,
      namespace: 'kube-flannel',
      creationTimestamp: at,
      ownerReferences: [{ kind: 'DaemonSet', name: 'kube-flannel-ds', controller: true }],
    },
    spec: { nodeName: node, hostNetwork: true },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [{ name: 'kube-flannel', ready, state: waiting ? { waiting: { reason: waiting } } : {} }],
    },
  }) as unknown as ApiObject;

const daemonSet = (): ApiObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-flannel-ds', namespace: 'kube-flannel' },
    spec: { template: { spec: { containers: [{ name: 'kube-flannel', args: ['--kube-subnet-mgr'] }] } } },
    status: { desiredNumberScheduled: 2, numberReady: 2 },
  }) as unknown as ApiObject;

const netConf = (conf: unknown): ApiObject =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kube-flannel-cfg', namespace: 'kube-flannel' },
    data: { 'net-conf.json': JSON.stringify(conf) },
  }) as unknown as ApiObject;

function cluster(
  nodes: Readonly<Record<string, MadeNode>>,
  objects: Readonly<Record<string, readonly ApiObject[]>> = {},
) {
  const seen = Object.entries(nodes).filter(([, { seen: looked = true }]) => looked);
  return ask(
    snapshotOf({
      nodes: seen.map(([name, { outputs = {} }]): RawNode => rawNode(name, outputs)),
      objects: { nodes: Object.entries(nodes).map(([name, node]) => nodeObject(name, node)), ...objects },
    }),
  );
}

const processes = (...names: readonly string[]): MadeOutputs => ({
  processes:
    names.map((name, at) => `pid=${at + 1} comm=${name} netns=net:[1]\n`).join('') ||
    'pid=9 comm=containerd netns=net:[1]\n',
});

describe('whether flanneld runs', () => {
  const daemon = (
    nodes: Readonly<Record<string, MadeNode>>,
    pods: readonly ApiObject[],
    name = 'n2',
  ): readonly [unknown, unknown] => {
    const { node } = cluster(nodes, { pods, daemonsets: [daemonSet()] });
    return [node('node.flannel.daemon', name), node('node.flannel.daemonTrouble', name)];
  };
  const pair = { n1: { outputs: processes('flanneld') }, n2: { outputs: processes() } };

  test('the process is there', () => expect(daemon(pair, [], 'n1')[0]).toMatchObject({ value: 'running' }));
  test('the DaemonSet has no pod on the node', () => {
    const [state, why] = daemon(pair, [flannelPod('n1', true)]);
    expect(state).toMatchObject({ value: 'down' });
    expect(why).toMatchObject({ value: 'DaemonSet kube-flannel/kube-flannel-ds has no pod there' });
  });
  test('its pod crashes again and again', () =>
    expect(daemon(pair, [flannelPod('n2', false, 'CrashLoopBackOff')])[1]).toMatchObject({
      value: 'pod kube-flannel/kube-flannel-ds-n2 is in CrashLoopBackOff',
    }));
  test('its pod was made just now', () =>
    expect(daemon(pair, [flannelPod('n2', false, undefined, '2025-12-31T23:59:50Z')])[0]).toMatchObject({
      state: 'unknown',
      reason: 'pod kube-flannel/kube-flannel-ds-n2 has just been made',
    }));
  test('the node was not seen: its pod speaks for it, unless the kubelet is silent', () => {
    const unseen = (ready: string) => ({ n1: {}, n2: { seen: false, ready } });
    expect(daemon(unseen('True'), [flannelPod('n2', true)])[0]).toMatchObject({ value: 'running' });
    expect(daemon(unseen('True'), [flannelPod('n2', false)])[0]).toMatchObject({ value: 'down' });
    expect(daemon(unseen('Unknown'), [flannelPod('n2', false)])[0]).toMatchObject({ state: 'unknown' });
    expect(daemon(unseen('True'), [flannelPod('n1', true)])[0]).toMatchObject({ value: 'down' });
  });
});

describe('podCIDRs', () => {
  const podCidr = (made: MadeNode, objects = {}) =>
    cluster({ n1: {}, n2: made }, objects).node('node.flannel.podCidr', 'n2');

  test('assigned, missing, and too early to say', () => {
    expect(podCidr({})).toMatchObject({ value: 'assigned' });
    expect(podCidr({ podCidr: null })).toMatchObject({ value: 'missing' });
    expect(podCidr({ podCidr: null, createdAt: '2025-12-31T23:59:40Z' })).toMatchObject({ state: 'unknown' });
  });

  test('outside of the Network, for one node and for all', () => {
    const conf = { configmaps: [netConf({ Network: '10.244.0.0/16' })] };
    const one = cluster({ n1: {}, n2: {}, n3: { podCidr: '10.224.3.0/24' } }, conf);
    expect(one.items('node.flannel.podCidrOutside', 'n3')).toEqual([
      { family: 4, podCidr: '10.224.3.0/24', network: '10.244.0.0/16' },
    ]);
    expect(one.items('node.flannel.podCidrOutside', 'n1')).toEqual([]);
  });
});

describe('tunnel endpoints', () => {
  const address = (own: string): MadeOutputs => ({
    'ip-addr': JSON.stringify([
      { ifname: 'eth0', addr_info: [{ family: 'inet', local: own, prefixlen: 24, scope: 'global' }] },
    ]),
    'ip-link': '[]',
  });
  const foreign = (made: MadeNode) =>
    cluster({ n1: {}, n2: { outputs: { ...address('192.168.10.162'), ...made.outputs }, ...made } }).node(
      'node.flannel.foreignPublicIps',
      'n2',
    );

  test('its own address, another one, and one that somebody chose', () => {
    expect(foreign({ annotations: { 'public-ip': '192.168.10.162' } })).toMatchObject({ items: [] });
    expect(foreign({ annotations: { 'public-ip': '192.168.10.199' } })).toMatchObject({
      items: [{ family: 4, annotation: `${prefix}public-ip`, address: '192.168.10.199', expected: '192.168.10.162' }],
    });
    expect(
      foreign({ annotations: { 'public-ip': '203.0.113.2', 'public-ip-overwrite': '203.0.113.2' } }),
    ).toMatchObject({ items: [] });
    expect(
      foreign({
        annotations: { 'public-ip': '203.0.113.2' },
        outputs: {
          ...address('192.168.10.162'),
          processes: 'pid=1 comm=flanneld netns=net:[1] flag:--public-ip=203.0.113.2\n',
        },
      }),
    ).toMatchObject({ items: [] });
  });

  test('nobody looked at the node', () =>
    expect(foreign({ annotations: { 'public-ip': '192.168.10.199' }, seen: false }).state).toBe('unknown'));
});

test('backends: one that differs, and none that does while flannel is being replaced', () => {
  const nodes = { n1: {}, n2: {}, n3: { annotations: { 'backend-type': 'host-gw' } } };
  expect(cluster(nodes).items('node.flannel.backendDrift', 'n3')).toEqual([
    { actual: 'host-gw', expected: 'vxlan', others: 2 },
  ]);
  const young = cluster(nodes, { pods: [flannelPod('n1', true, undefined, '2025-12-31T23:59:40Z')] });
  expect(young.node('node.flannel.backendDrift', 'n3')).toMatchObject({
    state: 'unknown',
    reason: 'pod kube-flannel/kube-flannel-ds-n1 has just been started: flannel is being replaced',
  });
});
