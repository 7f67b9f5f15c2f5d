import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { changedSnapshot } from '../../support/changed-snapshot.ts';
import { judge, roots } from '../verdicts.ts';

const slice = (address: string, service = 'web', targetRef?: object): ApiObject =>
  ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'by-hand', namespace: 'default', labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    endpoints: [
      { addresses: [address], conditions: { ready: true }, ...(targetRef === undefined ? {} : { targetRef }) },
    ],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  }) as unknown as ApiObject;

const bare = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'db', namespace: 'default', creationTimestamp: '2025-01-01T00:00:00Z' },
  spec: { clusterIP: '10.96.7.7', clusterIPs: ['10.96.7.7'], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
} as unknown as ApiObject;

const found = async (address: string, service = 'web', neighbour = '') =>
  roots(
    await judge(
      await changedSnapshot('healthy-flannel-vxlan', {
        objects: {
          endpointslices: (list) => [...list, slice(address, service)],
          services: (list) => [...list, bare],
          servicecidrs: () => [
            {
              apiVersion: 'networking.k8s.io/v1',
              kind: 'ServiceCIDR',
              metadata: { name: 'kubernetes' },
              spec: { cidrs: ['10.96.0.0/12'] },
            } as unknown as ApiObject,
          ],
        },
        outputs: Object.fromEntries(
          ['node1', 'node2', 'node3'].map((node) => [
            `${node} ip-neigh`,
            (text: string) =>
              neighbour === ''
                ? text
                : JSON.stringify([
                    ...(JSON.parse(text) as object[]),
                    { dst: neighbour, dev: 'eth0', state: ['FAILED'] },
                  ]),
          ]),
        ),
      }),
      ['services'],
    ),
  ).filter((root) => root.includes('endpoint-'));

describe('endpoints outside of the cluster', () => {
  test('of a Service that selects pods', async () => {
    expect(await found('10.77.0.9')).toEqual(['services/endpoint-stranger service/default/web']);
  });
  test('of a Service without a selector are meant', async () => expect(await found('10.77.0.9', 'db')).toEqual([]));
  test('that nobody answers ARP for', async () => {
    expect(await found('192.168.10.77', 'web', '192.168.10.77')).toEqual([
      'services/endpoint-unrouted service/default/web',
    ]);
    expect(await found('192.168.10.77', 'db', '192.168.10.77')).toEqual([
      'services/endpoint-unrouted service/default/db',
    ]);
  });
  test('in the network of Services', async () => {
    expect(await found('10.96.0.10', 'db')).toEqual(['services/endpoint-unrouted service/default/db']);
  });
  test('that are a node', async () => expect(await found('192.168.10.163')).toEqual([]));
});
