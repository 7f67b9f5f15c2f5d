import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';
import { judge, roots, unknowns } from '../verdicts.ts';

const object = (kind: string, name: string, more: Record<string, unknown>): ApiObject =>
  ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'default', creationTimestamp: '2025-12-31T00:00:00Z', ...(more.metadata ?? {}) },
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'metadata')),
  }) as ApiObject;

const ADDRESS = '10.244.1.3';
const NETNS = 'net:[7]';

interface Made {
  outputs: MadeOutputs;
  protocol: string;
  clusterIP: string;
  ready: boolean;
  hostNetwork: boolean;
  address: string;
  createdAt: string;
}

const healthy = (): Made => ({
  outputs: {
    [`sockets@${NETNS}`]: 'tcp LISTEN 0 128 0.0.0.0:8080 0.0.0.0:* users:(("web",pid=7,fd=3))\n',
    [`ip-link@${NETNS}`]: JSON.stringify([
      { ifindex: 2, ifname: 'eth0', flags: ['UP'], mtu: 1450, link_type: 'ether' },
    ]),
    [`ip-addr@${NETNS}`]: JSON.stringify([
      {
        ifindex: 2,
        ifname: 'eth0',
        addr_info: [
          { family: 'inet', local: ADDRESS, prefixlen: 24, scope: 'global' },
          { family: 'inet6', local: 'fd00:244::3', prefixlen: 64, scope: 'global' },
        ],
      },
    ]),
    [`iptables-nft-save4@${NETNS}`]: '',
    [`iptables-nft-save6@${NETNS}`]: '',
    [`iptables-legacy-tables4@${NETNS}`]: '',
    [`iptables-legacy-tables6@${NETNS}`]: '',
    [`nft-tables@${NETNS}`]: '',
    [`nft-ruleset@${NETNS}`]: '',
  },
  protocol: 'TCP',
  clusterIP: '10.96.0.20',
  ready: true,
  hostNetwork: false,
  address: ADDRESS,
  createdAt: '2025-12-31T00:00:00Z',
});

function snapshot(made: Made) {
  const conditions = [{ type: 'Ready', status: made.ready ? 'True' : 'False' }];
  const ips = [{ ip: ADDRESS }, { ip: 'fd00:244::3' }];
  return snapshotOf({
    nodes: [rawNode('n1', made.outputs, { netns: [{ id: NETNS, podUid: 'u1' }] })],
    objects: {
      nodes: [{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: {}, status: {} } as ApiObject],
      services: [
        object('Service', 'web', {
          spec: { clusterIP: made.clusterIP, ports: [{ port: 80, protocol: made.protocol }] },
        }),
      ],
      endpointslices: [
        object('EndpointSlice', 'web-x', {
          metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
          addressType: made.address.includes(':') ? 'IPv6' : 'IPv4',
          ports: [{ port: 8080, protocol: made.protocol }],
          endpoints: [
            { addresses: [made.address], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'web-1' } },
          ],
        }),
      ],
      pods: [
        object('Pod', 'web-1', {
          metadata: { uid: 'u1', creationTimestamp: made.createdAt },
          spec: { nodeName: 'n1', hostNetwork: made.hostNetwork, containers: [] },
          status: { phase: 'Running', podIP: ADDRESS, podIPs: ips, conditions },
        }),
      ],
    },
  });
}

const sockets = (made: Made, text: string): void => {
  made.outputs = { ...made.outputs, [`sockets@${NETNS}`]: text };
};
const listens = (local: string, protocol = 'tcp'): string =>
  `${protocol} ${protocol === 'tcp' ? 'LISTEN' : 'UNCONN'} 0 128 ${local} 0.0.0.0:* users:(("web",pid=7,fd=3))\n`;
const redirect = `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:ISTIO_INBOUND - [0:0]
:ISTIO_IN_REDIRECT - [0:0]
-A PREROUTING -p tcp -j ISTIO_INBOUND
-A ISTIO_INBOUND -p tcp -m tcp --dport 15020 -j RETURN
-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT
-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006
COMMIT
`;

const notListening = ['services/not-listening pod/default/web-1'];
const elsewhere = ['services/listening-on-loopback-only pod/default/web-1'];

