import { describe, expect, test } from 'vitest';
import type { EvaluationInput } from '../../src/evaluate/evaluate.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { FactValue, Item, Target } from '../../src/facts/types.ts';
import type { MadeNode } from '../support/made-cluster.ts';
import { madeCluster, madeManifest } from '../support/made-cluster.ts';
import type { MadeFact } from '../support/rule-files.ts';
import { madeFacts, madeRule } from '../support/rule-files.ts';

const value = (scalar: string | number | boolean): FactValue => ({ state: 'value', value: scalar });
const list = (items: readonly Item[], ...unseen: readonly string[]): FactValue => ({
  state: 'list',
  items,
  unseen: unseen.map((who) => ({ who, missing: 'ip-link', reason: 'not seen' })),
});

/** Facts whose values are looked up by target key. */
const byKey = (
  type: MadeFact['type'],
  values: Readonly<Record<string, FactValue>>,
  more: Partial<MadeFact> = {},
): MadeFact => ({
  ...(type ? { type } : {}),
  compute: (target: Target) => values[target.key] ?? { state: 'unknown', missing: 'ip-link', reason: 'not collected' },
  ...more,
});

interface Made {
  readonly nodes: Readonly<Record<string, MadeNode>>;
  readonly facts: Readonly<Record<string, MadeFact>>;
  readonly rules: readonly Readonly<Record<string, string>>[];
  readonly more?: Parameters<typeof madeCluster>[1];
  readonly input?: Partial<EvaluationInput>;
}

function run({ nodes, facts, rules, more, input }: Made) {
  const registry = madeFacts({
    'node.name': { sources: [], compute: (target) => value('node' in target ? target.node.name : '') },
    ...facts,
  });
  return evaluate({
    cluster: madeCluster(nodes, more),
    manifest: madeManifest,
    rules: rules.map((rule) => madeRule(rule, registry)),
    facts: registry,
    outputsOf: () => [],
    ...input,
  });
}

const flag = '{ fact: node.flag, operator: equal, value: true }';
const message = '"{{node.name}}"';

