import { describe, expect, it } from 'vitest';
import type { ApiObject, Snapshot } from '../../../src/snapshot/types.ts';
import { ask } from '../ask.ts';
import { type MadeMember, madeNetwork, snapshotOfNetwork } from '../flannel/made-flannel.ts';

/** Three nodes of flannel; the first has these rules. */
function made(change: (member: MadeMember) => void, objects: Readonly<Record<string, ApiObject[]>> = {}) {
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
    });
  }
  const [first] = network.members;
  if (first === undefined) throw new Error('no member');
  change(first);
  const plain = snapshotOfNetwork(network);
  const snapshot: Snapshot = { ...plain, objects: (resource) => objects[resource] ?? plain.objects(resource) };
  return ask(snapshot);
}

const pod = (name: string, node: string, address: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { nodeName: node, containers: [{ name: 'c', image: 'example/c:1' }] },
  status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
});

const withRules =
  (...how: Parameters<typeof made>) =>
  (fact: string) =>
    made(...how).items(fact, 'n1');

function answerOf(change: (member: MadeMember) => void, fact: string) {
  return made(change).node(fact, 'n1');
}

const filter = (...rules: readonly string[]): string =>
  `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules.join('\n')}\nCOMMIT\n`;

const iptables =
  (...rules: readonly string[]) =>
  ({ moreOutputs }: MadeMember): void => {
    moreOutputs['iptables-nft-save4'] = filter(...rules);
  };

describe('packets of pods that a rule stops', () => {
  it('finds a rule about the last of the peers only', () => {
    const items = withRules(iptables('-A FORWARD -s 10.244.3.0/24 -j DROP'));
    expect(items('node.firewall.droppedByRule')).toMatchObject([
      { direction: 'in from pods', source: '10.244.3.2', chain: 'FORWARD', number: 1 },
    ]);
  });

  it('finds a rule about the answers of pods', () => {
    const items = withRules(iptables('-A FORWARD -p tcp -m tcp --sport 8080 -d 10.244.0.0/16 -o flannel.1 -j DROP'));
    expect(items('node.firewall.droppedByRule')).toMatchObject([{ direction: 'out to pods', chain: 'FORWARD' }]);
  });

  it('says a rule once for each direction, however many peers it stops', () => {
    const items = withRules(iptables('-A FORWARD -s 10.244.0.0/16 -d 10.244.0.0/16 -j DROP'));
    expect(items('node.firewall.droppedByRule').map(({ direction }) => direction)).toEqual([
      'out to pods',
      'in from pods',
    ]);
  });

  it.each([
    [
      'an ipset',
      '-A FORWARD -m set --match-set bad dst -j DROP',
      'create bad hash:ip family inet\nadd bad 10.244.2.77\n',
    ],
    [
      'a list of ipsets',
      '-A FORWARD -m set --match-set all dst -j DROP',
      'create bad hash:net family inet\nadd bad 10.244.2.76/30\ncreate all list:set size 8\nadd all bad\n',
    ],
    ['an address', '-A FORWARD -d 10.244.2.77/32 -j REJECT', ''],
    ['a chain of its own', '-A FORWARD -d 10.244.2.77/32 -j BAD\n-A BAD -j DROP', ''],
  ])('finds a rule about one pod of another node, named by %s', (_, rules, ipset) => {
    const change = (member: MadeMember): void => {
      iptables(rules)(member);
      member.moreOutputs['iptables-nft-save4'] = filter(rules).replace(':OUTPUT', ':BAD - [0:0]\n:OUTPUT');
      member.moreOutputs['ipset'] = ipset;
    };
    const pods = [pod('web-1', 'n2', '10.244.2.77'), pod('web-2', 'n3', '10.244.3.5')];
    expect(withRules(change)('node.firewall.droppedByRule')).toEqual([]);
    expect(withRules(change, { pods })('node.firewall.droppedByRule')).toMatchObject([
      { direction: 'out to pods', destination: '10.244.2.77' },
    ]);
  });

  it('leaves a rule alone that names a pod and comes after the accept, or names nobody of the cluster', () => {
    const pods = [pod('web-1', 'n2', '10.244.2.77')];
    const accepted = iptables('-A FORWARD -d 10.244.0.0/16 -j ACCEPT', '-A FORWARD -d 10.244.2.77/32 -j DROP');
    expect(withRules(accepted, { pods })('node.firewall.droppedByRule')).toEqual([]);
    const others = iptables(
      '-A FORWARD -d 203.0.113.7/32 -j DROP',
      '-A FORWARD -s 10.244.2.77/32 -d 203.0.113.7/32 -j DROP',
    );
    expect(withRules(others, { pods })('node.firewall.droppedByRule')).toEqual([]);
  });

  it.each([
    ['of all pods', '-A FORWARD -p tcp -m tcp --dport 9090 -j DROP'],
    ['of one pod', '-A FORWARD -d 10.244.2.77/32 -p tcp -m tcp --dport 9090 -j DROP'],
  ])('finds a rule about one port %s, where a Service has it', (_, rule) => {
    const pods = [pod('web-1', 'n2', '10.244.2.77')];
    const services = [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'default' },
        spec: { type: 'ClusterIP', clusterIPs: ['10.96.0.99'], ports: [{ name: 'http', protocol: 'TCP', port: 80 }] },
      },
    ];
    const endpointslices = [
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'web-x', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
        addressType: 'IPv4',
        ports: [{ name: 'http', protocol: 'TCP', port: 9090 }],
        endpoints: [{ addresses: ['10.244.2.77'], conditions: { ready: true }, nodeName: 'n2' }],
      },
    ];
    expect(withRules(iptables(rule), { pods })('node.firewall.droppedByRule')).toEqual([]);
    expect(withRules(iptables(rule), { pods, services, endpointslices })('node.firewall.droppedByRule')).toMatchObject([
      { direction: 'out to pods', destination: '10.244.2.77' },
    ]);
  });

  it('finds a rule about DNS only', () => {
    const services = [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'kube-dns', namespace: 'kube-system' },
        spec: { type: 'ClusterIP', clusterIPs: ['10.96.0.10'], ports: [{ name: 'dns', protocol: 'UDP', port: 53 }] },
      },
    ];
    const endpointslices = [
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          name: 'kube-dns-x',
          namespace: 'kube-system',
          labels: { 'kubernetes.io/service-name': 'kube-dns' },
        },
        addressType: 'IPv4',
        ports: [{ name: 'dns', protocol: 'UDP', port: 5353 }],
        endpoints: [{ addresses: ['10.244.2.9'], conditions: { ready: true }, nodeName: 'n2' }],
      },
    ];
    const rule = iptables('-A FORWARD -p udp -m udp --dport 5353 -j DROP');
    expect(withRules(rule)('node.firewall.droppedByRule')).toEqual([]);
    expect(withRules(rule, { services, endpointslices })('node.firewall.droppedByRule')).toMatchObject([
      { direction: 'out to pods', destination: '10.244.2.9' },
    ]);
  });
});

