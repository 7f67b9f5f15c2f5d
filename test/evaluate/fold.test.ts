import { describe, expect, test } from 'vitest';
import type { Draft } from '../../src/evaluate/fold.ts';
import { fold } from '../../src/evaluate/fold.ts';
import type { FindingTarget } from '../../src/evaluate/types.ts';
import type { Severity } from '../../src/rules/severity.ts';
import { severities } from '../../src/rules/severity.ts';
import type { Rule } from '../../src/rules/types.ts';

interface Made {
  readonly rule: string;
  readonly target: FindingTarget;
  readonly severity?: Severity;
  readonly explainedBy?: readonly (string | { readonly rule: string; readonly device: readonly string[] })[];
  readonly itemNodes?: readonly string[];
  readonly items?: Draft['items'];
  readonly lastResort?: boolean;
}

const node = (name: string): FindingTarget => ({ kind: 'node', key: `node/${name}`, node: name });
const device = (name: string, dev: string): FindingTarget => ({
  kind: 'device',
  key: `device/${name}/host/${dev}`,
  node: name,
  device: dev,
});

function draft({
  rule,
  target,
  severity = 'high',
  explainedBy = [],
  itemNodes,
  items = [],
  lastResort = false,
}: Made): Draft {
  const explanations = explainedBy.map((cause) =>
    typeof cause === 'string' ? { rule: cause, device: null, at: 0 } : { ...cause, at: 0 },
  );
  return {
    rule: { id: rule, severity, explainedBy: explanations, lastResort } as unknown as Rule,
    itemNodes: itemNodes ?? null,
    items,
    finding: { rule, target, severity, message: '', fingerprint: `${rule}@${target.key}` } as Draft['finding'],
  };
}

const folded = (...made: readonly Made[]) =>
  fold(made.map(draft)).map(({ fingerprint, causedBy, explains }) => [fingerprint, causedBy, explains]);

test('the same node', () => {
  expect(
    folded({ rule: 'route', target: node('n1'), explainedBy: ['device'] }, { rule: 'device', target: node('n1') }),
  ).toEqual([
    ['device@node/n1', null, 1],
    ['route@node/n1', 'device@node/n1', 0],
  ]);
});

test('another node is another matter', () => {
  const both = folded(
    { rule: 'route', target: node('n1'), explainedBy: ['device'] },
    { rule: 'device', target: node('n2') },
  );
  expect(both.map(([, causedBy]) => causedBy)).toEqual([null, null]);
});

test('two devices of a node are two matters, a device and its node are one', () => {
  const mtu: Made = { rule: 'mtu', target: device('n1', 'eth0'), explainedBy: ['down', 'reset'] };
  expect(folded(mtu, { rule: 'down', target: device('n1', 'eth1') }).map(([, causedBy]) => causedBy)).toEqual([
    null,
    null,
  ]);
  expect(folded(mtu, { rule: 'down', target: device('n1', 'eth0') }).at(-1)).toEqual([
    'mtu@device/n1/host/eth0',
    'down@device/n1/host/eth0',
    0,
  ]);
  expect(folded(mtu, { rule: 'reset', target: node('n1') }).at(-1)).toEqual([
    'mtu@device/n1/host/eth0',
    'reset@node/n1',
    0,
  ]);
});

