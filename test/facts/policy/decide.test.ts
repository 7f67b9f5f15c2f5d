import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Decision, decide, type Peer, type World } from '../../../src/facts/policy/decide.ts';
import { labelsOf } from '../../../src/facts/policy/selector.ts';
import { pod as podOf } from '../../../src/model/kubernetes-pod.ts';
import { networkPolicy } from '../../../src/model/kubernetes-policy.ts';
import { slim } from '../../../src/snapshot/slim.ts';
import type { ApiObject } from '../../../src/snapshot/types.ts';

/*
 * Decisions after the API documentation: https://kubernetes.io/docs/concepts/services-networking/network-policies/ and the field
 * descriptions of networking.k8s.io/v1 (staging/src/k8s.io/api/networking/v1/types.go, v1.36).
 */

const namespaces: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: { 'kubernetes.io/metadata.name': 'default' },
  'kube-system': { 'kubernetes.io/metadata.name': 'kube-system' },
  shop: { 'kubernetes.io/metadata.name': 'shop', team: 'a', stage: 'prod' },
  blog: { 'kubernetes.io/metadata.name': 'blog', team: 'b' },
};

function made(
  name: string,
  labels: Readonly<Record<string, string>>,
  ip: string,
  more: { readonly hostNetwork?: boolean; readonly ports?: readonly object[] } = {},
) {
  const [namespace = '', podName = ''] = name.split('/');
  return podOf({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name: podName, labels },
    spec: { hostNetwork: more.hostNetwork ?? false, containers: [{ name: 'c', ports: more.ports ?? [] }] },
    status: { podIPs: [{ ip }] },
  } as unknown as ApiObject);
}

const web = made('shop/web', { app: 'web' }, '10.244.1.2', {
  ports: [
    { name: 'http', containerPort: 8080, protocol: 'TCP' },
    { name: 'dns', containerPort: 5353, protocol: 'UDP' },
  ],
});
const db = made('shop/db', { app: 'db', tier: 'data' }, '10.244.1.3', {
  ports: [{ name: 'sql', containerPort: 5432 }],
});
const blogWeb = made('blog/web', { app: 'web' }, '10.244.2.2');
const coredns = made('kube-system/coredns-1', { 'k8s-app': 'kube-dns' }, '10.244.3.2', {
  ports: [{ name: 'dns', containerPort: 53, protocol: 'UDP' }],
});
const host = made('kube-system/agent', { app: 'agent' }, '192.168.10.161', { hostNetwork: true });

const pods = { web, db, blogWeb, coredns, host } as const;

/** As YAML, through what slimming leaves of it. */
function policies(text: string) {
  const specs = text.split('---').filter((part) => part.trim() !== '');
  return specs.map((part, at) => {
    const { namespace = 'shop', ...spec } = (parse(part) ?? {}) as { namespace?: string };
    const object = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { namespace, name: `p${at}` },
      spec,
    };
    return networkPolicy(slim('networkpolicies', object) as ApiObject);
  });
}

function world(text: string, more: Partial<World> = {}): World {
  const all = policies(text);
  return {
    policiesOf: (namespace) => all.filter((one) => one.namespace === namespace),
    namespaceLabels: (name) => labelsOf(namespaces[name] ?? {}),
    blocksMatchPods: undefined,
    ...more,
  };
}

type End = keyof typeof pods | `${number}.${number}.${number}.${number}`;

const peerOf = (end: End): Peer => (end in pods ? { pod: pods[end as keyof typeof pods] } : { address: end });

/** `web <- blogWeb tcp 8080`: may blogWeb connect to web, by web's ingress policies? `->` asks web's egress policies. */
function ask(text: string, question: string, more: Partial<World> = {}): Decision {
  const [own = '', arrow = '', end = '', protocol = '', port = ''] = question.split(' ');
  const direction = arrow === '<-' ? 'ingress' : 'egress';
  return decide(world(text, more), pods[own as keyof typeof pods], direction, peerOf(end as End), {
    protocol,
    port: Number(port),
  });
}

const allowed = (text: string, question: string, more: Partial<World> = {}): boolean | 'unknown' => {
  const answer = ask(text, question, more).allowed;
  return typeof answer === 'object' ? 'unknown' : answer;
};

const denyAll = 'podSelector: {}\npolicyTypes: [Ingress, Egress]';
const denyIngress = 'podSelector: {}\npolicyTypes: [Ingress]';
const denyEgress = 'podSelector: {}\npolicyTypes: [Egress]';

