import { describe, expect, test } from 'vitest';
import { snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';
import { apiServer, kubeProxyOn, nodeWith, partOfControlPlane, upgradeTo } from './made-upgrade.ts';

const cluster = (server: string, kubelet: string, proxy?: string) =>
  ask(
    snapshotOf({
      objects: {
        versions: [apiServer(server)],
        nodes: [nodeWith('n1', { kubeletVersion: kubelet, kubeProxyVersion: 'v1.10.0' })],
        pods: proxy === undefined ? [] : [kubeProxyOn('n1', `registry.k8s.io/kube-proxy:${proxy}`)],
      },
    }),
    upgradeTo('1.36'),
  );

describe('kubelet and API server', () => {
  test.each([
    ['v1.33.4', 'v1.33.1', null],
    ['v1.33.4', 'v1.30.9-eks-5e0fdde', null],
    ['v1.33.4', 'v1.29.9', 'at most 3 older'],
    ['v1.33.4', 'v1.34.0', 'never newer'],
    ['v1.33.4+k3s1', 'v1.33.4+k3s1', null],
    ['v1.26.0', 'v1.24.17', null],
    ['v1.27.0', 'v1.24.17', 'at most 2 older'],
    ['v1.28.0', 'v1.25.16', null],
  ])('%s with a kubelet of %s: %s', (server, kubelet, allowed) => {
    const items = cluster(server, kubelet).items('node.kubelet.outsideSkew', 'n1');
    expect(items.map((item) => item.allowed)).toEqual(allowed === null ? [] : [allowed]);
  });

  test.each([
    ['v1.33.4', 0],
    ['v1.32.9', 1],
  ])('a kubelet of %s once the control plane has 1.36', (kubelet, count) => {
    expect(cluster('v1.35.0', kubelet).items('node.kubelet.outsideTargetSkew', 'n1')).toHaveLength(count);
  });

  test('several API servers: not newer than the oldest, not too old for the newest', () => {
    const made = (kubelet: string) =>
      ask(
        snapshotOf({
          objects: {
            versions: [apiServer('v1.33.4')],
            nodes: [nodeWith('n1', { kubeletVersion: kubelet })],
            pods: [
              partOfControlPlane('kube-apiserver', 'cp1', 'v1.33.4'),
              partOfControlPlane('kube-apiserver', 'cp2', 'v1.34.0'),
            ],
          },
        }),
      ).items('node.kubelet.outsideSkew', 'n1');
    expect(made('v1.34.0')).toMatchObject([{ other: '1.33', minors: -1, allowed: 'never newer' }]);
    expect(made('v1.30.0')).toMatchObject([{ other: '1.34', minors: 4, allowed: 'at most 3 older' }]);
    expect(made('v1.33.0')).toEqual([]);
  });

  test('nobody looked: unknown, never fine', () => {
    const { node } = ask(snapshotOf({ objects: { nodes: [nodeWith('n1', { kubeletVersion: 'v1.33.4' })] } }));
    expect(node('node.kubelet.outsideSkew', 'n1')).toMatchObject({ state: 'unknown', missing: 'cluster/versions' });
    expect(cluster('v1.33.4', 'unheard of').node('node.kubelet.outsideSkew', 'n1')).toMatchObject({
      state: 'unknown',
      reason: '"unheard of" is no version of a kubelet',
    });
  });
});

describe('kube-proxy', () => {
  test.each([
    ['v1.33.4', 'v1.33.4', 'v1.30.0', []],
    ['v1.33.4', 'v1.33.4', 'v1.29.0', ['kube-apiserver', 'the kubelet']],
    ['v1.33.4', 'v1.32.0', 'v1.29.0', ['kube-apiserver']],
    ['v1.33.4', 'v1.33.4', 'v1.34.0', ['kube-apiserver']],
  ])('API server %s, kubelet %s, kube-proxy %s', (server, kubelet, proxy, expected) => {
    const items = cluster(server, kubelet, proxy).items('node.kubeProxy.outsideSkew', 'n1');
    expect(items.map((item) => item.of)).toEqual(expected);
  });

  test('its version is that of its image, not what the Node says', () => {
    expect(cluster('v1.33.4', 'v1.33.4', 'v1.32.1').node('node.kubeProxy.version', 'n1')).toEqual({
      state: 'value',
      value: 'v1.32.1',
    });
    expect(cluster('v1.33.4', 'v1.33.4').node('node.kubeProxy.version', 'n1').state).toBe('absent');
    expect(cluster('v1.33.4', 'v1.33.4', 'latest').node('node.kubeProxy.outsideSkew', 'n1')).toMatchObject({
      state: 'unknown',
      missing: 'cluster/pods',
    });
  });
});

describe('the control plane', () => {
  const outside = (...tags: readonly (readonly [string, string])[]) =>
    ask(
      snapshotOf({
        objects: {
          versions: [apiServer('v1.35.1')],
          pods: tags.map(([component, tag], index) => partOfControlPlane(component, `cp${index}`, tag)),
        },
      }),
    ).ofCluster('cluster.controlPlane.outsideSkew');

  test.each([
    ['one minor older', ['kube-scheduler', 'v1.34.9'], 0],
    ['two minors older', ['kube-scheduler', 'v1.33.4'], 1],
    ['newer', ['kube-controller-manager', 'v1.36.0'], 1],
    ['an API server two minors behind', ['kube-apiserver', 'v1.33.0'], 1],
    ['an API server one minor behind', ['kube-apiserver', 'v1.34.0'], 0],
  ] as const)('%s', (_, part, count) => {
    const value = outside(['kube-apiserver', 'v1.35.1'], part);
    expect(value.state === 'list' && value.items).toHaveLength(count);
  });

  test('elsewhere it is not there; an image without a version is not seen', () => {
    expect(outside().state).toBe('absent');
    expect(outside(['kube-scheduler', 'latest'])).toMatchObject({
      items: [],
      unseen: [{ who: 'pod/kube-system/kube-scheduler-cp0' }],
    });
  });
});
