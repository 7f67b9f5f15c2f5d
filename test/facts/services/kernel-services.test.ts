import { describe, expect, test } from 'vitest';
import { kernelServices } from '../../../src/facts/services/kernel-services.ts';
import { buildClusterModel } from '../../../src/model/cluster.ts';
import { madeServices, snapshotOfServices } from './made-services.ts';

const cluster = (mode: 'iptables' | 'nftables') => buildClusterModel(snapshotOfServices(madeServices(mode)));

function readRules(mode: 'iptables' | 'nftables') {
  const netfilter = cluster(mode).node('n1')?.host.netfilter[4];
  if (netfilter?.state !== 'known') throw new Error('not read');
  const found = kernelServices(netfilter.value, 4, []);
  return found.get(mode === 'iptables' ? 'iptables-nft' : 'nftables') ?? new Map();
}

describe.each(['iptables', 'nftables'] as const)('what kube-proxy 1.36 writes in %s mode', (mode) => {
  const rules = readRules(mode);
  const endpointsOf = (key: string) => [...(rules.get(key)?.endpoints ?? [])].sort();

  test('a ClusterIP leads to all endpoints', () => {
    expect(endpointsOf('10.96.10.1 tcp 80')).toEqual(['10.244.1.3:8080', '10.244.2.3:8080', '10.244.2.4:8080']);
    expect(endpointsOf('10.96.0.10 udp 53')).toEqual(['10.244.1.2:53', '10.244.2.2:53']);
    expect(rules.get('10.96.10.1 tcp 80')).toMatchObject({ isClusterIp: true, refused: false, unclear: false });
  });
  test('so does one with session affinity', () => {
    expect(endpointsOf('10.96.10.4 tcp 80')).toEqual(['10.244.1.3:8080', '10.244.2.3:8080']);
  });
  test('external addresses and NodePorts are none', () => {
    expect(rules.get('203.0.113.7 tcp 80')).toMatchObject({ isClusterIp: false, label: 'default/ext:http' });
    expect(endpointsOf('* tcp 30080')).toEqual(['10.244.1.3:8080', '10.244.2.3:8080']);
    expect(endpointsOf('* tcp 30081')).toEqual(['10.244.1.3:8080', '10.244.2.3:8080']);
  });
  test('Services without endpoints are refused', () => {
    expect(rules.get('10.96.10.3 tcp 80')).toMatchObject({
      refused: true,
      isClusterIp: true,
      label: 'default/empty:http',
    });
    expect(rules.get('10.96.10.7 tcp 80')).toMatchObject({ refused: true });
  });
  test('no connection is led nowhere', () => {
    for (const [key, { unanswered }] of rules) expect(unanswered, key).toBeLessThan(1e-6);
  });
  test('nothing else is there', () => {
    expect(rules.size).toBe(15);
  });
});

test('IPVS: destinations of weight 0 get nothing', () => {
  const netfilter = cluster('nftables').node('n1')?.host.netfilter[4];
  if (netfilter?.state !== 'known') throw new Error('not read');
  const destination = { address: '10.244.1.3', port: 8080 };
  const ipvs = [
    { protocol: 'tcp', address: '10.96.10.1', port: 80, destinations: [{ ...destination, weight: 1 }] },
    { protocol: 'tcp', address: '10.96.10.2', port: 80, destinations: [{ ...destination, weight: 0 }] },
  ] as const;
  const found = kernelServices(netfilter.value, 4, ipvs).get('ipvs');
  expect([...(found?.get('10.96.10.1 tcp 80')?.endpoints ?? [])]).toEqual(['10.244.1.3:8080']);
  expect(found?.get('10.96.10.2 tcp 80')?.refused).toBe(true);
  expect(kernelServices(netfilter.value, 6, ipvs).has('ipvs')).toBe(false);
});