const table: Readonly<Record<string, readonly (readonly [policy: string, question: string, boolean | 'unknown'])[]>> = {
  'no policy': [
    ['', 'web <- blogWeb tcp 8080', true],
    ['', 'web -> coredns udp 53', true],
    ['namespace: blog\npodSelector: {}', 'web <- blogWeb tcp 8080', true],
    ['podSelector: { matchLabels: { app: db } }', 'web <- db tcp 8080', true],
  ],
  'default deny': [
    [denyAll, 'web <- db tcp 8080', false],
    [denyAll, 'web -> coredns udp 53', false],
    [denyIngress, 'web <- db tcp 8080', false],
    [denyIngress, 'web -> coredns udp 53', true],
    [denyEgress, 'web <- db tcp 8080', true],
    [denyEgress, 'web -> coredns udp 53', false],
    [denyAll, 'web <- web tcp 8080', true],
  ],
  'policyTypes left out: Ingress always, Egress where rules for it are written': [
    ['podSelector: {}', 'web <- db tcp 8080', false],
    ['podSelector: {}', 'web -> db tcp 5432', true],
    ['podSelector: {}\negress: []', 'web -> db tcp 5432', true],
    ['podSelector: {}\negress: [{ to: [{ podSelector: {} }] }]', 'web -> db tcp 5432', true],
    ['podSelector: {}\negress: [{ to: [{ podSelector: {} }] }]', 'web -> coredns udp 53', false],
    ['podSelector: {}\negress: [{ to: [{ podSelector: {} }] }]', 'web <- db tcp 8080', false],
    ['podSelector: {}\ningress: [{}]\npolicyTypes: [Egress]', 'web <- db tcp 8080', true],
  ],
  'an empty rule, empty or missing peers, empty or missing ports are everything': [
    ['podSelector: {}\ningress: [{}]', 'web <- 198.51.100.7 tcp 8080', true],
    ['podSelector: {}\ningress: [{ from: [] }]', 'web <- blogWeb udp 9', true],
    ['podSelector: {}\ningress: [{ from: [], ports: [] }]', 'web <- blogWeb tcp 1', true],
    ['podSelector: {}\ningress: [{ ports: [{ port: 8080 }] }]', 'web <- 198.51.100.7 tcp 8080', true],
    ['podSelector: {}\ningress: [{ ports: [{ port: 8080 }] }]', 'web <- 198.51.100.7 tcp 8081', false],
    ['podSelector: {}\ningress: []', 'web <- db tcp 8080', false],
  ],
  'podSelector alone: the namespace of the policy': [
    ['podSelector: {}\ningress: [{ from: [{ podSelector: {} }] }]', 'web <- db tcp 8080', true],
    ['podSelector: {}\ningress: [{ from: [{ podSelector: {} }] }]', 'web <- blogWeb tcp 8080', false],
    [
      'podSelector: {}\ningress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }]',
      'db <- web tcp 5432',
      true,
    ],
    [
      'podSelector: {}\ningress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }]',
      'db <- blogWeb tcp 5432',
      false,
    ],
    ['podSelector: {}\ningress: [{ from: [{ podSelector: {} }] }]', 'web <- 10.244.1.3 tcp 8080', false],
  ],
  'namespaceSelector alone: all pods of the namespaces; empty: of all namespaces': [
    ['podSelector: {}\ningress: [{ from: [{ namespaceSelector: {} }] }]', 'web <- blogWeb tcp 8080', true],
    ['podSelector: {}\ningress: [{ from: [{ namespaceSelector: {} }] }]', 'web <- 198.51.100.7 tcp 8080', false],
    [
      'podSelector: {}\ningress: [{ from: [{ namespaceSelector: { matchLabels: { team: b } } }] }]',
      'web <- blogWeb tcp 8080',
      true,
    ],
    [
      'podSelector: {}\ningress: [{ from: [{ namespaceSelector: { matchLabels: { team: b } } }] }]',
      'web <- db tcp 8080',
      false,
    ],
    [
      'podSelector: {}\negress: [{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } }] }]\npolicyTypes: [Egress]',
      'web -> coredns udp 53',
      true,
    ],
    [
      'podSelector: {}\negress: [{ to: [{ namespaceSelector: { matchLabels: { name: kube-system } } }] }]\npolicyTypes: [Egress]',
      'web -> coredns udp 53',
      false,
    ],
  ],
  'both selectors in one entry: both must hold; in two entries: one of them': [
    [
      'podSelector: {}\ningress: [{ from: [{ namespaceSelector: { matchLabels: { team: b } }, podSelector: { matchLabels: { app: web } } }] }]',
      'db <- blogWeb tcp 5432',
      true,
    ],
    [
      'podSelector: {}\ningress: [{ from: [{ namespaceSelector: { matchLabels: { team: b } }, podSelector: { matchLabels: { app: web } } }] }]',
      'db <- web tcp 5432',
      false,
    ],
    [
      'podSelector: {}\ningress: [{ from: [{ namespaceSelector: { matchLabels: { team: b } } }, { podSelector: { matchLabels: { app: web } } }] }]',
      'db <- web tcp 5432',
      true,
    ],
    [
      'podSelector: {}\ningress: [{ from: [{ namespaceSelector: { matchLabels: { team: a } }, podSelector: { matchLabels: { app: web } } }] }]',
      'db <- blogWeb tcp 5432',
      false,
    ],
  ],
  matchExpressions: [
    ['podSelector: { matchExpressions: [{ key: tier, operator: Exists }] }', 'db <- web tcp 5432', false],
    ['podSelector: { matchExpressions: [{ key: tier, operator: Exists }] }', 'web <- db tcp 8080', true],
    ['podSelector: { matchExpressions: [{ key: tier, operator: DoesNotExist }] }', 'web <- db tcp 8080', false],
    [
      'podSelector: { matchExpressions: [{ key: app, operator: In, values: [db, cache] }] }',
      'db <- web tcp 5432',
      false,
    ],
    [
      'podSelector: { matchExpressions: [{ key: tier, operator: NotIn, values: [data] }] }',
      'web <- db tcp 8080',
      false,
    ],
    ['podSelector: { matchExpressions: [{ key: tier, operator: NotIn, values: [data] }] }', 'db <- web tcp 5432', true],
    [
      'podSelector: { matchLabels: { app: db }, matchExpressions: [{ key: tier, operator: DoesNotExist }] }',
      'db <- web tcp 5432',
      true,
    ],
  ],
  'ports: the protocol is TCP unless written, a missing port is all of them, endPort makes a range': [
    ['podSelector: {}\ningress: [{ ports: [{ port: 53 }] }]', 'web <- db udp 53', false],
    ['podSelector: {}\ningress: [{ ports: [{ port: 53, protocol: UDP }] }]', 'web <- db udp 53', true],
    ['podSelector: {}\ningress: [{ ports: [{ protocol: UDP }] }]', 'web <- db udp 9999', true],
    ['podSelector: {}\ningress: [{ ports: [{ protocol: UDP }] }]', 'web <- db tcp 9999', false],
    ['podSelector: {}\ningress: [{ ports: [{ port: 8000, endPort: 8100 }] }]', 'web <- db tcp 8080', true],
    ['podSelector: {}\ningress: [{ ports: [{ port: 8000, endPort: 8100 }] }]', 'web <- db tcp 8101', false],
    ['podSelector: {}\ningress: [{ ports: [{ port: 80 }, { port: 8080 }] }]', 'web <- db tcp 8080', true],
  ],
  'named ports are looked up where the connection arrives': [
    ['podSelector: {}\ningress: [{ ports: [{ port: http }] }]', 'web <- db tcp 8080', true],
    ['podSelector: {}\ningress: [{ ports: [{ port: http }] }]', 'web <- db tcp 80', false],
    ['podSelector: {}\ningress: [{ ports: [{ port: http }] }]', 'db <- web tcp 5432', false],
    ['podSelector: {}\ningress: [{ ports: [{ port: dns }] }]', 'web <- db udp 5353', false],
    ['podSelector: {}\ningress: [{ ports: [{ port: dns, protocol: UDP }] }]', 'web <- db udp 5353', true],
    ['podSelector: {}\negress: [{ ports: [{ port: sql }] }]', 'web -> db tcp 5432', true],
    ['podSelector: {}\negress: [{ ports: [{ port: http }] }]', 'web -> db tcp 5432', false],
    ['podSelector: {}\negress: [{ ports: [{ port: sql }] }]', 'web -> 198.51.100.7 tcp 5432', false],
  ],
  ipBlock: [
    [
      'podSelector: {}\negress: [{ to: [{ ipBlock: { cidr: 198.51.100.0/24 } }] }]',
      'web -> 198.51.100.7 tcp 443',
      true,
    ],
    [
      'podSelector: {}\negress: [{ to: [{ ipBlock: { cidr: 198.51.100.0/24 } }] }]',
      'web -> 203.0.113.7 tcp 443',
      false,
    ],
    [
      'podSelector: {}\negress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [198.51.100.0/24] } }] }]',
      'web -> 198.51.100.7 tcp 443',
      false,
    ],
    [
      'podSelector: {}\negress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [198.51.100.0/24] } }] }]',
      'web -> 203.0.113.7 tcp 443',
      true,
    ],
    ['podSelector: {}\negress: [{ to: [{ ipBlock: { cidr: "::/0" } }] }]', 'web -> 203.0.113.7 tcp 443', false],
    // Whether it matches a pod's address is up to the engine.
    ['podSelector: {}\negress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]', 'web -> coredns udp 53', 'unknown'],
    ['podSelector: {}\negress: [{ to: [{ ipBlock: { cidr: 192.0.2.0/24 } }] }]', 'web -> coredns udp 53', false],
  ],
  'policies add up': [
    [
      `${denyAll}\n---\npodSelector: {}\negress: [{ ports: [{ port: 53, protocol: UDP }] }]\npolicyTypes: [Egress]`,
      'web -> coredns udp 53',
      true,
    ],
    [
      `${denyAll}\n---\npodSelector: { matchLabels: { app: db } }\negress: [{ ports: [{ port: 53, protocol: UDP }] }]\npolicyTypes: [Egress]`,
      'web -> coredns udp 53',
      false,
    ],
    [
      'podSelector: {}\ningress: [{ ports: [{ port: 1 }] }]\n---\npodSelector: {}\ningress: [{ from: [{ podSelector: {} }] }]',
      'web <- db tcp 8080',
      true,
    ],
  ],
  "pods with the node's network": [
    [denyAll.replace('podSelector: {}', 'namespace: kube-system\npodSelector: {}'), 'host <- web tcp 9100', true],
    ['podSelector: {}\ningress: [{ from: [{ namespaceSelector: {} }] }]', 'web <- host tcp 8080', 'unknown'],
    ['podSelector: {}\ningress: [{ from: [{ podSelector: {} }] }]', 'web <- host tcp 8080', false],
    ['podSelector: {}\ningress: [{ from: [{ ipBlock: { cidr: 192.168.10.0/24 } }] }]', 'web <- host tcp 8080', true],
  ],
};

