import { expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { rawNode, snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';

const address = (last: number): string => `10.244.1.${last}`;
/** Files of host-local as the probe prints them: container id and device. */
const leases = (count: number): string =>
  Array.from({ length: count }, (_, i) => `==> /var/lib/cni/networks/cbr0/${address(i + 2)} <==\nc${i}\neth0\n`).join(
    '',
  );

const pod = (last: number): ApiObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `p${last}`, namespace: 'default' },
    spec: { nodeName: 'n1' },
    status: { phase: 'Running', podIP: address(last), podIPs: [{ ip: address(last) }] },
  }) as unknown as ApiObject;

const facts = (count: number, pods: number) =>
  ask(
    snapshotOf({
      nodes: [
        rawNode('n1', {
          'cni-leases': leases(count),
          'flannel-subnet-env':
            'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n',
        }),
      ],
      objects: { pods: Array.from({ length: pods }, (_, i) => pod(i + 2)) },
    }),
  );

test('few addresses, each of a pod', () => {
  const { items } = facts(10, 10);
  for (const fact of ['fullNetworks', 'nearlyFullNetworks', 'leakedAddresses'])
    expect(items(`node.cni.${fact}`, 'n1'), fact).toEqual([]);
});

test('nine of ten are taken', () => {
  const { items } = facts(240, 240);
  expect(items('node.cni.nearlyFullNetworks', 'n1')).toEqual([{ network: '10.244.1.0/24', taken: 240, usable: 253 }]);
  expect(items('node.cni.fullNetworks', 'n1')).toEqual([]);
});

test('all are taken', () => {
  const { items } = facts(253, 253);
  expect(items('node.cni.fullNetworks', 'n1')).toEqual([{ network: '10.244.1.0/24', taken: 253, usable: 253 }]);
  expect(items('node.cni.nearlyFullNetworks', 'n1')).toEqual([]);
});

test('addresses that nobody has', () => {
  const { items } = facts(30, 10);
  expect(items('node.cni.leakedAddresses', 'n1')).toEqual([
    {
      network: '10.244.1.0/24',
      leaked: 20,
      percent: 8,
      examples: '10.244.1.12, 10.244.1.13, 10.244.1.14, 10.244.1.15, 10.244.1.16',
    },
  ]);
});
