import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';

const conflist = (file: string, type: string): string =>
  `==> /etc/cni/net.d/${file} <==\n${JSON.stringify({ name: 'n', cniVersion: '0.3.1', plugins: [{ type }] })}\n`;

const device = (name: string, kind: string): string =>
  JSON.stringify([
    {
      ifindex: 3,
      ifname: name,
      flags: ['UP', 'LOWER_UP'],
      mtu: 1450,
      operstate: 'UNKNOWN',
      link_type: 'ether',
      linkinfo: { info_kind: kind },
    },
  ]);

const annotated = (backend: string, data = 'null'): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'n1',
    annotations: {
      'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
      'flannel.alpha.coreos.com/backend-type': backend,
      'flannel.alpha.coreos.com/backend-data': data,
      'flannel.alpha.coreos.com/public-ip': '192.168.10.161',
    },
  },
  spec: { podCIDR: '10.244.1.0/24' },
  status: {},
});
const plain: ApiObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1' },
  spec: { podCIDR: '10.244.1.0/24' },
  status: {},
};
const netConf = (backend: unknown): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kube-flannel-cfg', namespace: 'kube-system' },
  data: {
    'net-conf.json':
      typeof backend === 'string'
        ? backend
        : JSON.stringify({ Network: '10.244.0.0/16', ...(backend === null ? {} : { Backend: backend }) }),
  },
});

const EMPTY: MadeOutputs = { 'ip-link': '[]', 'ip-addr': '[]' };
const SUBNET_ENV: MadeOutputs = {
  'flannel-subnet-env':
    'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n',
};
const NO_DAEMON: MadeOutputs = { processes: 'pid=1 comm=kubelet netns=net:[1]\n' };
const DAEMON: MadeOutputs = { processes: 'pid=1 comm=flanneld netns=net:[1]\n' };

interface Row {
  readonly name: string;
  readonly outputs: MadeOutputs;
  readonly node?: ApiObject;
  readonly configMap?: ApiObject;
  /** A backend, `absent` or `unknown`. */
  readonly is: string;
}

const rows: readonly Row[] = [
  { name: 'the annotation says vxlan', outputs: EMPTY, node: annotated('vxlan'), is: 'vxlan' },
  { name: 'the annotation says host-gw', outputs: EMPTY, node: annotated('host-gw'), is: 'host-gw' },
  {
    name: 'udp leaves the annotation empty; its device says it',
    outputs: { ...EMPTY, 'ip-link': device('flannel0', 'tun') },
    node: annotated(''),
    is: 'udp',
  },
  {
    name: 'udp leaves the annotation empty; the configuration says it',
    outputs: EMPTY,
    node: annotated(''),
    configMap: netConf({ Type: 'udp' }),
    is: 'udp',
  },
  {
    name: 'a configuration without a backend means udp',
    outputs: EMPTY,
    node: annotated(''),
    configMap: netConf(null),
    is: 'udp',
  },
  { name: 'an empty annotation and nothing else', outputs: EMPTY, node: annotated(''), is: 'unknown' },
  {
    name: 'a configuration that is no JSON',
    outputs: EMPTY,
    node: annotated(''),
    configMap: netConf('{'),
    is: 'unknown',
  },
  { name: 'no API, but flannel.1', outputs: { ...EMPTY, 'ip-link': device('flannel.1', 'vxlan') }, is: 'vxlan' },
  {
    name: 'no API, but flannel-wg',
    outputs: { ...EMPTY, 'ip-link': device('flannel-wg', 'wireguard') },
    is: 'wireguard',
  },
  { name: 'no API, no device, but subnet.env: some backend', outputs: { ...EMPTY, ...SUBNET_ENV }, is: 'unknown' },
  {
    name: 'no flannel anywhere',
    outputs: { ...EMPTY, 'cni-config': conflist('10-bridge.conf', 'bridge') },
    node: plain,
    is: 'absent',
  },
  { name: 'nothing was read, and the Node has no annotations', outputs: {}, node: plain, is: 'absent' },
  { name: 'nothing was read at all', outputs: {}, is: 'unknown' },
  {
    name: 'left over: Calico is configured, and no flanneld runs',
    outputs: {
      'ip-link': device('flannel.1', 'vxlan'),
      'cni-config': conflist('10-calico.conflist', 'calico'),
      ...NO_DAEMON,
      ...SUBNET_ENV,
    },
    node: annotated('vxlan'),
    is: 'absent',
  },
  {
    name: "Canal: Calico's plugin over flannel's network",
    outputs: {
      'ip-link': device('flannel.1', 'vxlan'),
      'cni-config': conflist('10-canal.conflist', 'calico'),
      ...DAEMON,
    },
    node: annotated('vxlan'),
    is: 'vxlan',
  },
  {
    name: 'Canal, and nobody could look for flanneld',
    outputs: {
      'ip-link': device('flannel.1', 'vxlan'),
      'cni-config': conflist('10-canal.conflist', 'calico'),
      ...SUBNET_ENV,
    },
    node: annotated('vxlan'),
    is: 'vxlan',
  },
  {
    name: 'the configuration file of another plugin comes after flannel',
    outputs: {
      ...EMPTY,
      'cni-config': conflist('10-flannel.conflist', 'flannel') + conflist('20-calico.conflist', 'calico'),
      ...NO_DAEMON,
    },
    node: annotated('vxlan'),
    is: 'vxlan',
  },
];

