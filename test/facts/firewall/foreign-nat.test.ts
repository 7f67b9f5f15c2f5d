import { describe, expect, it } from 'vitest';
import type { ApiObject, Snapshot } from '../../../src/snapshot/types.ts';
import { ask } from '../ask.ts';
import { madeNetwork, snapshotOfNetwork } from '../flannel/made-flannel.ts';

const service = (name: string, address: string, port: number, namespace = 'default'): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, creationTimestamp: '2025-12-01T00:00:00Z' },
  spec: {
    type: 'ClusterIP',
    clusterIP: address,
    clusterIPs: [address],
    ports: [{ name: 'main', protocol: 'TCP', port }],
  },
});

const slice = (name: string, address: string, port: number, namespace = 'default'): ApiObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${name}-x`, namespace, labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  ports: [{ name: 'main', protocol: 'TCP', port }],
  endpoints: [{ addresses: [address], conditions: { ready: true }, nodeName: 'n2' }],
});

const objects: Readonly<Record<string, ApiObject[]>> = {
  pods: [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web-1', namespace: 'default' },
      spec: { nodeName: 'n2', containers: [{ name: 'c', image: 'example/c:1' }] },
      status: { phase: 'Running', podIP: '10.244.2.77', podIPs: [{ ip: '10.244.2.77' }] },
    },
  ],
  services: [service('web', '10.96.10.1', 80), service('kubernetes', '10.96.0.1', 443)],
  endpointslices: [slice('web', '10.244.2.77', 8080), slice('kubernetes', '192.168.10.161', 6443)],
};

/** The first of three nodes has these rules in nat; a proxy listens on port 3128 of it. */
function answer(rules: string, chains = '') {
  const network = madeNetwork();
  for (const member of network.members) {
    member.moreRoutes.push({ dst: `10.244.${member.index}.0/24`, dev: 'cni0' });
    Object.assign(member.moreOutputs, {
      'ip-rule4': '[{"priority":0,"src":"all","table":"local"},{"priority":32766,"src":"all","table":"main"}]',
      'iptables-nft-save4': '',
      'iptables-legacy-tables4': '',
      'nft-tables': '',
      'nft-ruleset': '',
      ipset: '',
      sockets: 'tcp LISTEN 0 128 192.168.10.161:3128 0.0.0.0:*\n',
    });
  }
  const [first] = network.members;
  if (first === undefined) throw new Error('no member');
  first.moreOutputs['iptables-nft-save4'] =
    `*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${chains}${rules}\nCOMMIT\n`;
  const plain = snapshotOfNetwork(network);
  const snapshot: Snapshot = { ...plain, objects: (resource) => objects[resource] ?? plain.objects(resource) };
  return ask(snapshot).node('node.firewall.foreignNat', 'n1');
}

const dnat = (match: string, to: string): string => `-A PREROUTING ${match} -j DNAT --to-destination ${to}`;

describe("translations that are not the cluster's own", () => {
  it.each([
    [
      'pods, to an address that no pod has',
      dnat('-s 10.244.0.0/16 -p tcp -m tcp --dport 8080', '10.244.99.9:1'),
      { what: 'another pod', to: '10.244.99.9', toPort: 1, why: 'which no pod has' },
    ],
    [
      'one pod by its address',
      dnat('-d 10.244.2.77/32', '10.244.99.9'),
      { destination: '10.244.2.77', to: '10.244.99.9' },
    ],
    [
      'pods, to a port of the node where nobody listens',
      dnat('-p tcp -m tcp --dport 8080', '192.168.10.161:9'),
      { to: '192.168.10.161', why: 'where nobody listens (host)' },
    ],
    [
      'a Service, to somebody outside',
      dnat('-d 10.96.10.1/32 -p tcp -m tcp --dport 80', '198.51.100.7:80'),
      { what: 'Service default/web:main', why: 'which is no endpoint of it' },
    ],
    [
      'a Service, to another Service',
      dnat('-d 10.96.10.1/32 -p tcp -m tcp --dport 80', '10.96.0.1:443'),
      { why: 'the address of a Service, which is not translated once more' },
    ],
  ])('finds one that takes %s', (_, rule, item) => {
    expect(answer(rule)).toMatchObject({ items: [{ chain: 'PREROUTING', number: 1, ...item }] });
  });

  it.each([
    [
      'a hostPort, as portmap writes it',
      '-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT\n-A CNI-HOSTPORT-DNAT -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.244.1.200:80',
      ':CNI-HOSTPORT-DNAT - [0:0]\n',
    ],
    [
      'Docker with a published port',
      '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
      ':DOCKER - [0:0]\n',
    ],
    ['a proxy that listens', dnat('-s 10.244.0.0/16 -p tcp -m tcp --dport 80', '192.168.10.161:3128')],
    ['a Service sent to its own endpoint', dnat('-d 10.96.10.1/32 -p tcp -m tcp --dport 80', '10.244.2.77:8080')],
    ['the API server behind a balancer', dnat('-d 10.96.0.1/32 -p tcp -m tcp --dport 443', '198.51.100.7:6443')],
    ['metadata of a cloud', dnat('-d 169.254.169.254/32 -p tcp -m tcp --dport 80', '192.168.10.161:8181')],
    ['a forwarded port of the node', dnat('-d 192.168.10.161/32 -p tcp -m tcp --dport 2222', '192.0.2.5:22')],
    ['packets of another network', dnat('-s 172.30.0.0/16 -p tcp -m tcp --dport 8080', '172.30.0.9:80')],
  ])('leaves alone %s', (_, rules, chains = '') => {
    expect(answer(rules, chains)).toMatchObject({ items: [] });
  });

  it('does not judge a proxy that is somewhere outside', () => {
    const value = answer(dnat('-p tcp -m tcp --dport 8080', '198.51.100.7:3128'));
    expect(value).toMatchObject({ items: [], unseen: [{ missing: 'outside' }] });
  });
});
