import { describe, expect, test } from 'vitest';
import { decide, type Peer, type World } from '../../src/facts/policy/decide.ts';
import { labelsOf } from '../../src/facts/policy/selector.ts';
import { pod as podOf } from '../../src/model/kubernetes-pod.ts';
import { networkPolicy } from '../../src/model/kubernetes-policy.ts';
import type { ApiObject } from '../../src/snapshot/types.ts';
import { templateOf } from './pod-parts.ts';
import { chartObjects, kustomizeObjects, type Manifest, only, requirePrograms } from './programs.ts';

/* The tests' cluster has no policy engine: this is what netlint itself reads from the policy, after the API's documentation. */

const reason = requirePrograms();
const image = { repository: 'registry.example.com/netlint' };

function world(objects: readonly Manifest[]): World {
  const policies = objects
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map((object) => networkPolicy(object as unknown as ApiObject));
  return {
    policiesOf: (namespace) => policies.filter((one) => one.namespace === namespace),
    namespaceLabels: (namespace) => labelsOf({ 'kubernetes.io/metadata.name': namespace }),
    blocksMatchPods: false,
  };
}

const made = (namespace: string, name: string, labels: Readonly<Record<string, string>>, ip: string) =>
  podOf({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels },
    spec: { containers: [{ name: 'c' }] },
    status: { podIPs: [{ ip }] },
  } as unknown as ApiObject);

const dns: Peer = { pod: made('kube-system', 'coredns', { 'k8s-app': 'kube-dns' }, '10.244.0.2') };
const neighbour: Peer = { pod: made('netlint', 'other', { app: 'other' }, '10.244.0.3') };
const apiServer: Peer = { address: '192.0.2.10' };
const webhook: Peer = { address: '203.0.113.7' };

const rows: readonly (readonly [string, Peer, string, number, boolean])[] = [
  ['the API server', apiServer, 'tcp', 6443, true],
  ['the API server where it listens on 443', apiServer, 'tcp', 443, true],
  ['another port of it', apiServer, 'tcp', 10250, false],
  ["the cluster's DNS", dns, 'udp', 53, true],
  ["the cluster's DNS over TCP", dns, 'tcp', 53, true],
  ["another port of the DNS's pod", dns, 'tcp', 9153, false],
  ['NodeLocal DNSCache', { address: '169.254.20.10' }, 'udp', 53, true],
  ['any other name server', { address: '192.0.2.53' }, 'udp', 53, false],
  ['a pod beside it', neighbour, 'tcp', 8080, false],
];

describe.skipIf(reason !== null)('the NetworkPolicy', () => {
  describe.each([
    ['chart', (): readonly Manifest[] => chartObjects({ image })],
    ['kustomize', (): readonly Manifest[] => kustomizeObjects('overlays/agents')],
  ] as const)('%s', (_, objectsOf) => {
    const objects = reason === null ? objectsOf() : [];
    const audit = () => made('netlint', 'audit', templateOf(only(objects, 'CronJob')).metadata.labels, '10.244.1.2');

    test.each(rows)('egress to %s', (_what, peer, protocol, port, allowed) => {
      expect(decide(world(objects), audit(), 'egress', peer, { protocol, port }).allowed).toBe(allowed);
    });

    test('nobody comes in', () => {
      for (const peer of [neighbour, dns, apiServer])
        expect(decide(world(objects), audit(), 'ingress', peer, { protocol: 'tcp', port: 8080 }).allowed).toBe(false);
    });
  });

  test('addresses of the API server can be narrowed, and a webhook opened', () => {
    const networkPolicyValues = {
      apiServer: { cidrs: ['192.0.2.10/32'], ports: [6443] },
      egress: [{ to: [{ ipBlock: { cidr: '203.0.113.7/32' } }], ports: [{ protocol: 'TCP', port: 443 }] }],
    };
    const objects = chartObjects({ image, networkPolicy: networkPolicyValues });
    const audit = made('netlint', 'audit', templateOf(only(objects, 'CronJob')).metadata.labels, '10.244.1.2');
    const allowed = (peer: Peer, port: number) =>
      decide(world(objects), audit, 'egress', peer, { protocol: 'tcp', port }).allowed;
    expect(allowed(apiServer, 6443)).toBe(true);
    expect(allowed({ address: '192.0.2.11' }, 6443)).toBe(false);
    expect(allowed(webhook, 443)).toBe(true);
    expect(allowed(webhook, 6443)).toBe(false);
  });
});