describe('packets of the overlay that a rule stops', () => {
  it('asks in both directions', () => {
    const items = withRules(iptables('-A OUTPUT -p udp -m udp --dport 8472 -j DROP'));
    expect(items('node.firewall.overlayDropped')).toMatchObject([
      { device: 'flannel.1', hook: 'output', from: '192.168.10.161', to: '192.168.10.162' },
    ]);
  });

  const ingress =
    (dev: string | readonly string[] | undefined) =>
    ({ moreOutputs }: MadeMember): void => {
      const of = { family: 'netdev', table: 'guard' };
      const port = { payload: { protocol: 'udp', field: 'dport' } };
      const chain = { ...of, name: 'in', type: 'filter', hook: 'ingress', dev, prio: 0, policy: 'accept' };
      const expr = [{ match: { op: '==', left: port, right: 8472 } }, { drop: null }];
      moreOutputs['nft-tables'] = 'table netdev guard\n';
      moreOutputs['nft-ruleset'] = JSON.stringify({
        nftables: [
          { table: { family: 'netdev', name: 'guard' } },
          { chain },
          { rule: { ...of, chain: 'in', handle: 3, expr } },
        ],
      });
    };

  it.each([['eth0'], [['eth1', 'eth0']]])('sees an ingress chain of %s', (dev) => {
    expect(withRules(ingress(dev))('node.firewall.overlayDropped')).toMatchObject([
      { hook: 'ingress', nftTable: 'netdev guard', handle: 3 },
    ]);
  });

  it.each([['eth1'], [['eth1', 'eth2']], [[]]])('an ingress chain of %s does not concern eth0', (dev) => {
    expect(withRules(ingress(dev))('node.firewall.overlayDropped')).toEqual([]);
  });

  it('is not known where nft does not print the device', () => {
    const value = answerOf(ingress(undefined), 'node.firewall.overlayDropped');
    expect(value).toMatchObject({ items: [], unseen: [{ missing: 'nft-ruleset' }] });
  });
});