describe('outcomes', () => {
  const facts = { 'node.flag': byKey('boolean', { 'node/n1': value(true), 'node/n2': value(false) }) };

  test('fail, pass and unknown are counted in all, by area and by node', async () => {
    const { result } = await run({
      nodes: { n1: {}, n2: {}, n3: { seen: false } },
      facts,
      rules: [{ id: 'x/rule', fail: flag, message }],
    });
    expect(result.findings.map(({ rule, target }) => [rule, target.key])).toEqual([['x/rule', 'node/n1']]);
    expect(result.unknown).toEqual([
      { rule: 'x/rule', target: 'node/n3', missing: 'ip-link', reason: 'not collected' },
    ]);
    expect(result.coverage).toEqual({
      checked: 2,
      unknown: 1,
      notApplicable: 0,
      percent: 66.6,
      byArea: { x: { checked: 2, unknown: 1, notApplicable: 0, percent: 66.6 } },
      byNode: {
        n1: { checked: 1, unknown: 0, notApplicable: 0, percent: 100 },
        n2: { checked: 1, unknown: 0, notApplicable: 0, percent: 100 },
        n3: { checked: 0, unknown: 1, notApplicable: 0, percent: 0 },
      },
      sources: [{ id: 'node/n1', status: 'ok' }],
    });
  });

  test('a `when` that is false makes it not applicable, one that is unknown makes it unknown', async () => {
    const { result } = await run({
      nodes: { n1: {}, n2: {}, n3: {} },
      facts: {
        ...facts,
        'node.bad': byKey('boolean', { 'node/n1': value(true), 'node/n2': value(true), 'node/n3': value(true) }),
      },
      rules: [{ id: 'x/rule', when: flag, fail: '{ fact: node.bad, operator: equal, value: true }', message }],
    });
    expect(result.findings.map(({ target }) => target.key)).toEqual(['node/n1']);
    expect(result.coverage).toMatchObject({ checked: 1, notApplicable: 1, unknown: 1, percent: 50 });
  });

  test('a list: an item fails even while others are unseen; none and somebody unseen is unknown', async () => {
    const { result } = await run({
      nodes: { n1: {}, n2: {}, n3: {} },
      facts: {
        'node.peers': byKey(
          'list',
          { 'node/n1': list([{ peer: 'n2' }], 'node/n3'), 'node/n2': list([], 'node/n3'), 'node/n3': list([]) },
          { fields: { peer: 'string' } },
        ),
      },
      rules: [{ id: 'x/rule', fail: '{ fact: node.peers, operator: countAtLeast, value: 1 }', message }],
    });
    expect(result.findings.map(({ target }) => target.key)).toEqual(['node/n1']);
    expect(result.unknown).toEqual([
      { rule: 'x/rule', target: 'node/n2', missing: 'ip-link', reason: 'node/n3: not seen' },
    ]);
    expect(result.coverage).toMatchObject({ checked: 2, unknown: 1 });
  });

  test('what could not be enumerated is one unknown check for each rule', async () => {
    const { result } = await run({
      nodes: { n1: { devices: ['eth0', 'cni0'] }, n2: { seen: false } },
      facts: {
        'device.flag': byKey('boolean', { 'device/n1/host/eth0': value(true), 'device/n1/host/cni0': value(false) }),
        'pod.flag': {},
      },
      rules: [
        { id: 'x/device', target: 'device', fail: '{ fact: device.flag, operator: equal, value: true }', message },
        { id: 'x/pod', target: 'pod', fail: '{ fact: pod.flag, operator: equal, value: "x" }', message },
      ],
    });
    expect(result.findings.map(({ target }) => target)).toEqual([
      { kind: 'device', key: 'device/n1/host/eth0', node: 'n1', netns: 'host', device: 'eth0' },
    ]);
    expect(result.unknown).toEqual([
      { rule: 'x/device', target: 'device/n2/host/*', missing: 'node', reason: 'not collected' },
      { rule: 'x/pod', target: 'pod/*', missing: 'cluster/pods', reason: 'not collected' },
    ]);
  });

  test('a Windows node is said once, and no rule applies to it', async () => {
    const { result } = await run({
      nodes: { n1: {}, win: { windows: true } },
      facts,
      rules: [{ id: 'x/rule', fail: flag, message }],
    });
    expect(result.snapshot.notes).toEqual(['Windows nodes are not modelled, so no rule applies to them: win.']);
    expect(result.coverage).toMatchObject({ checked: 1, unknown: 0, notApplicable: 1 });
  });

  test('an unknown CNI is said once', async () => {
    const { result } = await run({
      nodes: { n1: { cniPlugins: ['calico', 'portmap'] }, n2: { cniPlugins: ['calico'] } },
      facts,
      rules: [],
    });
    expect(result.snapshot.notes).toEqual([
      'The CNI plugin calico is not modelled (n1, n2): what it alone sets up is not judged.',
    ]);
  });

  test('pods of one owner share key and fingerprint, and each is a finding', async () => {
    const { result } = await run({
      nodes: { n1: {} },
      more: {
        pods: [
          { name: 'web-b' },
          { name: 'web-a' },
          { name: 'done', phase: 'Succeeded' },
          { name: 'going', terminating: true },
        ],
      },
      facts: { 'pod.flag': { type: 'boolean', compute: () => value(true) } },
      rules: [{ id: 'x/pod', target: 'pod', fail: '{ fact: pod.flag, operator: equal, value: true }', message }],
    });
    expect(result.findings.map(({ target }) => `${target.key} ${target.name}`)).toEqual([
      'pod/default/web web-a',
      'pod/default/web web-b',
    ]);
    expect(new Set(result.findings.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  test('Services: one target for each port, headless without ports and ExternalName are none', async () => {
    const port = (name: string | null, number: number, protocol: 'tcp' | 'udp' = 'tcp') => ({
      name,
      protocol,
      port: number,
      nodePort: null,
      targetPort: null,
    });
    const { result } = await run({
      nodes: { n1: {} },
      more: {
        services: [
          { name: 'dns', ports: [port('dns', 53, 'udp'), port('dns-tcp', 53)] },
          { name: 'one', ports: [port('http', 80)] },
          { name: 'out', type: 'ExternalName' },
        ],
      },
      facts: { 'service.flag': { type: 'boolean', compute: () => value(true) } },
      rules: [
        {
          id: 'x/service',
          target: 'service',
          fail: '{ fact: service.flag, operator: equal, value: true }',
          message: '"x"',
        },
      ],
    });
    expect(result.findings.map(({ target }) => target.key)).toEqual([
      'service/default/dns:dns',
      'service/default/dns:dns-tcp',
      'service/default/one',
    ]);
  });

  test('pairs: only those that the list names; a node that names none passes once', async () => {
    const { result } = await run({
      nodes: { n1: {}, n2: {}, n3: {}, n4: {} },
      facts: {
        'node.disputed': byKey(
          'list',
          { 'node/n1': list([{ peer: 'n2' }, { peer: 'n2' }]), 'node/n2': list([]), 'node/n3': list([], 'node/n4') },
          { fields: { peer: 'string' } },
        ),
        'peer.flag': { type: 'boolean', compute: () => value(true) },
      },
      rules: [
        {
          id: 'x/pair',
          target: 'peer',
          among: 'node.disputed',
          fail: '{ fact: peer.flag, operator: equal, value: true }',
          message,
        },
      ],
    });
    expect(result.findings.map(({ target }) => target)).toEqual([
      { kind: 'peer', key: 'peer/n1>n2', node: 'n1', peer: 'n2' },
    ]);
    expect(result.coverage).toMatchObject({ checked: 2, unknown: 2 });
    expect(result.unknown.map(({ target }) => target)).toEqual(['peer/n3>n4', 'peer/n4>*']);
  });
});

describe('bugs in facts', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('boom');
      },
      'a bug in netlint: boom',
    ],
    ['gives another type', () => value('x'), 'a bug in netlint: node.flag gave string x, and is declared as boolean'],
  ])('one that %s costs itself', async (_, compute, reason) => {
    const { result, internalErrors } = await run({
      nodes: { n1: {} },
      facts: {
        'node.flag': { type: 'boolean', compute },
        'node.good': { type: 'boolean', compute: () => value(true) },
      },
      rules: [
        { id: 'x/bad', fail: flag, message },
        { id: 'x/good', fail: '{ fact: node.good, operator: equal, value: true }', message },
      ],
    });
    expect(result.findings.map(({ rule }) => rule)).toEqual(['x/good']);
    expect(result.unknown).toEqual([{ rule: 'x/bad', target: 'node/n1', missing: 'node.flag', reason }]);
    expect(internalErrors).toHaveLength(1);
  });
});

