import { expect, test } from 'vitest';
import { evidenceOf } from '../../src/evaluate/evidence.ts';
import type { FactValue, Target } from '../../src/facts/types.ts';
import type { OutputRecord } from '../../src/snapshot/types.ts';
import { madeCluster } from '../support/made-cluster.ts';
import { madeFacts } from '../support/rule-files.ts';

const record = (id: string, command: string, more: Partial<OutputRecord> = {}): OutputRecord => ({
  id,
  netns: 'host',
  command,
  status: 'ok',
  exit: 0,
  ms: 1,
  stdout: 'x',
  stderr: null,
  ...more,
});

const outputs: Readonly<Record<string, readonly OutputRecord[]>> = {
  n1: [
    record('ip-link', 'ip -j link show'),
    record('ip-link', 'ip -j link show', { reading: 2 }),
    record('ip-link', 'ip -o link', { netns: 'net:[1]' }),
    record('ovs-flows:br0', 'ovs-ofctl dump-flows br0'),
    record('ovs-flows:br1', 'ovs-ofctl dump-flows br1'),
    record('text:arp', 'arp -a'),
  ],
  n2: [record('ip-link', 'ip -o link show')],
};

const cluster = madeCluster({ n1: { devices: ['eth0'], bridges: ['br0'] }, n2: {} });
const [n1] = cluster.nodes;
if (!n1) throw new Error('no node');
const node: Target = { kind: 'node', key: 'node/n1', node: n1 };
const bridge: Target = { kind: 'bridge', key: 'bridge/n1/br0', node: n1, bridge: 'br0' };
const inPod: Target = {
  kind: 'device',
  key: 'device/n1/x/eth0',
  node: n1,
  netns: { ...n1.host, id: 'net:[1]', label: 'default/web' },
  device: { name: 'eth0' } as never,
};

const facts = madeFacts({
  'node.x': { sources: ['ip-link', 'cluster/nodes'] },
  'node.arp': { sources: ['ip-neigh'] },
  'bridge.flows': { sources: ['ovs-flows:BRIDGE'] },
  'device.mtu': { sources: ['ip-link'] },
  'node.peers': { type: 'list', sources: ['ip-link'] },
});
const peers = facts.get('node.peers');
if (peers) Object.assign(peers, { peerSources: ['ip-link'] });

const found: FactValue = { state: 'value', value: 3 };
test.each<[string, string, Target, FactValue, string]>([
  ['command and resource', 'node.x', node, found, 'ip -j link show on n1; API: nodes'],
  ['a hand-made text', 'node.arp', node, found, 'arp -a on n1'],
  ['the form for this bridge', 'bridge.flows', bridge, found, 'ovs-ofctl dump-flows br0 on n1'],
  ['the namespace of the device', 'device.mtu', inPod, found, 'ip -o link on n1 (default/web)'],
  [
    'the nodes that items name',
    'node.peers',
    node,
    { state: 'list', items: [{ peer: 'n2' }], unseen: [] },
    'ip -j link show on n1; ip -o link show on n2',
  ],
  [
    'absent',
    'node.x',
    node,
    { state: 'absent', reason: 'no such device' },
    'ip -j link show on n1; API: nodes; not there: no such device',
  ],
  [
    'unknown',
    'node.x',
    node,
    { state: 'unknown', missing: 'ip-link', reason: 'timed out' },
    'ip -j link show on n1; API: nodes; not known: timed out',
  ],
])('%s', (_, name, target, value, wanted) => {
  const [evidence] = evidenceOf(
    [name],
    target,
    () => value,
    facts,
    (at) => outputs[at] ?? [],
  );
  expect(evidence?.source).toBe(wanted);
});
