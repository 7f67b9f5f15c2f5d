import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';

const link = (index: number, name: string, more: Readonly<Record<string, unknown>>) => ({
  ifindex: index,
  ifname: name,
  flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
  mtu: 1450,
  operstate: 'UP',
  link_type: 'ether',
  ...more,
});
const veth = (index: number, name: string, peer: number, master: object = {}) =>
  link(index, name, { link_index: peer, link_netnsid: 0, linkinfo: { info_kind: 'veth' }, ...master });
const address = (ifname: string, local: string) => ({
  ifname,
  addr_info: [{ family: 'inet', local, prefixlen: 24, scope: 'global' }],
});
const pod = (name: string, ip: string | null, at = '2025-12-24T00:00:00Z'): ApiObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', creationTimestamp: at },
    spec: { nodeName: 'n1' },
    status: ip === null ? { phase: 'Pending' } : { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
  }) as unknown as ApiObject;

const connected = { dst: '10.244.1.0/24', dev: 'eth0', flags: [] };
const byDefault = { dst: 'default', gateway: '10.244.1.1', dev: 'eth0', flags: [] };
const conf =
  '==> /etc/cni/net.d/10-flannel.conflist <==\n{"name":"cbr0","cniVersion":"0.3.1","plugins":[{"type":"flannel"}]}\n';

/** A node with three pods; the last one with the routes and the addresses that a test gives it. */
function unrouted({
  routes = [connected] as readonly object[],
  addresses = [address('eth0', '10.244.1.13')] as readonly object[],
  more = {} as MadeOutputs,
  pods = [pod('a', '10.244.1.11'), pod('b', '10.244.1.12'), pod('c', '10.244.1.13')],
} = {}) {
  const netns = [1, 2, 3].map((n) => ({
    [`ip-link@net:[${n}]`]: JSON.stringify([veth(n + 1, 'eth0', 10 + n)]),
    [`ip-addr@net:[${n}]`]: JSON.stringify(n === 3 ? addresses : [address('eth0', `10.244.1.1${n}`)]),
    [`ip-route4@net:[${n}]`]: JSON.stringify(n === 3 ? routes : [byDefault, connected]),
  }));
  const outputs: MadeOutputs = Object.assign(
    {
      'ip-link': JSON.stringify([
        link(4, 'cni0', { linkinfo: { info_kind: 'bridge' } }),
        ...[1, 2, 3].map((n) => veth(10 + n, `veth${n}`, n + 1, { master: 'cni0' })),
      ]),
      'ip-addr': JSON.stringify([address('cni0', '10.244.1.1')]),
      'ip-route4': '[]',
      'cni-config': conf,
    },
    ...netns,
    more,
  );
  const named = [1, 2, 3].map((n) => ({ id: `net:[${n}]`, name: `cni-${n}` }));
  const node = rawNode('n1', outputs, { netns: named });
  return ask(snapshotOf({ nodes: [node], objects: { pods } })).node('node.cni.unroutedPods', 'n1');
}

const c = { pod: 'default/c', device: 'veth3', inner: 'eth0' };

describe('what pods have in their own namespaces', () => {
  test('no default route', () =>
    expect(unrouted()).toMatchObject({
      items: [{ ...c, lacks: 'default route', gateway: '10.244.1.1', netns: 'cni-3', redundantPod: null }],
      unseen: [],
    }));

  test('all have one, be it in two halves', () => {
    const halves = ['0.0.0.0/1', '128.0.0.0/1'].map((dst) => ({ dst, dev: 'tun0', flags: [] }));
    expect(unrouted({ routes: [byDefault] })).toMatchObject({ items: [], unseen: [] });
    expect(unrouted({ routes: halves })).toMatchObject({ items: [], unseen: [] });
  });

  test('no address', () =>
    expect(unrouted({ routes: [], addresses: [] })).toMatchObject({
      items: [{ pod: 'cni-3', lacks: 'address', gateway: null, netns: null, redundantPod: 'cni-3' }],
    }));

  test('no address yet: a pod of the node is being made', () =>
    expect(unrouted({ routes: [], addresses: [], pods: [pod('new', null)] })).toMatchObject({
      items: [],
      unseen: [{ who: 'node/n1 cni-3', missing: 'cluster/pods' }],
    }));

  test('a pod that was made just now', () =>
    expect(unrouted({ pods: [pod('c', '10.244.1.13', '2026-01-01T00:00:00Z')] })).toMatchObject({
      items: [],
      unseen: [{ who: 'pod/default/c' }],
    }));

  test('the configuration gives no pod a default route', () => {
    const more = Object.fromEntries([1, 2].map((n) => [`ip-route4@net:[${n}]`, JSON.stringify([connected])]));
    expect(unrouted({ more })).toMatchObject({ items: [] });
  });

  test('routes that nobody could read', () =>
    expect(unrouted({ more: { 'ip-route4@net:[3]': { text: '', status: 'timeout' } } })).toMatchObject({
      items: [],
      unseen: [{ who: 'pod/default/c', missing: 'ip-route4' }],
    }));
});
