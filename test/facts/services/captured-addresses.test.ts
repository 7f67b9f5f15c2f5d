import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { changedSnapshot } from '../../support/changed-snapshot.ts';
import { judge } from '../verdicts.ts';

const taker = (spec: object, status: object = {}): ApiObject =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'taker', namespace: 'default', creationTimestamp: '2025-01-01T00:00:00Z' },
    spec: { clusterIP: '10.96.9.9', clusterIPs: ['10.96.9.9'], selector: { app: 'web' }, ...spec },
    status,
  }) as unknown as ApiObject;

const found = async (service: ApiObject) => {
  const snapshot = await changedSnapshot('healthy-flannel-vxlan', {
    objects: { services: (list) => [...list, service] },
  });
  const { findings } = await judge(snapshot, ['services']);
  return findings
    .filter(({ rule }) => rule.startsWith('services/external-ip'))
    .map(({ rule, message }) => `${rule}: ${message.replace(/^[^:]*: /, '')}`);
};
const ports = (port: number, protocol = 'TCP') => ({ ports: [{ port, protocol, targetPort: 8080 }] });

describe('addresses that a Service takes', () => {
  test("the API server's", async () => {
    expect(await found(taker({ externalIPs: ['192.168.10.161'], ...ports(6443) }))).toEqual([
      'services/external-ip-captures: default/taker takes 192.168.10.161:6443/tcp by its externalIPs, which is the API server',
    ]);
  });
  test("a kubelet's, by a load balancer's address", async () => {
    const status = { loadBalancer: { ingress: [{ ip: '192.168.10.162' }] } };
    expect(await found(taker(ports(10250), status))).toEqual([
      'services/external-ip-captures: default/taker takes 192.168.10.162:10250/tcp by its loadBalancer, which is kubelet of node2',
    ]);
    const proxied = { loadBalancer: { ingress: [{ ip: '192.168.10.162', ipMode: 'Proxy' }] } };
    expect(await found(taker(ports(10250), proxied))).toEqual([]);
  });
  test("the tunnel's", async () => {
    expect(await found(taker({ externalIPs: ['192.168.10.162'], ...ports(8472, 'UDP') }))).toEqual([
      'services/external-ip-captures: default/taker takes 192.168.10.162:8472/udp by its externalIPs, which is the tunnel flannel.1 of node2',
    ]);
  });
  test('one outside', async () => {
    expect(await found(taker({ externalIPs: ['203.0.113.10'], ...ports(80) }))).toEqual([
      'services/external-ip-outside: default/taker takes 203.0.113.10:80/tcp',
    ]);
  });
  test("a node's, on a port that nobody else has", async () => {
    expect(await found(taker({ externalIPs: ['192.168.10.162'], ...ports(80) }))).toEqual([]);
  });
  test("one of the nodes' network that nobody has", async () => {
    expect(await found(taker({ externalIPs: ['192.168.10.240'], ...ports(80) }))).toEqual([]);
  });
});