describe("flannel's backend on a node", () => {
  test.each(rows)('$name: $is', ({ outputs, node, configMap, is }) => {
    const objects = { ...(node ? { nodes: [node] } : {}), ...(configMap ? { configmaps: [configMap] } : {}) };
    const answer = ask(snapshotOf({ nodes: [rawNode('n1', outputs)], objects })).node('node.flannel.backend', 'n1');
    expect(answer.state === 'value' ? answer.value : answer.state).toBe(is);
  });

  test('where nothing on the node says it, the other nodes do', () => {
    const other = rawNode('n2', { 'ip-link': device('flannel.1', 'vxlan') });
    const { node } = ask(snapshotOf({ nodes: [rawNode('n1', { ...EMPTY, ...SUBNET_ENV }), other] }));
    expect(node('node.flannel.backend', 'n1')).toEqual({ state: 'value', value: 'vxlan' });
  });
});

describe('flanneld', () => {
  const daemon = (...nodes: readonly MadeOutputs[]) =>
    ask(snapshotOf({ nodes: nodes.map((outputs, i) => rawNode(`n${i + 1}`, outputs)) })).node(
      'node.flannel.daemon',
      'n1',
    );

  test('runs', () => expect(daemon(DAEMON)).toMatchObject({ value: 'running' }));
  test('is down where it runs on another node', () =>
    expect(daemon(NO_DAEMON, DAEMON)).toMatchObject({ value: 'down' }));
  test('is nowhere a process of its own', () => expect(daemon(NO_DAEMON, NO_DAEMON).state).toBe('absent'));
  test('was not looked for', () => expect(daemon({}, DAEMON).state).toBe('unknown'));

  const pod = (ready: boolean): ApiObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'kube-flannel-ds-abcde',
      namespace: 'kube-flannel',
      ownerReferences: [{ kind: 'DaemonSet', name: 'kube-flannel-ds', controller: true }],
    },
    spec: { nodeName: 'n1', hostNetwork: true },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  });
  test.each([
    [true, 'running'],
    [false, 'down'],
  ])('was not looked for, and its pod says Ready %s', (ready, value) => {
    const { node } = ask(snapshotOf({ nodes: [rawNode('n1', {})], objects: { pods: [pod(ready)] } }));
    expect(node('node.flannel.daemon', 'n1')).toMatchObject({ value });
  });
});