describe.each(Object.entries(table))('%s', (_, rows) => {
  test.each(rows.map(([policy, question, expected]) => ({ policy, question, expected })))(
    '$question: $expected by $policy',
    ({ policy, question, expected }) => {
      expect(allowed(policy, question)).toBe(expected);
    },
  );
});

const toPods = 'podSelector: {}\negress: [{ to: [{ ipBlock: { cidr: 10.244.0.0/16 } }] }]';

test('an engine that matches addresses of pods by ipBlock, and one that does not', () => {
  expect(allowed(toPods, 'web -> coredns udp 53', { blocksMatchPods: true })).toBe(true);
  expect(allowed(toPods, 'web -> coredns udp 53', { blocksMatchPods: false })).toBe(false);
});

test('labels of namespaces that were not collected are unknown, but for the name', () => {
  const namespaceLabels: World['namespaceLabels'] = (name) => (key) =>
    key === 'kubernetes.io/metadata.name' ? name : undefined;
  const by = (label: string) =>
    `podSelector: {}\ningress: [{ from: [{ namespaceSelector: { matchLabels: { ${label} } } }] }]`;
  expect(allowed(by('team: b'), 'web <- blogWeb tcp 8080', { namespaceLabels })).toBe('unknown');
  expect(allowed(by('kubernetes.io/metadata.name: blog'), 'web <- blogWeb tcp 8080', { namespaceLabels })).toBe(true);
  expect(allowed(by('kubernetes.io/metadata.name: shop'), 'web <- blogWeb tcp 8080', { namespaceLabels })).toBe(false);
  // A policy that allows it anyway settles the question.
  const both = `${by('team: b')}\n---\npodSelector: {}\ningress: [{}]`;
  expect(allowed(both, 'web <- blogWeb tcp 8080', { namespaceLabels })).toBe(true);
});

test('it says which policies isolate the pod', () => {
  const { isolatedBy } = ask(`${denyEgress}\n---\npodSelector: { matchLabels: { app: db } }`, 'web -> coredns udp 53');
  expect(isolatedBy.map(({ name }) => name)).toEqual(['p0']);
});