describe('who listens on the port of a ready endpoint', () => {
  const cases: readonly {
    name: string;
    change: (made: Made) => void;
    roots: readonly string[];
    unknown?: readonly string[];
  }[] = [
    { name: 'the application', change: () => {}, roots: [] },
    { name: 'nobody', change: (made) => sockets(made, ''), roots: notListening },
    { name: 'somebody on another port', change: (made) => sockets(made, listens('0.0.0.0:9090')), roots: notListening },
    {
      name: 'somebody on UDP only',
      change: (made) => sockets(made, listens('0.0.0.0:8080', 'udp')),
      roots: notListening,
    },
    {
      name: 'UDP on UDP',
      change: (made) => {
        made.protocol = 'UDP';
        sockets(made, listens('0.0.0.0:8080', 'udp'));
      },
      roots: [],
    },
    { name: 'loopback only', change: (made) => sockets(made, listens('127.0.0.1:8080')), roots: elsewhere },
    { name: 'loopback of IPv6 only', change: (made) => sockets(made, listens('[::1]:8080')), roots: elsewhere },
    { name: "the pod's own address", change: (made) => sockets(made, listens(`${ADDRESS}:8080`)), roots: [] },
    { name: 'both families by one socket', change: (made) => sockets(made, listens('*:8080')), roots: [] },
    { name: 'IPv6 alone', change: (made) => sockets(made, listens('[::]:8080')), roots: elsewhere },
    {
      name: 'IPv4 alone, and the endpoint is IPv6',
      change: (made) => {
        made.address = 'fd00:244::3';
      },
      roots: elsewhere,
    },
    {
      name: 'a sidecar that all connections are redirected to',
      change: (made) => {
        sockets(made, listens('0.0.0.0:15006') + listens('127.0.0.1:8080'));
        made.outputs = { ...made.outputs, [`iptables-nft-save4@${NETNS}`]: redirect };
      },
      roots: [],
    },
    {
      name: 'a sidecar that is not there any more',
      change: (made) => {
        sockets(made, listens('127.0.0.1:8080'));
        made.outputs = { ...made.outputs, [`iptables-nft-save4@${NETNS}`]: redirect };
      },
      roots: elsewhere,
    },
    {
      name: 'nobody, and the Service is headless',
      change: (made) => {
        sockets(made, '');
        made.clusterIP = 'None';
      },
      roots: [],
    },
    {
      name: 'nobody, and the pod is not ready',
      change: (made) => {
        sockets(made, '');
        made.ready = false;
      },
      roots: [],
    },
    {
      name: 'nobody yet: the pod is young',
      change: (made) => {
        sockets(made, '');
        made.createdAt = '2025-12-31T23:59:50Z';
      },
      roots: [],
      unknown: notListening,
    },
    {
      name: "the node's network is another matter",
      change: (made) => {
        made.hostNetwork = true;
      },
      roots: [],
    },
  ];
  test.each(cases)('$name', async ({ change, roots: expected, unknown = [] }) => {
    const made = healthy();
    change(made);
    const result = await judge(snapshot(made), ['services']);
    expect(roots(result)).toEqual(expected);
    expect(unknowns(result).filter((one) => one.includes('pod/'))).toEqual(unknown);
  });
});

describe('not known', () => {
  const without = (made: Made, output: string): void => {
    made.outputs = Object.fromEntries(Object.entries(made.outputs).filter(([key]) => !key.startsWith(output)));
  };
  const cases: readonly { name: string; change: (made: Made) => void }[] = [
    { name: 'sockets were not read', change: (made) => without(made, 'sockets') },
    {
      name: 'gVisor has taken the address',
      change: (made) => {
        sockets(made, '');
        made.outputs = {
          ...made.outputs,
          [`ip-addr@${NETNS}`]: JSON.stringify([{ ifindex: 2, ifname: 'eth0', addr_info: [] }]),
        };
      },
    },
    {
      name: 'a virtual machine listens',
      change: (made) => {
        sockets(made, '');
        made.outputs = {
          ...made.outputs,
          [`ip-link@${NETNS}`]: JSON.stringify([
            { ifindex: 2, ifname: 'eth0', flags: ['UP'], mtu: 1450, link_type: 'ether' },
            {
              ifindex: 3,
              ifname: 'tap0_kata',
              flags: ['UP'],
              mtu: 1450,
              link_type: 'ether',
              linkinfo: { info_kind: 'tun', info_data: { type: 'tap' } },
            },
          ]),
        };
      },
    },
    {
      name: 'rules of the pod were not read',
      change: (made) => {
        sockets(made, '');
        for (const output of ['iptables', 'nft']) without(made, output);
      },
    },
  ];
  test.each(cases)('$name', async ({ change }) => {
    const made = healthy();
    change(made);
    const result = await judge(snapshot(made), ['services']);
    expect(roots(result)).toEqual([]);
    expect(unknowns(result).filter((one) => one.includes('pod/'))).toEqual([
      'services/listening-on-loopback-only pod/default/web-1',
      'services/not-listening pod/default/web-1',
    ]);
  });
});