test('an explanation by device holds for what names the same device, on the same node', () => {
  const about = (...devices: readonly string[]): Made => ({
    rule: 'error',
    target: node('n1'),
    explainedBy: [
      { rule: 'gone', device: ['device', 'gone'] },
      { rule: 'cut', device: ['device'] },
    ],
    items: devices.map((name) => ({ device: name })),
  });
  const gone = (name: string, fields: Made['items'] = [{ gone: 'eth0, eth1', device: null }]): Made => ({
    rule: 'gone',
    target: node(name),
    items: fields,
  });
  const cut: Made = { rule: 'cut', target: node('n1'), items: [{ device: 'veth0' }] };
  const causes = (...made: readonly Made[]) =>
    Object.fromEntries(folded(...made).map(([fingerprint, causedBy]) => [fingerprint, causedBy]));

  expect(causes(about('eth1'), gone('n1'))).toMatchObject({ 'error@node/n1': 'gone@node/n1' });
  expect(causes(about('eth2'), gone('n1')), 'another device').toMatchObject({ 'error@node/n1': null });
  expect(causes(about('eth1', 'eth2'), gone('n1')), 'one more device').toMatchObject({ 'error@node/n1': null });
  expect(causes(about('eth1'), gone('n2')), 'another node').toMatchObject({ 'error@node/n1': null });
  expect(causes(about(), gone('n1')), 'no device at all').toMatchObject({ 'error@node/n1': null });
  expect(causes(about('veth0', 'eth1'), cut, gone('n1')), 'each by one of them').toMatchObject({
    'error@node/n1': 'gone@node/n1',
  });
  expect(causes(about('eth'), gone('n1', [{ bridge: 'eth', gone: 'eth0' }])), 'another field').toMatchObject({
    'error@node/n1': null,
  });
});

test('witnesses fold under the node that all their items name', () => {
  const witness = (itemNodes: readonly string[]): Made => ({
    rule: 'stale',
    target: node('n1'),
    explainedBy: ['changed'],
    itemNodes,
  });
  const changed: Made = { rule: 'changed', target: node('n3') };
  expect(folded(witness(['n3']), changed).at(-1)?.[1]).toBe('changed@node/n3');
  expect(folded(witness(['n2', 'n3']), changed).map(([, causedBy]) => causedBy)).toEqual([null, null]);
  expect(folded(witness(['n2', 'n3']), changed, { rule: 'changed', target: node('n2') }).at(-1)?.[1]).toBe(
    'changed@node/n2',
  );
});

test('a finding about a pair folds under its peer', () => {
  const pair: Made = {
    rule: 'dispute',
    target: { kind: 'peer', key: 'peer/n1>n2', node: 'n1', peer: 'n2' },
    explainedBy: ['changed'],
  };
  expect(folded(pair, { rule: 'changed', target: node('n2') }).at(-1)?.[1]).toBe('changed@node/n2');
});

describe('a finding whose items name Services folds under findings about them', () => {
  const service = (name: string, port = ''): FindingTarget => ({
    kind: 'service',
    key: `service/shop/${name}${port}`,
    namespace: 'shop',
    name,
  });
  const cause = (name: string, port = ''): Made => ({ rule: 'unready', target: service(name, port) });
  const refused = (...services: readonly string[]): Made => ({
    rule: 'refused',
    target: { kind: 'pod', key: 'pod/shop/web', node: 'n1', namespace: 'shop', name: 'web-1' },
    explainedBy: ['unready'],
    items: services.map((one) => ({ service: one })),
  });
  const causeOf = (...made: readonly Made[]) =>
    folded(...made).find(([finding]) => finding === 'refused@pod/shop/web')?.[1];

  test('by name, and by name and port', () => {
    expect(causeOf(refused('shop/web'), cause('web'))).toBe('unready@service/shop/web');
    expect(causeOf(refused('shop/web'), cause('web', ':http'))).toBe('unready@service/shop/web:http');
    expect(causeOf(refused('shop/web:http'), cause('web', ':http'))).toBe('unready@service/shop/web:http');
    expect(causeOf(refused('shop/web:dns'), cause('web', ':http'))).toBeNull();
  });
  test('only when each of them is explained', () => {
    expect(causeOf(refused('shop/web', 'shop/db'), cause('web'))).toBeNull();
    expect(causeOf(refused('shop/web', 'shop/db'), cause('web'), cause('db'))).toBe('unready@service/shop/web');
    expect(causeOf(refused(), cause('web'))).toBeNull();
  });
});

test('a finding about the cluster explains any', () => {
  expect(
    folded(
      { rule: 'a', target: node('n1'), explainedBy: ['b'] },
      { rule: 'b', target: { kind: 'cluster', key: 'cluster' } },
    ).at(-1)?.[1],
  ).toBe('b@cluster');
});

