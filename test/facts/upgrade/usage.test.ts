import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';
import { apiServer } from './made-upgrade.ts';

const asked = (fact: string, objects: Readonly<Record<string, readonly ApiObject[]>>) =>
  ask(snapshotOf({ objects })).ofCluster(fact);

const deployment = (namespace: string, name: string, ...images: readonly string[]): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace, name },
  spec: { template: { spec: { containers: images.map((image) => ({ name: 'c', image })) } } },
});

const ingressClass = (name: string, controller: string): ApiObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name },
  spec: { controller },
});

describe('ingress-nginx', () => {
  const nothing = { deployments: [], daemonsets: [], ingressclasses: [] };
  test.each([
    ['registry.k8s.io/ingress-nginx/controller:v1.12.1', 1],
    ['registry.k8s.io/ingress-nginx/controller-chroot:v1.12.1@sha256:0123', 1],
    ['quay.io/kubernetes-ingress-controller/nginx-ingress-controller:0.33.0', 1],
    ['nginx/nginx-ingress:5.1.0', 0],
    ['registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.5.2', 0],
  ])('%s', (image, count) => {
    const value = asked('cluster.ingressNginx.installed', {
      ...nothing,
      deployments: [deployment('web', 'in', image)],
    });
    expect(value.state === 'list' && value.items).toHaveLength(count);
  });

  test('by its class; that of F5 NGINX is another one', () => {
    const ingressclasses = [
      ingressClass('a', 'k8s.io/ingress-nginx'),
      ingressClass('b', 'nginx.org/ingress-controller'),
    ];
    expect(asked('cluster.ingressNginx.installed', { ...nothing, ingressclasses })).toMatchObject({
      items: [{ kind: 'IngressClass', name: 'a' }],
      unseen: [],
    });
  });

  test('what was not read could have it', () => {
    expect(asked('cluster.ingressNginx.installed', { ingressclasses: [] })).toMatchObject({
      items: [],
      unseen: [{ missing: 'cluster/daemonsets' }],
    });
  });
});

describe('kube-dns', () => {
  const deployments = [
    deployment(
      'kube-system',
      'kube-dns',
      'registry.k8s.io/dns/k8s-dns-kube-dns:1.22.28',
      'registry.k8s.io/dns/k8s-dns-sidecar:1.22.28',
    ),
    deployment('kube-system', 'coredns', 'registry.k8s.io/coredns/coredns:v1.10.1'),
  ];
  test('is there, and CoreDNS is not it', () => {
    expect(asked('cluster.kubeDns.installed', { deployments, daemonsets: [] })).toMatchObject({
      items: [{ name: 'kube-system/kube-dns' }],
    });
  });
  test('on GKE it is no relic', () => {
    const versions = [apiServer('v1.33.4-gke.1134000')];
    expect(asked('cluster.kubeDns.installed', { deployments, versions }).state).toBe('absent');
  });
  test('nobody looked', () => {
    expect(asked('cluster.kubeDns.installed', {}).state).toBe('unknown');
  });
});

describe('Services', () => {
  test('externalIPs', () => {
    const service = (name: string, spec: object): ApiObject => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'shop', name },
      spec,
    });
    const services = [service('web', { externalIPs: ['192.0.2.10', '192.0.2.11'] }), service('db', {})];
    expect(asked('cluster.services.externalIps', { services })).toMatchObject({
      items: [{ service: 'shop/web', ips: '192.0.2.10, 192.0.2.11' }],
    });
  });

  test('Endpoints that were cut off', () => {
    const endpoints = (name: string, state?: string): ApiObject => ({
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: {
        namespace: 'shop',
        name,
        ...(state === undefined ? {} : { annotations: { 'endpoints.kubernetes.io/over-capacity': state } }),
      },
    });
    expect(
      asked('cluster.endpoints.truncated', {
        endpoints: [endpoints('web', 'truncated'), endpoints('api', 'warning'), endpoints('leader')],
      }),
    ).toMatchObject({ items: [{ service: 'shop/api' }, { service: 'shop/web' }] });
    expect(asked('cluster.endpoints.truncated', {}).state).toBe('unknown');
  });
});
