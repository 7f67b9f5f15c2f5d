import { expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { rawNode, snapshotOf } from '../../support/raw-node.ts';
import { judge, roots, unknowns } from '../verdicts.ts';

interface Made {
  /** Addresses of the EndpointSlice that the API servers write. */
  endpoints: string[];
  /** Addresses of n1, which runs the API server, and of n2. */
  addresses: { n1: string[]; n2: string[] };
  flags: string;
  apiServer: boolean;
  listens: boolean;
  n2: boolean;
  changedAt: string;
}

const healthy = (): Made => ({
  endpoints: ['192.168.10.161'],
  addresses: { n1: ['192.168.10.161'], n2: ['192.168.10.162'] },
  flags: '',
  apiServer: true,
  listens: true,
  n2: true,
  changedAt: '2025-12-01T00:00:00Z',
});

const nodeObject = (name: string, address: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, creationTimestamp: '2025-12-01T00:00:00Z' },
  spec: {},
  status: {
    addresses: [{ type: 'InternalIP', address }],
    conditions: [{ type: 'Ready', status: 'True' }],
  },
});

const outputs = (addresses: readonly string[], more: Record<string, string>): Record<string, string> => ({
  'ip-link': JSON.stringify([{ ifindex: 2, ifname: 'eth0', flags: ['UP'], mtu: 1500, link_type: 'ether' }]),
  'ip-addr': JSON.stringify([
    {
      ifindex: 2,
      ifname: 'eth0',
      addr_info: addresses.map((local) => ({ family: 'inet', local, prefixlen: 24, scope: 'global' })),
    },
  ]),
  'iptables-nft-save4': '',
  'iptables-legacy-tables4': '',
  'nft-tables': '',
  'nft-ruleset': '',
  ...more,
});

function snapshot({ endpoints, addresses, flags, apiServer, listens, n2, changedAt }: Made) {
  const n1 = rawNode(
    'n1',
    outputs(addresses.n1, {
      processes: apiServer ? `pid=5 comm=kube-apiserver netns=host${flags}\n` : 'pid=7 comm=kubelet netns=host\n',
      sockets: listens ? 'tcp LISTEN 0 128 *:6443 *:* users:(("kube-apiserver",pid=5,fd=3))\n' : '',
    }),
  );
  const other = rawNode('n2', outputs(addresses.n2, { processes: 'pid=7 comm=kubelet netns=host\n', sockets: '' }));
  return snapshotOf({
    nodes: n2 ? [n1, other] : [n1],
    objects: {
      nodes: [nodeObject('n1', '192.168.10.161'), nodeObject('n2', '192.168.10.162')],
      pods: [],
      services: [],
      endpointslices: [
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: {
            name: 'kubernetes',
            namespace: 'default',
            creationTimestamp: '2025-12-01T00:00:00Z',
            lastWritten: changedAt,
            labels: { 'kubernetes.io/service-name': 'kubernetes' },
          },
          addressType: 'IPv4',
          ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
          endpoints: [{ addresses: endpoints, conditions: { ready: true } }].flatMap(({ addresses: all, conditions }) =>
            all.map((address) => ({ addresses: [address], conditions })),
          ),
        },
      ],
    },
  });
}

const RULE = 'services/api-endpoint-wrong cluster';

interface Case {
  readonly name: string;
  readonly change: (made: Made) => void;
  readonly finds?: string;
  readonly unknown?: true;
}

const cases: readonly Case[] = [
  { name: "the node's own address", change: () => {} },
  {
    name: 'an address that nobody has, beside the right one',
    change: (made) => made.endpoints.push('192.168.10.169'),
    finds: '50% go to 192.168.10.169:6443, which is no address of any node; API servers run on n1 (192.168.10.161)',
  },
  {
    name: 'the address of a NAT device, which every machine has',
    change: (made) => {
      made.endpoints = ['10.0.2.15'];
      made.addresses.n1.push('10.0.2.15');
      made.addresses.n2.push('10.0.2.15');
    },
    finds: '100% go to 10.0.2.15:6443, which is an address of n1 and of n2: each asks itself',
  },
  {
    name: 'loopback',
    change: (made) => {
      made.endpoints = ['127.0.0.1'];
    },
    finds: 'is a loopback address',
  },
  {
    name: 'a node where nothing listens',
    change: (made) => made.endpoints.push('192.168.10.162'),
    finds: '50% go to 192.168.10.162:6443, which is n2, where nothing listens on it',
  },
  {
    name: 'a load balancer that the API server was told of',
    change: (made) => {
      made.endpoints = ['192.168.10.200'];
      made.flags = ' flag:--advertise-address=192.168.10.200';
    },
  },
  {
    name: 'an address that may be on a node that was not seen',
    change: (made) => {
      made.endpoints.push('192.168.10.169');
      made.n2 = false;
    },
    unknown: true,
  },
  {
    name: 'an address that nobody has, since some seconds',
    change: (made) => {
      made.endpoints.push('192.168.10.169');
      made.changedAt = '2025-12-31T23:59:55Z';
    },
    unknown: true,
  },
  {
    name: 'a managed control plane',
    change: (made) => {
      made.apiServer = false;
      made.endpoints = ['172.20.0.5'];
    },
  },
];

test.each(cases)('$name', async ({ change, finds, unknown }) => {
  const made = healthy();
  change(made);
  const result = await judge(snapshot(made), ['services']);
  expect(roots(result)).toEqual(finds === undefined ? [] : [RULE]);
  expect(unknowns(result).includes(RULE)).toBe(unknown === true);
  if (finds !== undefined) expect(result.findings[0]?.message).toContain(finds);
});