test('causes of causes lead to the root, which counts them all', () => {
  const made: Made[] = [
    { rule: 'c', target: node('n1'), explainedBy: ['b'] },
    { rule: 'b', target: node('n1'), explainedBy: ['a'] },
    { rule: 'a', target: node('n1') },
    { rule: 'd', target: node('n1'), explainedBy: ['c'] },
  ];
  const wanted = [
    ['a@node/n1', null, 3],
    ['b@node/n1', 'a@node/n1', 0],
    ['c@node/n1', 'a@node/n1', 0],
    ['d@node/n1', 'a@node/n1', 0],
  ];
  expect(folded(...made)).toEqual(wanted);
  expect(folded(...made.toReversed())).toEqual(wanted);
});

test('explainedBy names the likeliest first', () => {
  const causes: Made[] = [
    { rule: 'x', target: node('n1') },
    { rule: 'y', target: node('n1') },
  ];
  expect(folded({ rule: 'a', target: node('n1'), explainedBy: ['y', 'x'] }, ...causes).at(-1)?.[1]).toBe('y@node/n1');
});

test('roots: severity, then how much they explain, then key; the folded after them in the order of their roots', () => {
  const roots: Made[] = severities.map((severity) => ({ rule: severity, severity, target: node('n1') }));
  const busy: Made[] = [
    { rule: 'busy', severity: 'high', target: node('n2') },
    { rule: 'symptom', severity: 'critical', target: node('n2'), explainedBy: ['busy'] },
  ];
  expect(folded(...roots, ...busy).map(([fingerprint]) => fingerprint)).toEqual([
    'critical@node/n1',
    'busy@node/n2',
    'high@node/n1',
    'medium@node/n1',
    'low@node/n1',
    'info@node/n1',
    'symptom@node/n2',
  ]);
});

describe('a rule of last resort', () => {
  const lost = (more: Partial<Made> = {}): Made => ({
    rule: 'lost',
    target: node('n1'),
    lastResort: true,
    items: [{ peer: 'n2', end: 'dropped' }],
    ...more,
  });
  const cluster: FindingTarget = { kind: 'cluster', key: 'cluster' };
  const causeOf = (...made: readonly Made[]) =>
    folded(...made).find(([fingerprint]) => fingerprint === 'lost@node/n1')?.[1];

  test('stands alone where nothing else was found', () => {
    expect(causeOf(lost())).toBeNull();
    expect(causeOf(lost(), { rule: 'nic', target: node('n3') })).toBeNull();
  });

  test('folds under what loses packets on its node, on a node of its items, or in the cluster', () => {
    expect(causeOf(lost(), { rule: 'nic', target: node('n1') })).toBe('nic@node/n1');
    expect(causeOf(lost(), { rule: 'nic', target: node('n2') })).toBe('nic@node/n2');
    expect(causeOf(lost(), { rule: 'route', target: node('n3'), items: [{ peer: 'n2' }] })).toBe('route@node/n3');
    expect(causeOf(lost(), { rule: 'dns', target: cluster })).toBe('dns@cluster');
  });

  test('the gravest explains it, and nothing below high does', () => {
    const nic: Made = { rule: 'nic', target: node('n1') };
    expect(causeOf(lost(), nic, { rule: 'fdb', target: node('n2'), severity: 'critical' })).toBe('fdb@node/n2');
    expect(causeOf(lost(), { ...nic, severity: 'medium' })).toBeNull();
  });

  test('every item needs an explanation', () => {
    const two = lost({ items: [{ peer: 'n2' }, { peer: 'n3' }] });
    expect(causeOf(two, { rule: 'nic', target: node('n2') })).toBeNull();
    expect(causeOf(two, { rule: 'nic', target: node('n2') }, { rule: 'nic', target: node('n3') })).toBe('nic@node/n2');
  });

  test('what rests on it does not explain it', () => {
    const both = folded(lost(), { rule: 'user', target: node('n1'), explainedBy: ['lost'] });
    expect(both).toEqual([
      ['lost@node/n1', null, 1],
      ['user@node/n1', 'lost@node/n1', 0],
    ]);
  });

  test('one explains another where its rule says so', () => {
    const dns: Made = { rule: 'dns', target: node('n1'), lastResort: true, explainedBy: ['lost'] };
    expect(folded(lost(), dns).at(-1)).toEqual(['dns@node/n1', 'lost@node/n1', 0]);
  });
});