describe('what the user asked to see', () => {
  const made: Made = {
    nodes: { n1: {}, n2: {} },
    facts: {
      'node.flag': byKey('boolean', { 'node/n1': value(true), 'node/n2': value(false) }),
      'node.peers': byKey(
        'list',
        { 'node/n1': list([]), 'node/n2': list([{ peer: 'n1' }]) },
        { fields: { peer: 'string' } },
      ),
    },
    rules: [
      { id: 'x/root', fail: flag, message },
      {
        id: 'x/witness',
        fail: '{ fact: node.peers, operator: countAtLeast, value: 1 }',
        explainedBy: '[ x/root ]',
        message,
      },
    ],
  };
  test('--node keeps the cause on another node', async () => {
    const { result } = await run({ ...made, input: { selection: { nodes: ['n2'], namespaces: [] } } });
    expect(result.findings.map(({ rule, target, explains }) => [rule, target.key, explains])).toEqual([
      ['x/root', 'node/n1', 1],
      ['x/witness', 'node/n2', 0],
    ]);
    expect(Object.keys(result.coverage.byNode)).toEqual(['n2']);
  });
});

test('the order of the input does not show in the result', async () => {
  const nodes = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`n${n}`, { devices: ['a', 'b'] }]));
  const facts = {
    'node.flag': { type: 'boolean', compute: () => value(true) },
    'device.flag': { type: 'boolean', compute: () => value(true) },
  } as const;
  const rules = [
    { id: 'x/a', fail: flag, message },
    { id: 'x/b', fail: flag, explainedBy: '[ x/a ]', message },
    {
      id: 'x/c',
      target: 'device',
      fail: '{ fact: device.flag, operator: equal, value: true }',
      explainedBy: '[ x/b ]',
      message,
    },
  ];
  const forwards = await run({ nodes, facts, rules });
  const backwards = await run({
    nodes: Object.fromEntries(Object.entries(nodes).reverse()),
    facts,
    rules: rules.toReversed(),
  });
  expect(JSON.stringify(backwards.result)).toBe(JSON.stringify(forwards.result));
  expect(forwards.result.findings.filter(({ causedBy }) => causedBy === null)).toHaveLength(12);
});
